"""What is said to the questions of a schema, and reading it from what somebody sent. Pure: no database, no request."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from annotate.problems import Invalid

STATES = ("answered", "not_asked", "cannot_tell")


@dataclass(frozen=True)
class SpanAnswer:
    start: int
    end: int
    label: int
    quote: str | None = None

    @property
    def mark(self) -> tuple[int, int, int]:
        """What makes a span the one it is in its answer."""
        return self.start, self.end, self.label


@dataclass(frozen=True)
class RelationAnswer:
    """One span of the answer belongs to another in this way."""

    head: SpanAnswer
    tail: SpanAnswer
    label: int


@dataclass(frozen=True)
class ResponseAnswer:
    """What is said to one question: `labels` for choices, `spans` for labelled words, and so on by its kind."""

    question: int
    state: str = "answered"
    labels: tuple[int, ...] = ()
    spans: tuple[SpanAnswer, ...] = field(default=())
    relations: tuple[RelationAnswer, ...] = ()
    text: str = ""
    rating: int | None = None

    @property
    def is_empty(self) -> bool:
        """Does it carry nothing? That may be an answer, too: none."""
        return not (
            self.labels or self.spans or self.relations or self.text.strip() or self.rating is not None
        )

    def as_said(self) -> dict[str, Any]:
        """The same in a form to make a digest of. What a question of another kind carries is not in it, so
        that a save sent again after an update is still recognised."""
        said: dict[str, Any] = {
            "question": self.question,
            "state": self.state,
            "labels": self.labels,
            "spans": self.spans,
        }
        if self.relations:
            said["relations"] = [asdict(relation) for relation in self.relations]
        if self.text:
            said["text"] = self.text
        if self.rating is not None:
            said["rating"] = self.rating
        return said


def parse_responses(body: object) -> list[ResponseAnswer]:
    """Read the wire form. Raises Invalid with the field that is wrong."""
    if not isinstance(body, list):
        raise Invalid(_("“responses” must be a list with one entry per question."), field="responses")
    responses = [_parse_response(entry) for entry in body]
    if len({response.question for response in responses}) != len(responses):
        raise Invalid(
            _("A question is answered twice in one save. Send one response per question."), field="responses"
        )
    return responses


def _parse_response(entry: object) -> ResponseAnswer:
    if not isinstance(entry, Mapping):
        raise Invalid(_("Each response must be an object with a “question”."), field="responses")
    state = entry.get("state", "answered")
    if state not in STATES:
        raise Invalid(
            _("State “%(state)s” is unknown. Allowed: answered, not_asked, cannot_tell.") % {"state": state},
            field="responses",
        )
    return ResponseAnswer(
        question=_whole_number(entry.get("question"), "question"),
        state=state,
        labels=tuple(_whole_number(label, "labels") for label in _list(entry.get("labels"), "labels")),
        spans=tuple(_parse_span(span) for span in _list(entry.get("spans"), "spans")),
        relations=tuple(_parse_relation(relation) for relation in _list(entry.get("relations"), "relations")),
        text=_text(entry.get("text")),
        rating=None if entry.get("rating") is None else _whole_number(entry["rating"], "rating"),
    )


def _parse_span(span: object) -> SpanAnswer:
    if not isinstance(span, Mapping):
        raise Invalid(_("A span must be an object with start, end and label."), field="spans")
    quote = span.get("quote")
    if quote is not None and not isinstance(quote, str):
        raise Invalid(_("A span's quote must be text."), field="spans")
    return SpanAnswer(
        _whole_number(span.get("start"), "start"),
        _whole_number(span.get("end"), "end"),
        _whole_number(span.get("label"), "label"),
        quote,
    )


def _parse_relation(relation: object) -> RelationAnswer:
    if not isinstance(relation, Mapping):
        raise Invalid(_("A relation must be an object with from, to and label."), field="relations")
    return RelationAnswer(
        _parse_span(relation.get("from")),
        _parse_span(relation.get("to")),
        _whole_number(relation.get("label"), "label"),
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(_("“text” must be text."), field="text")
    return value


def _whole_number(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise Invalid(_("“%(name)s” must be a whole number, 0 or more.") % {"name": name}, field=name)
    return value


def _list(value: object, name: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Invalid(_("“%(name)s” must be a list.") % {"name": name}, field=name)
    return value
