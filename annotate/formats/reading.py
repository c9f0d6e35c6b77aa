"""How a file is to be read: guessed from its name and its first bytes, then as a person says."""

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import BinaryIO

import orjson
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from annotate.formats.archive import member_of, read_member, read_zip
from annotate.formats.delimited import Table, guess_table, read_delimited
from annotate.formats.encodings import guess_encoding
from annotate.formats.jsonl import read_jsonl
from annotate.formats.plain import read_lines, read_whole
from annotate.formats.records import Read, Record, Refused

HEAD = 2**18  # bytes to judge a file by
LONGEST_BEGINNING = 2**22  # characters of the records that are shown before anything is decided


class Format(TextChoices):
    JSONL = "jsonl", _("JSON Lines: one object per line")
    TABLE = "table", _("table: CSV, TSV and the like")
    LINES = "lines", _("text: every line is a document")
    WHOLE = "whole", _("text: the whole file is a document")
    ZIP_WHOLE = "zip_whole", _("ZIP of text files: every file is a document")
    ZIP_LINES = "zip_lines", _("ZIP of text files: every line is a document")


@dataclass(frozen=True)
class Reading:
    """A file's format and encoding, and for a table how it is written."""

    format: str
    encoding: str = "utf-8"
    table: Table = field(default_factory=Table)
    member: str = ""  # the one file to read, inside a ZIP such as our exports are


# What our own exports are packed as.
EXPORTS = {
    "data.jsonl": Reading(Format.JSONL, member="data.jsonl"),
    "data.csv": Reading(Format.TABLE, member="data.csv"),
}


def read(binary: BinaryIO, reading: Reading) -> Read:
    """All records of the file, one at a time, each refused line in its place.

    Raises Invalid when the file as a whole cannot be read so.
    """
    if reading.member:
        return read_member(binary, reading.member, lambda inner: read(inner, replace(reading, member="")))
    match reading.format:
        case Format.JSONL:
            return read_jsonl(binary, reading.encoding)
        case Format.TABLE:
            return read_delimited(binary, reading.encoding, reading.table)
        case Format.LINES:
            return read_lines(binary, reading.encoding)
        case Format.WHOLE:
            return read_whole(binary, reading.encoding)
        case _:
            return read_zip(binary, reading.encoding, by_line=reading.format == Format.ZIP_LINES)


def guess_reading(name: str, binary: BinaryIO) -> Reading:
    """The most likely reading of an uploaded file. Leaves the file at its beginning."""
    head = binary.read(HEAD)
    binary.seek(0)
    ending = name.lower().rpartition(".")[2]
    encoding = guess_encoding(head)
    if head.startswith(b"PK"):
        return EXPORTS.get(member_of(binary, EXPORTS), Reading(Format.ZIP_WHOLE))
    if ending in {"jsonl", "ndjson", "json"}:
        return Reading(Format.JSONL, encoding)
    if ending in {"csv", "tsv", "tab"}:
        return guess_as_table(head, Reading(Format.TABLE, encoding), ending)
    if ending != "txt" and head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return Reading(Format.JSONL, encoding)
    return Reading(Format.LINES, encoding)


def guess_as_table(head: bytes, reading: Reading, ending: str = "") -> Reading:
    """The same reading with the most likely delimiter and quotes."""
    text = head.decode("utf-8-sig" if reading.encoding == "utf-8" else reading.encoding, errors="replace")
    whole_lines = text[: text.rfind("\n") + 1] if len(head) == HEAD else text
    table = guess_table(whole_lines, "\t" if ending in {"tsv", "tab"} else None)
    return replace(reading, table=table)


def first_records(binary: BinaryIO, reading: Reading, count: int) -> list[Record | Refused]:
    """The beginning of the file, for the preview: so many records, or fewer where they are long."""
    found: list[Record | Refused] = []
    size = 0
    for record in islice(read(binary, reading), count):
        found.append(record)
        size += _size_of(record)
        if size > LONGEST_BEGINNING:
            break
    return found


def _size_of(record: Record | Refused) -> int:
    """About how many characters it has in the file."""
    values = record.fields.values() if isinstance(record, Record) else ()
    return sum(len(value if isinstance(value, str) else orjson.dumps(value)) for value in values)
