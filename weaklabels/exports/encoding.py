"""Soft labels as bytes, in the forms of the other exports. Pure."""

import codecs
from collections.abc import Iterable, Iterator

from annotate.exports import Form
from annotate.exports.encoding import (
    SPREADSHEET_MARK,
    Encoder,
    JsonLines,
    answer_cell,
    cell,
    harmless,
    quoted,
)
from annotate.models import Question
from weaklabels.exports.records import Record
from weaklabels.exports.taking import Taken

DOCUMENT = ["id", "document", "pool"]
SPAN = ["start", "end", "label", "quote", "score", "chosen"]


class Csv:
    """A line a document and a column a label; of marked words, a line a proposal."""

    def __init__(self, taken: Taken) -> None:
        self.labels = [taken.names[label] for label in taken.fit.labels]
        kind = taken.question.kind
        self.marks_words = kind == Question.Kind.SPANS
        self.hard = "label" if kind == Question.Kind.CHOICE else "labels"

    def head(self) -> bytes:
        return lines([self._header()])

    def encode(self, records: Iterable[Record]) -> bytes:
        return lines(row for record in records for row in self._rows(record))

    def _header(self) -> list[str]:
        if self.marks_words:
            return [*DOCUMENT, *SPAN]
        return [*DOCUMENT, self.hard, *(f"probability.{name}" for name in self.labels)]

    def _rows(self, record: Record) -> Iterator[list[str]]:
        document = [cell(record[key]) for key in DOCUMENT]
        if self.marks_words:
            yield from ([*document, *(cell(span[key]) for key in SPAN)] for span in record["spans"])
        else:
            scores = record["probabilities"]
            yield [*document, answer_cell(record[self.hard]), *(cell(scores[name]) for name in self.labels)]


class SpreadsheetCsv(Csv):
    """The same with formulas escaped, and a column that says so."""

    def head(self) -> bytes:
        return codecs.BOM_UTF8 + super().head()

    def _header(self) -> list[str]:
        return [harmless(name) for name in [*super()._header(), SPREADSHEET_MARK]]

    def _rows(self, record: Record) -> Iterator[list[str]]:
        return ([harmless(value) for value in [*row, ""]] for row in super()._rows(record))


def lines(rows: Iterable[list[str]]) -> bytes:
    return "".join(f"{','.join(map(quoted, row))}\r\n" for row in rows).encode()


def encoder_for(form: Form, taken: Taken) -> Encoder:
    if form == Form.JSONL:
        return JsonLines()
    return (Csv if form == Form.CSV else SpreadsheetCsv)(taken)
