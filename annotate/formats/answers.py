"""The many ways in which files write down labels and spans, read into one form. No schema, no database.

Read are: a label's name; a list of names; spans as [start, end, label], as {"start", "end", "label"} or as
{"start_offset", "end_offset", "label"}, with a "quote" or "text" to hold them against; an object with
"labels" or "spans" and a "state"; relations as {"from": a span, "to": a span, "label"}; {"text"} and {"rating"};
and, in a table's cell, any of these as JSON, or names with | between them. A bare number is read as a name, a bare
text too, unless the question asks for a text.
"""

from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from annotate.nesting import loads
from annotate.problems import Invalid

STATES = ("answered", "not_asked", "cannot_tell")
LISTS = ("labels", "spans", "label", "choices", "relations")
STARTS, ENDS = ("start", "start_offset"), ("end", "end_offset")


@dataclass(slots=True)
class WrittenSpan:
    """A span as the file has it: offsets in the file's own unit, the label by name."""

    start: int
    end: int
    label: str
    quote: str | None = None


@dataclass(slots=True)
class WrittenRelation:
    """A relation as the file has it, between spans that it writes out."""

    head: WrittenSpan
    tail: WrittenSpan
    label: str


@dataclass(slots=True)
class WrittenAnswer:
    """What a file says to one question."""

    state: str = "answered"
    labels: tuple[str, ...] = ()
    spans: tuple[WrittenSpan, ...] = ()
    score: float | None = None
    relations: tuple[WrittenRelation, ...] = ()
    text: str = ""
    rating: str = ""


def read_text(value: str, *, is_cell: bool) -> WrittenAnswer:
    """A text in a column for texts is the answer, unless it is a cell that holds one of our own JSON objects."""
    if is_cell and value.startswith("{"):
        try:
            parsed = loads(value)
        except orjson.JSONDecodeError:
            parsed = None
        if isinstance(parsed, dict) and ("text" in parsed or "state" in parsed):
            return read_answer(parsed) or WrittenAnswer()
    return WrittenAnswer(text=value)


def read_cell(cell: str) -> WrittenAnswer | None:
    """An answer in a table: JSON where it begins like a list or an object, else names with | between them."""
    if cell[:1] not in ("[", "{"):
        names = [name.strip() for name in cell.split("|")]
        return WrittenAnswer(labels=tuple(names)) if cell.strip() else None
    try:
        return read_answer(loads(cell))
    except orjson.JSONDecodeError as error:
        raise Invalid(
            _("“%(cell)s” begins like a JSON list, but is none: %(error)s.")
            % {"cell": cell[:40], "error": error.msg.split(": line ")[0]}
        ) from error


def read_answer(value: object) -> WrittenAnswer | None:
    """An answer as JSON; None where nothing was asked. Raises Invalid."""
    if value is None or value == "":
        return None
    if isinstance(value, list):
        return _read_list(value)
    if isinstance(value, dict):
        return _read_object(value)
    return WrittenAnswer(labels=(label_name(value),))


def _read_list(entries: list[Any]) -> WrittenAnswer:
    if entries and isinstance(entries[0], dict) and "from" in entries[0]:
        return WrittenAnswer(relations=tuple(_read_relation(entry) for entry in entries))
    if entries and isinstance(entries[0], (list, dict)):
        return WrittenAnswer(spans=tuple(_read_span(entry) for entry in entries))
    return WrittenAnswer(labels=tuple(label_name(entry) for entry in entries))


def _read_object(value: dict[str, Any]) -> WrittenAnswer | None:
    state, score = value.get("state", "answered"), value.get("score")
    if state not in STATES:
        raise Invalid(
            _("State “%(state)s” is unknown; allowed are %(allowed)s.")
            % {"state": str(state)[:40], "allowed": ", ".join(STATES)}
        )
    if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
        raise Invalid(_("A score must be a number, not “%(score)s”.") % {"score": str(score)[:40]})
    if state == "not_asked":
        return None
    written = [value[key] for key in LISTS if value.get(key) is not None]
    text, rating = value.get("text"), value.get("rating")
    if not isinstance(text, str | None):
        raise Invalid(_("“text” must be text, not “%(value)s”.") % {"value": str(text)[:40]})
    if state == "answered" and not written and text is None and rating is None:
        raise Invalid(
            _(
                "An answer as an object needs “labels”, “spans”, “relations”, “text” or “rating”; this one has none."
            )
        )
    if any(isinstance(part, dict) for part in written):
        raise Invalid(_("An answer as an object holds names or a list, no further object."))
    parts = [read_answer(part) or WrittenAnswer() for part in written]
    return WrittenAnswer(
        state,
        tuple(label for part in parts for label in part.labels),
        tuple(span for part in parts for span in part.spans),
        score,
        tuple(relation for part in parts for relation in part.relations),
        text or "",
        "" if rating is None else label_name(rating),
    )


def _read_relation(entry: object) -> WrittenRelation:
    ends = [entry.get(name) for name in ("from", "to")] if isinstance(entry, dict) else []
    if len(ends) != 2 or not all(isinstance(end, list | dict) for end in ends):
        raise Invalid(_("A relation needs “from” and “to”, each a span, and a “label”."))
    head, tail = map(_read_span, ends)
    return WrittenRelation(head, tail, label_name(_label(entry)))


def _read_span(entry: object) -> WrittenSpan:
    if isinstance(entry, list):
        if len(entry) != 3:
            raise Invalid(
                _("A span as a list is [start, end, label]; this one has %(n)s parts.") % {"n": len(entry)}
            )
        return WrittenSpan(_offset(entry[0]), _offset(entry[1]), label_name(entry[2]))
    if not isinstance(entry, dict):
        raise Invalid(_("Names and spans are mixed in one list. Put them into columns of their own."))
    quote = entry.get("quote", entry.get("text"))
    if quote is not None and not isinstance(quote, str):
        raise Invalid(_("The quote of a span must be text."))
    return WrittenSpan(
        _offset(_first(entry, STARTS)), _offset(_first(entry, ENDS)), label_name(_label(entry)), quote
    )


def _first(entry: dict[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        if name in entry:
            return entry[name]
    raise Invalid(_("A span needs “%(name)s”.") % {"name": names[0]})


def _label(entry: dict[str, Any]) -> Any:
    """The span's label; Label Studio writes a list of one."""
    label = entry["label"] if "label" in entry else _first(entry, ("labels",))
    return label[0] if isinstance(label, list) and len(label) == 1 else label


def _offset(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise Invalid(
            _("The offset “%(value)s” is not a whole number, 0 or more.") % {"value": str(value)[:40]}
        )
    return value


def label_name(value: object) -> str:
    """A label by its name. Numbers and true or false, as some files have them, are names too."""
    if isinstance(value, str):
        name = value.strip()
    elif isinstance(value, int | float):
        name = orjson.dumps(value).decode()
    else:
        raise Invalid(_("A label must be a name, not “%(value)s”.") % {"value": str(value)[:40]})
    if not name:
        raise Invalid(_("A label has no name."))
    return name
