"""A file of predictions: CSV with the columns id and label, or JSON Lines with id and label or labels."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson
from django.utils.translation import gettext as _

from annotate.problems import Invalid

MOST_LINES = 2_000_000
Said = tuple[int, str, list[str]]  # line, id of the document, labels


def predictions_in(data: bytes) -> Iterator[Said]:
    """What each line says. Raises Invalid with the line where it cannot be read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            _("The file is not UTF-8: byte %(byte)s cannot be read. Save it as UTF-8.")
            % {"byte": error.start},
            field="file",
        ) from error
    rows = _json_lines(text) if text.lstrip().startswith("{") else _csv(text)
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


def _json_lines(text: str) -> Iterator[Said]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise _unreadable(number, str(error)) from error
        yield number, *_entry(number, entry)


def _entry(number: int, entry: Any) -> tuple[str, list[str]]:
    labels = entry.get("labels", entry.get("label")) if isinstance(entry, dict) else None
    labels = [labels] if isinstance(labels, str | int) else labels
    if not isinstance(labels, list) or "id" not in entry:
        raise _unreadable(number, _("it needs an id, and a label or a list of labels"))
    return str(entry["id"]), [str(label) for label in labels]


def _unreadable(number: int, why: str) -> Invalid:
    return Invalid(_("Line %(line)s cannot be read: %(why)s.") % {"line": number, "why": why}, field="file")
