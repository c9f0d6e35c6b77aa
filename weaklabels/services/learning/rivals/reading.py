"""A file of predictions: CSV with the columns id and label, or JSON Lines with id and label or labels.

Of marked words it is JSON Lines with id and spans.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson
from django.utils.translation import gettext as _

from annotate.problems import Invalid

MOST_LINES = 2_000_000
LONGEST_TEXT = 2**31 - 1  # code points
Said = tuple[int, str, list[str]]  # line, id of the document, labels
SaidSpans = tuple[int, str, list[tuple[int, int, str]]]  # line, id, and of each span start, end, label


def predictions_in(data: bytes) -> Iterator[Said]:
    """What each line says. Raises Invalid with the line where it cannot be read."""
    text = _decoded(data)
    if not text.lstrip().startswith("{"):
        return _so_many(_csv(text))
    return _so_many((number, *_entry(number, entry)) for number, entry in _json_lines(text))


def spans_in(data: bytes) -> Iterator[SaidSpans]:
    """The same of marked words."""
    return _so_many((number, *_spans(number, entry)) for number, entry in _json_lines(_decoded(data)))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            _("The file is not UTF-8: byte %(byte)s cannot be read. Save it as UTF-8.")
            % {"byte": error.start},
            field="file",
        ) from error


def _so_many(rows: Iterator[Any]) -> Iterator[Any]:
    for count, row in enumerate(rows):
        if count == MOST_LINES:
            raise Invalid(_("More than %(most)s lines are too many.") % {"most": MOST_LINES}, field="file")
        yield row


def _csv(text: str) -> Iterator[Said]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if not {"id", "label"} <= set(reader.fieldnames or ()):
        raise Invalid(
            _("The first line must name the columns id and label; it names: %(names)s.")
            % {"names": ", ".join(filter(None, reader.fieldnames or ())) or _("none")},
            field="file",
        )
    try:
        for row in reader:
            label = (row["label"] or "").strip()
            yield reader.line_num, (row["id"] or "").strip(), [label] if label else []
    except csv.Error as error:
        raise _unreadable(reader.line_num, str(error)) from error


def _json_lines(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise _unreadable(number, str(error)) from error
        yield number, entry


def _entry(number: int, entry: Any) -> tuple[str, list[str]]:
    labels = entry.get("labels", entry.get("label")) if isinstance(entry, dict) else None
    labels = [labels] if isinstance(labels, str | int) else labels
    if not isinstance(labels, list) or "id" not in entry:
        raise _unreadable(number, _("it needs an id, and a label or a list of labels"))
    return str(entry["id"]), [str(label) for label in labels]


def _spans(number: int, entry: Any) -> tuple[str, list[tuple[int, int, str]]]:
    spans = entry.get("spans") if isinstance(entry, dict) else None
    if not isinstance(spans, list) or "id" not in entry:
        raise _unreadable(number, _("it needs an id, and a list of spans"))
    return str(entry["id"]), [_span(number, one) for one in spans]


def _span(number: int, span: Any) -> tuple[int, int, str]:
    start, end, label = (
        (span.get(name) for name in ("start", "end", "label")) if isinstance(span, dict) else (None,) * 3
    )
    if (
        type(start) is not int
        or type(end) is not int
        or not 0 <= start < end <= LONGEST_TEXT
        or label is None
    ):
        raise _unreadable(number, _("a span needs a label, and a start before its end, in code points"))
    return start, end, str(label)


def _unreadable(number: int, why: str) -> Invalid:
    return Invalid(_("Line %(line)s cannot be read: %(why)s.") % {"line": number, "why": why}, field="file")
