"""Records as bytes: JSON Lines, CSV, and CSV for spreadsheets. Pure."""

import codecs
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

import orjson

from annotate.exports.names import Names
from annotate.exports.records import Record
from annotate.exports.wishes import Contents, Form, Wish

OPTIONS = orjson.OPT_UTC_Z
BREAK = orjson.Fragment(b"\n")  # JSON as it is written here holds no line break but these
SPREADSHEET_MARK = "escaped for spreadsheets"  # a column of this name: the file must not be imported

DOCUMENT_COLUMNS = ["id", "text", "group", "position", "metadata"]
ANSWER_COLUMNS = [
    "annotator", "source", "state", "saved_at", "seconds", "schema", "guideline", "phase", "stream",
    "probability", "suggestions", "extra", "rewritten_by",
]  # fmt: skip

# What a spreadsheet may take for the beginning of a formula, its full-width twins included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Encoder(Protocol):
    def head(self) -> bytes: ...

    def encode(self, records: Iterable[Record]) -> bytes: ...


class JsonLines:
    """One object per line."""

    def head(self) -> bytes:
        return b""

    def encode(self, records: Iterable[Record]) -> bytes:
        return json_lines(list(records))


class Csv:
    """A column per key, and one per question where a record holds one answer."""

    def __init__(self, contents: Contents, names: Names) -> None:
        self.questions = [] if contents == Contents.DOCUMENTS else list(names.questions.values())
        self.keys = (
            DOCUMENT_COLUMNS
            + {
                Contents.DOCUMENTS: ["answers", *(["distribution"] if names.takes_variation else [])],
                Contents.ANSWERS: [*ANSWER_COLUMNS, "cannot_tell"],
                Contents.GOLD: ["gold"],
            }[contents]
        )

    def head(self) -> bytes:
        return self._lines([map(quoted, self._header())])

    def encode(self, records: Iterable[Record]) -> bytes:
        """Column by column, since the values of a column are written alike; then line by line."""
        records = list(records)
        columns = [written([record.get(key) for record in records]) for key in self.keys]
        if self.questions:
            said = [record.get("responses", {}) for record in records]
            columns += [written_answers([one.get(name) for one in said]) for name in self.questions]
        return self._lines(zip(*columns, strict=True))

    def _header(self) -> list[str]:
        return [*self.keys, *(f"responses.{name}" for name in self.questions)]

    @staticmethod
    def _lines(rows: Iterable[Iterable[str]]) -> bytes:
        """Rows of cells as they stand in the file."""
        lines = [",".join(row) for row in rows]
        return "\r\n".join([*lines, ""]).encode()


class SpreadsheetCsv(Csv):
    """The same with formulas escaped, and a column that says so. Not exact, and refused by the import."""

    def head(self) -> bytes:
        return codecs.BOM_UTF8 + super().head()

    def _header(self) -> list[str]:
        return [harmless(name) for name in [*super()._header(), SPREADSHEET_MARK]]

    def encode(self, records: Iterable[Record]) -> bytes:
        return self._lines(map(self._written, records))

    def _written(self, record: Record) -> list[str]:
        responses = record.get("responses", {})
        cells = [cell(record.get(key)) for key in self.keys]
        cells += [answer_cell(responses.get(name)) for name in self.questions]
        return [quoted(harmless(value)) for value in [*cells, ""]]


def cell(value: Any) -> str:
    """A value in a cell: text as it is, nothing as "", all else as JSON.

    >>> cell("a"), cell(None), cell(True), cell(["a"]), cell(1.5)
    ('a', '', 'true', '["a"]', '1.5')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if type(value) is int:  # neither true nor false
        return str(value)
    written = as_json(value)
    return written[1:-1] if isinstance(value, datetime) else written


def quoted(value: str) -> str:
    """The cell between quotation marks if it needs them: as csv.writer writes it, which looks at each character.

    >>> quoted("plain"), quoted("a, b"), quoted('5" wide')
    ('plain', '"a, b"', '"5"" wide"')
    """
    if '"' in value:
        value = value.replace('"', '""')
        return f'"{value}"'
    return f'"{value}"' if "," in value or "\n" in value or "\r" in value else value


def as_json(value: Any) -> str:
    return orjson.dumps(value, option=OPTIONS).decode()


def json_lines(values: Sequence[Any]) -> bytes:
    """Each value on a line of its own, written in one go: thousands of small byte strings kept at once cost more.

    >>> json_lines([{"a": 1}, ["b"]]), json_lines([])
    (b'{"a":1}\\n["b"]\\n', b'')
    """
    if not values:
        return b""
    broken = [BREAK] * (2 * len(values))
    broken[::2] = values
    return (orjson.dumps(broken, option=OPTIONS)[1:-1] + b",").replace(b",\n,", b"\n")


def written(values: list[Any]) -> list[str]:
    """The cells of a column as they stand in the file, each as `quoted(cell(value))` writes it.

    >>> written(["a, b", "c"]), written([1.5, 2.0]), written([None, ["a"]])
    (['"a, b"', 'c'], ['1.5', '2.0'], ['', '"[""a""]"'])
    """
    types = set(map(type, values))
    write = WRITTEN.get(types.pop(), written_json) if len(types) == 1 else written_each
    return write(values)


def written_each(values: Iterable[Any]) -> list[str]:
    return [quoted(cell(value)) for value in values]


def written_once(values: list[Any]) -> list[str]:
    """Of what is often the same."""
    cells = {value: quoted(cell(value)) for value in set(values)}
    return [cells[value] for value in values]


def written_floats(values: list[float]) -> list[str]:
    return as_json(values)[1:-1].split(",")


def written_moments(values: list[datetime]) -> list[str]:
    return as_json(values)[2:-2].split('","')


def written_json(values: list[Any]) -> list[str]:
    """Of lists and objects, quoted all at once: JSON as it is written here keeps to one line."""
    lines = json_lines(values).decode().replace('"', '""').split("\n")[:-1]
    return [f'"{line}"' if '"' in line or "," in line else line for line in lines]


WRITTEN: dict[type, Callable[[list[Any]], list[str]]] = {
    str: written_once,
    int: lambda values: list(map(str, values)),
    bool: written_once,
    type(None): written_once,
    float: written_floats,
    datetime: written_moments,
}


def answer_cell(response: Any) -> str:
    """What was said to a question; a label whose name would be read as something else is a list of one.

    >>> answer_cell("glad"), answer_cell("either|or")
    ('glad', '["either|or"]')
    """
    reads_otherwise = isinstance(response, str) and (response[:1] in "[{" or "|" in response)
    return cell([response] if reads_otherwise else response)


def written_answers(responses: list[Any]) -> list[str]:
    """The cells of a question's column as they stand in the file."""
    if set(map(type, responses)) == {list}:
        return written_json(responses)
    return [quoted(answer_cell(response)) for response in responses]


def harmless(value: str) -> str:
    """The cell so that no spreadsheet runs it.

    >>> harmless("=1+1"), harmless("fine")
    ("'=1+1", 'fine')
    """
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def encoder_for(wish: Wish, names: Names) -> Encoder:
    if wish.form == Form.JSONL:
        return JsonLines()
    return (Csv if wish.form == Form.CSV else SpreadsheetCsv)(wish.contents, names)
