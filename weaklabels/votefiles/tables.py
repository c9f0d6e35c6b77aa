"""Tables of votes: a line a document and a column a function, or, where words are marked, a line or list of spans."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from django.utils.translation import gettext as _

from annotate.formats.answers import WrittenSpan, label_name, read_answer, read_cell
from annotate.formats.records import Record, Refused
from annotate.problems import Invalid
from weaklabels.numbers import LONGEST
from weaklabels.votefiles.columns import MOST_VALUES, VoteFile, is_silent

OWN_ID, OUR_ID = ("id", "external_id"), ("document", "document_id")
NO_VOTES = frozenset({"", "text", "pool", "group", "position", "metadata", "row", "probabilities"})
RULE = ("rule", "function", "source")
A_BATCH = 2_000


@dataclass(frozen=True)
class Place:
    """A document of the project, and how many characters it has."""

    id: int
    length: int


class Documents(Protocol):
    """What a reader asks of the project."""

    def find(self, name: object, *, is_ours: bool) -> Place | None: ...

    def texts(self, ids: Iterable[int]) -> Mapping[int, str]: ...


def read_labels(
    rows: Iterable[Record | Refused], documents: Documents, *, takes_several: bool = False
) -> VoteFile:
    """Each column but those that name or describe the document is a function. Raises Invalid.

    A cell with several labels is left out unless the question `takes_several`.
    """
    found, seen, crowded = VoteFile(), set[int](), _Crowded()
    for record, place in _known(rows, documents, found):
        if place.id in seen:
            found.problems.add(record.line, _("This document stands in the file a second time."))
            continue
        seen.add(place.id)
        for name, cell in record.fields.items():
            if not _is_votes(name) or name in crowded.names:
                continue
            values = _values(cell, record, found)
            if len(values) > 1 and not takes_several:
                found.problems.add(
                    record.line,
                    _("“%(name)s” gives several labels here, and the question takes one.") % {"name": name},
                )
                continue
            for value in values:
                found.column(name).add(place.id, found.number_of(value), record.line)
                crowded.note(name, value)
    crowded.drop_from(found)
    return found


class _Crowded:
    """Columns with more different values than any question has labels: texts or numbers, not votes."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self._values: dict[str, set[str]] = {}

    def note(self, name: str, value: str) -> None:
        values = self._values.setdefault(name, set())
        values.add(value)
        if len(values) > MOST_VALUES:
            self.names.add(name)

    def drop_from(self, found: VoteFile) -> None:
        for name in sorted(self.names):
            del found.columns[name], self._values[name]
            found.problems.add(
                1,
                _(
                    "Column “%(name)s” has more than %(most)s different values, so it holds no labels. It is left out."
                )
                % {"name": name, "most": MOST_VALUES},
            )
        kept = set().union(*self._values.values())
        order = {
            value: number for number, value in enumerate(value for value in found.values if value in kept)
        }
        numbers = {number: order.get(value, 0) for value, number in found.values.items()}
        for column in found.columns.values():
            for place, number in enumerate(column.values):
                column.values[place] = numbers[number]
        found.values = order


def read_spans(rows: Iterable[Record | Refused], documents: Documents, name: str) -> VoteFile:
    """Marked words: `start`, `end`, `label` in a line each, or a list `spans`; without `rule` all are `name`'s."""
    found = VoteFile()
    waiting: list[tuple[Record, Place, str, WrittenSpan]] = []
    for record, place in _known(rows, documents, found):
        rule = next((str(record.fields[key]) for key in RULE if record.fields.get(key)), name)
        try:
            waiting += [(record, place, rule, span) for span in _written_spans(record.fields)]
        except Invalid as invalid:
            found.problems.add(record.line, invalid.sentence)
        if len(waiting) >= A_BATCH:
            _add_spans(waiting, documents, found)
            waiting = []
    _add_spans(waiting, documents, found)
    return found


def _written_spans(fields: Mapping[str, Any]) -> Iterable[WrittenSpan]:
    """Raises Invalid."""
    if "spans" in fields:
        spans = fields["spans"]
        answer = read_cell(spans) if isinstance(spans, str) else read_answer(spans)
    elif is_silent(fields.get("label")):
        return ()
    else:
        places = {key: _whole(fields.get(key)) for key in ("start", "end")}
        quote = fields.get("quote") or None
        answer = read_answer([{**places, "label": fields["label"], "quote": quote}])
    return answer.spans if answer else ()


def _whole(value: object) -> object:
    written = value.strip() if isinstance(value, str) else ""
    return int(written) if written.isdecimal() and len(written) <= LONGEST else value


def _add_spans(
    waiting: list[tuple[Record, Place, str, WrittenSpan]], documents: Documents, found: VoteFile
) -> None:
    """Those that fit their text."""
    texts = documents.texts({place.id for _record, place, _rule, span in waiting if span.quote is not None})
    for record, place, rule, span in waiting:
        if reason := _why_not(span, place, texts.get(place.id, "")):
            found.problems.add(record.line, reason)
        else:
            number = found.number_of(span.label)
            found.column(rule).add(place.id, number, record.line, (span.start, span.end))


def _why_not(span: WrittenSpan, place: Place, text: str) -> str:
    if not 0 <= span.start < span.end <= place.length:
        return _("%(start)s to %(end)s is empty or outside of the text, which has %(length)s characters.") % {
            "start": span.start,
            "end": span.end,
            "length": place.length,
        }
    if span.quote is not None and text[span.start : span.end] != span.quote:
        return _(
            "The quote is not what stands from %(start)s to %(end)s. Offsets count Unicode characters from 0; the "
            "end is exclusive."
        ) % {"start": span.start, "end": span.end}
    return ""


def _known(
    rows: Iterable[Record | Refused], documents: Documents, found: VoteFile
) -> Iterator[tuple[Record, Place]]:
    """The lines whose document is in the project. Raises Invalid where the file names no documents at all."""
    for row in rows:
        found.lines += 1
        if isinstance(row, Refused):
            found.problems.add(row.line, row.reason)
            continue
        if _holds_nul(row.fields):
            found.problems.add(
                row.line, _("This line holds NUL, which no text in a database may. Take it out.")
            )
            continue
        name, is_ours = _name_of(row)
        place = documents.find(name, is_ours=is_ours)
        if place is None:
            found.unknown_documents += 1
            found.problems.add(
                row.line, _("The project has no document “%(name)s”.") % {"name": str(name)[:80]}
            )
            continue
        found.named.append(place.id)
        yield row, place


def _holds_nul(fields: Mapping[str, Any]) -> bool:
    """Whatever its place: a name, a value, or inside a list."""
    return any(
        "\0" in key or ("\0" in value if isinstance(value, str) else rb"\u0000" in _as_json(value))
        for key, value in fields.items()
    )


def _as_json(value: Any) -> bytes:
    return orjson.dumps(value) if isinstance(value, list | dict) else b""


def _name_of(record: Record) -> tuple[object, bool]:
    """What the document is called, and whether that is our own number. Raises Invalid."""
    for names, is_ours in ((OWN_ID, False), (OUR_ID, True)):
        for name in names:
            if record.fields.get(name) not in (None, ""):
                return record.fields[name], is_ours
    if not any(name in record.fields for name in (*OWN_ID, *OUR_ID)):
        raise Invalid(
            _(
                "The file does not say of which documents it speaks. Give it a column “id” with your own ids, or "
                "“document” with Gloss's."
            )
        )
    return "", False


def _is_votes(name: str) -> bool:
    return name not in (*OWN_ID, *OUR_ID) and name not in NO_VOTES and not name.startswith("probability.")


def _values(cell: object, record: Record, found: VoteFile) -> list[str]:
    """The labels in a cell, as written."""
    if is_silent(cell):
        return []
    try:
        names = [label_name(one) for one in cell] if isinstance(cell, list) else _names(cell)
    except Invalid as invalid:
        found.problems.add(record.line, invalid.sentence)
        return []
    return list(dict.fromkeys(_plain(name) for name in names if not is_silent(name)))


def _names(cell: object) -> Iterable[str]:
    if isinstance(cell, str) and (cell[:1] == "[" or "|" in cell):
        answer = read_cell(cell)
        return answer.labels if answer else ()
    return [label_name(cell)]


def _plain(name: str) -> str:
    """A number as pandas writes it beside an empty cell is the number.

    >>> _plain("2.0"), _plain("v2.0")
    ('2', 'v2.0')
    """
    whole = name.removesuffix(".0")
    return whole if whole.lstrip("-").isdecimal() else name
