"""CSV and its relatives: a table in text, its first row the names of the columns if there are any."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _

from annotate.formats.encodings import is_no_text, text_stream
from annotate.formats.records import LONGEST_LINE, MOST_COLUMNS, Read, Record, Refused, too_many_columns
from annotate.problems import Invalid

csv.field_size_limit(LONGEST_LINE)  # of the whole process: the module's own 128 kB is less than one document

FOR_SPREADSHEETS = "escaped for spreadsheets"  # the column that marks an export nobody may import
DELIMITERS = [",", ";", "\t", "|"]


@dataclass(frozen=True)
class Table:
    """How a table is written down."""

    delimiter: str = ","
    has_header: bool = True
    has_quotes: bool = True  # false: a quotation mark is a character like any other


def read_delimited(binary: BinaryIO, encoding: str, table: Table) -> Read:
    """Every row as a record. Raises Invalid when the header cannot be used."""
    rows = _rows(binary, encoding, table)
    names, first = _header(rows, table)
    if first is not None:
        yield _record(*first, names)
    for number, row in rows:
        yield Refused(number, row) if isinstance(row, str) else _record(number, row, names)


def _rows(binary: BinaryIO, encoding: str, table: Table) -> Iterator[tuple[int, list[str] | str]]:
    """The rows with the number of their first line; a sentence in place of a row that cannot be read."""
    with text_stream(binary, encoding) as stream:
        lines = _Lines(stream)
        reader = csv.reader(
            lines,
            delimiter=table.delimiter,
            quoting=csv.QUOTE_MINIMAL if table.has_quotes else csv.QUOTE_NONE,
            strict=True,
        )
        while True:
            number = lines.number + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, _why_no_row(str(error))
            else:
                if row:
                    yield number, row


class _Lines:
    """The lines of a stream, counted. An endless one raises csv.Error in its place and is skipped.

    Not a generator: that would be over after its first error, and the rest of the file lost.
    """

    def __init__(self, stream: TextIO) -> None:
        self.number = 0
        self._readline = stream.readline

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            while line and line[-1] not in "\r\n":
                line = self._readline(LONGEST_LINE)
            msg = "line larger than field limit"
            raise csv.Error(msg)
        return line


def _why_no_row(error: str) -> str:
    if "field limit" in error:
        return _(
            "A cell is longer than %(most)s MB. Perhaps a quotation mark is opened here and never closed."
        ) % {"most": LONGEST_LINE // 2**20}
    if "unexpected end" in error:
        return _("A quotation mark is opened here and never closed before the end of the file.")
    if "expected after" in error:
        return _(
            'A quotation mark stands inside a quoted cell. Write it twice (""), '
            "or say that quotation marks are ordinary characters."
        )
    return _("This row cannot be read: %(error)s.") % {"error": error}


def _header(
    rows: Iterator[tuple[int, list[str] | str]], table: Table
) -> tuple[list[str], tuple[int, list[str]] | None]:
    """The names of the columns, and the first row if it is data already."""
    number, row = next(rows, (1, []))
    if isinstance(row, str):
        raise Invalid(_("The first row cannot be read. %(reason)s") % {"reason": row})
    if any(is_no_text(name) for name in row):
        raise Invalid(_("The first row holds bytes that are no text. Is the encoding right?"))
    if FOR_SPREADSHEETS in row:
        raise Invalid(
            _(
                "This file was exported for spreadsheets: its texts are changed. Export JSON Lines or plain CSV."
            )
        )
    if len(row) > MOST_COLUMNS:
        raise Invalid(too_many_columns(len(row)))
    if table.has_header:
        return _unique(row), None
    return _unique([""] * len(row)), (number, row) if row else None


def _unique(names: list[str]) -> list[str]:
    """Each column under a name of its own: a nameless one by its place, a second "x" as "x (2)"."""
    unique: dict[str, None] = {}
    for place, written in enumerate(names, 1):
        wish = name = written.strip() or _("column %(place)s") % {"place": place}
        count = 1
        while name in unique:
            count += 1
            name = f"{wish} ({count})"
        unique[name] = None
    return list(unique)


def _record(number: int, row: list[str], names: list[str]) -> Record | Refused:
    if len(row) != len(names):
        return Refused(
            number,
            _("This row has %(cells)s cells, but there are %(columns)s columns.")
            % {"cells": len(row), "columns": len(names)},
        )
    return Record(number, dict(zip(names, row, strict=True)))


def guess_table(head: str, delimiter: str | None = None) -> Table:
    """How the table is written, judged by its first lines: the reading with the most rows of equal width."""
    delimiters = [delimiter] if delimiter else DELIMITERS
    candidates = [Table(mark, has_quotes=quotes) for quotes in (True, False) for mark in delimiters]
    return max(candidates, key=lambda table: _evenness(head, table))


def _evenness(head: str, table: Table) -> tuple[float, int]:
    """The share of rows as wide as the first, and how wide that is; one column alone counts for nothing."""
    quoting = csv.QUOTE_MINIMAL if table.has_quotes else csv.QUOTE_NONE
    reader = csv.reader(
        head.splitlines(keepends=True), delimiter=table.delimiter, quoting=quoting, strict=True
    )
    widths = []
    try:
        widths.extend(len(row) for row in reader if row)
    except csv.Error:
        widths.append(0)
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
