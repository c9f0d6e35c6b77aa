"""JSON Lines: one object per line. A line that cannot be read is refused alone; the next is read again."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import BinaryIO, TextIO

import orjson
from django.utils.translation import gettext as _

from annotate.formats.encodings import BOM, is_no_text, text_stream
from annotate.formats.records import (
    LONGEST_LINE,
    MOST_COLUMNS,
    Read,
    Record,
    Refused,
    too_long,
    too_many_columns,
)
from annotate.nesting import TOO_DEEP, loads

MOST_KNOWN = 10_000  # names remembered


def read_jsonl(binary: BinaryIO, encoding: str) -> Read:
    """Every non-blank line as a record, in order."""
    number = 0
    known: set[str] = set()  # names that are text: most lines have the same
    for line in _lines(binary, encoding):
        number += 1
        if len(line) > LONGEST_LINE:
            yield Refused(number, too_long())
            continue
        try:
            fields = loads(line)
        except orjson.JSONDecodeError as error:
            if line.strip():
                yield Refused(number, _why_not_json(line, error))
            continue
        yield _found(number, fields, known)


def _found(number: int, fields: object, known: set[str]) -> Record | Refused:
    """What stands in a line, if it is an object whose names a database takes. Those met before are looked up."""
    if type(fields) is not dict:
        return Refused(number, _not_an_object(fields))
    if len(fields) > MOST_COLUMNS:
        return Refused(number, too_many_columns(len(fields)))
    if not fields.keys() <= known:
        if any(map(is_no_text, fields)):
            return Refused(
                number, _("A name in this line holds NUL (\\u0000), which no database takes. Take it out.")
            )
        if len(known) < MOST_KNOWN:
            known.update(fields)
    return Record(number, fields)


def _lines(binary: BinaryIO, encoding: str) -> Iterator[bytes | str]:
    """Lines as orjson reads them fastest: UTF-8 as bytes, all else decoded. Never much over the longest line."""
    is_utf8 = encoding == "utf-8"
    with nullcontext(binary) if is_utf8 else text_stream(binary, encoding) as stream:
        line = stream.readline(LONGEST_LINE + 1)
        if is_utf8 and line.startswith(BOM):
            line = line[len(BOM) :]
        while line:
            yield line
            if len(line) > LONGEST_LINE:
                _skip_to_line_end(stream, line)
            line = stream.readline(LONGEST_LINE + 1)


def _skip_to_line_end(stream: BinaryIO | TextIO, line: bytes | str) -> None:
    end = b"\n" if isinstance(line, bytes) else "\n"
    while line and not line.endswith(end):
        line = stream.readline(LONGEST_LINE)


def _why_not_json(line: bytes | str, error: orjson.JSONDecodeError) -> str:
    if error.msg == TOO_DEEP:
        return _("This line is nested too deeply. Flatten it, or leave out what nobody needs.")
    if isinstance(line, bytes):
        try:
            line.decode()
        except UnicodeDecodeError as wrong:
            return not_in_encoding(wrong.object[wrong.start], wrong.start + 1)
    elif is_no_text(line):
        return _("This line holds bytes that are no text in the chosen encoding.")
    if "surrogate" in error.msg:
        return _("This line holds one half of a surrogate pair (such as \\ud83d), which is no character.")
    return _("This is not valid JSON: %(what)s, at character %(column)s of the line.") % {
        "what": error.msg.split(": line ")[0],
        "column": error.colno,
    }


def not_in_encoding(byte: int, column: int) -> str:
    return _(
        "This line is not UTF-8: byte 0x%(byte)02X at position %(column)s. "
        "Save the file as UTF-8, or choose its encoding."
    ) % {"byte": byte, "column": column}


def _not_an_object(value: object) -> str:
    kinds = {list: _("a list"), str: _("a text"), bool: _("true or false"), type(None): _("null")}
    return _('Each line must be one JSON object such as {"text": "…"}, but this one is %(kind)s.') % {
        "kind": kinds.get(type(value), _("a number"))
    }
