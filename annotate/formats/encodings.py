"""From bytes to text, once. What cannot be decoded is marked, so that only its own line is refused."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from django.utils.translation import gettext_lazy as _

# What a person may choose, and the name Python knows it by.
ENCODINGS = {
    "utf-8": _("UTF-8"),
    "utf-16": _("UTF-16"),
    "windows-1252": _("Western (Windows-1252)"),
    "iso-8859-1": _("Western (ISO 8859-1, Latin 1)"),
    "iso-8859-15": _("Western (ISO 8859-15)"),
    "windows-1250": _("Central European (Windows-1250)"),
    "windows-1251": _("Cyrillic (Windows-1251)"),
    "shift_jis": _("Japanese (Shift JIS)"),
    "gb18030": _("Chinese (GB 18030)"),
    "big5": _("Chinese (Big5)"),
    "euc-kr": _("Korean (EUC-KR)"),
}

BOM = codecs.BOM_UTF8
_MARK = 0xDC00  # the lone surrogates from here on stand for bytes that are no text


def _mark_bytes(error: UnicodeError) -> tuple[str, int]:
    """Put a lone surrogate for each byte that cannot be decoded. No valid text holds one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(_MARK + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("gloss-mark", _mark_bytes)


def guess_encoding(head: bytes) -> str:
    """UTF-16 if the file declares it by its byte order mark, else UTF-8. The rest is for a person to say."""
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"


def is_text(head: bytes, encoding: str) -> bool:
    """Can the beginning of the file be read under this encoding? A character cut off at the end does not count."""
    decoder = codecs.getincrementaldecoder(_codec(io.BytesIO(head), encoding))()
    try:
        decoder.decode(head, final=False)
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def text_stream(binary: BinaryIO, encoding: str) -> Iterator[TextIO]:
    """The file as text: line ends kept as they are, a leading byte order mark dropped, bad bytes marked.

    The file itself stays open: it is its owner's to close.
    """
    stream = io.TextIOWrapper(binary, _codec(binary, encoding), errors="gloss-mark", newline="")
    try:
        yield stream
    finally:
        if not binary.closed:
            stream.detach()


def _codec(binary: BinaryIO, encoding: str) -> str:
    """Python's name for the encoding of this file. UTF-16 without a mark is little-endian, as on most machines."""
    if encoding == "utf-16":
        is_marked = binary.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        binary.seek(0)
        return "utf-16" if is_marked else "utf-16-le"
    return "utf-8-sig" if encoding == "utf-8" else encoding


def is_no_text(text: str) -> bool:
    """Does it hold what no text may: bytes that could not be decoded, half a surrogate pair, or NUL?"""
    return any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


def printable(text: str) -> str:
    """The text with a sign in place of what is no text: fit for a sentence, a file and the database."""
    return (
        "".join("�" if is_no_text(character) else character for character in text)
        if is_no_text(text)
        else text
    )
