"""A ZIP of text files. Nothing is unpacked to the disk, so no name in it can reach anything there."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from typing import BinaryIO

from django.utils.translation import gettext as _

from annotate.formats.encodings import printable
from annotate.formats.plain import read_lines, read_whole
from annotate.formats.records import Read, Record, Refused
from annotate.problems import Invalid

MOST_ENTRIES = 100_000
LARGEST_UNPACKED = 2 * 2**30  # bytes, all entries together
STEEPEST_RATIO = 200  # text shrinks to a third or a tenth; what shrinks to a thousandth is a bomb
SMALL = 2**20  # below this an entry may be as regular as it likes
LEFT_BY_MACOS = ("__MACOSX/", ".DS_Store")

# What a damaged archive makes zipfile and the modules below it raise; tests/annotate/imports/test_any_bytes.py.
UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
)

Reader = Callable[[BinaryIO, str], Read]


def read_zip(binary: BinaryIO, encoding: str, *, by_line: bool) -> Read:
    """Every text file, or every line of each. Raises Invalid when the archive as a whole cannot be used."""
    reader = read_lines if by_line else read_whole
    number = 0
    try:
        with zipfile.ZipFile(binary) as archive:
            entries = _entries(archive)
            check_size(entries)
            for entry in entries:
                for found in _read_entry(archive, entry, encoding, reader):
                    number += 1
                    yield _numbered(found, number, entry.filename)
    except UNPACKING_ERRORS as error:
        raise _unreadable(error) from error


def member_of(binary: BinaryIO, names: Iterable[str]) -> str:
    """The first of these names the archive has, or none of them."""
    try:
        with zipfile.ZipFile(binary) as archive:
            return next((name for name in names if name in archive.namelist()), "")
    except UNPACKING_ERRORS:
        return ""
    finally:
        binary.seek(0)


def read_member(binary: BinaryIO, name: str, reader: Callable[[BinaryIO], Read]) -> Read:
    """One file of the archive, read as if it had come alone. Raises Invalid."""
    try:
        with zipfile.ZipFile(binary) as archive:
            entry = archive.getinfo(name)
            check_size([entry])
            with archive.open(entry) as file:
                yield from reader(file)
    except UNPACKING_ERRORS as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> Invalid:
    return Invalid(
        _("This is not a readable ZIP file: %(error)s. Was the upload cut off?") % {"error": error}
    )


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files in the order of the archive, without folders and what macOS leaves behind."""
    return [
        entry
        for entry in archive.infolist()
        if not entry.filename.endswith("/")
        and not entry.filename.startswith(LEFT_BY_MACOS[0])
        and not entry.filename.endswith(LEFT_BY_MACOS[1])
    ]


def check_size(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that would unpack to more than anybody means to import."""
    if len(entries) > MOST_ENTRIES:
        raise Invalid(
            _("The ZIP holds %(count)s files; %(most)s are allowed. Split it, or use JSON Lines.")
            % {"count": len(entries), "most": MOST_ENTRIES}
        )
    size = sum(entry.file_size for entry in entries)
    if size > LARGEST_UNPACKED:
        raise Invalid(
            _("The ZIP would unpack to %(size)s MB; %(most)s MB are allowed. Split it.")
            % {"size": size // 2**20, "most": LARGEST_UNPACKED // 2**20}
        )


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, encoding: str, reader: Reader) -> Read:
    if reason := _why_refused(entry):
        yield Refused(0, reason)
        return
    try:
        with archive.open(entry) as file:
            yield from reader(file, encoding)
    except UNPACKING_ERRORS as error:
        yield Refused(0, _("The file cannot be unpacked: %(error)s.") % {"error": error})


def _why_refused(entry: zipfile.ZipInfo) -> str | None:
    name = entry.orig_filename
    if "\\" in name or "\0" in name or ".." in name.split("/") or name.startswith("/") or name[1:2] == ":":
        return _("Its name points outside the archive or is no name. Pack the file anew under a plain one.")
    if not name.lower().endswith(".txt"):
        return _("It is not a text file (.txt).")
    if entry.flag_bits & 1:
        return _("It is locked with a password.")
    if entry.file_size > SMALL and entry.file_size > STEEPEST_RATIO * max(entry.compress_size, 1):
        return _("It unpacks to %(ratio)s times its size, as no text does.") % {
            "ratio": entry.file_size // max(entry.compress_size, 1)
        }
    return None


def _numbered(found: Record | Refused, number: int, name: str) -> Record | Refused:
    """The record or refusal under its number in the whole archive, with the file it comes from."""
    if isinstance(found, Refused):
        place = f"{printable(name)}:{found.line}" if found.line > 1 else printable(name)
        return Refused(number, f"{found.reason} ({place})")
    line = found.fields.get("line")
    place = {"file": name} if line is None else {"file": name, "file:line": f"{name}:{line}"}
    return Record(number, {**found.fields, **place})
