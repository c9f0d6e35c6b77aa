"""Is what somebody sent a valid answer to the questions of a schema? Pure: no database, no request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from annotate.problems import Invalid

MOST_SPANS = 20_000
STATES = {"answered", "not_asked", "cannot_tell"}


@dataclass(frozen=True)
class SpanAnswer:
    start: int
    end: int
    label: int
    quote: str | None = None


@dataclass(frozen=True)
class ResponseAnswer:
    """What is said to one question. `labels` for choices, `spans` for labelled words."""

    question: int
    state: str = "answered"
    labels: tuple[int, ...] = ()
    spans: tuple[SpanAnswer, ...] = field(default=())


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


def check_responses(
    responses: Iterable[ResponseAnswer], questions: Iterable[Mapping[str, Any]], text: str
) -> list[ResponseAnswer]:
    """Hold the responses against the schema's questions and the text.

    Returns one response per question of the schema, in its order; what was left out of an optional
    question counts as not asked. Raises Invalid.
    """
    given = {response.question: response for response in responses}
    checked = []
    for question in questions:
        response = given.pop(question["id"], None) or ResponseAnswer(question["id"], "not_asked")
        _check_one(response, question, text)
        checked.append(response)
    if given:
        raise Invalid(
            _("Question %(id)s is not asked in this project. Reload the page to see the current questions.")
            % {"id": next(iter(given))},
            field="responses",
        )
    return checked


def _check_one(response: ResponseAnswer, question: Mapping[str, Any], text: str) -> None:
    name = question["name"]
    if response.state != "answered":
        if response.state == "not_asked" and question["required"]:
            raise Invalid(_("“%(name)s” needs an answer.") % {"name": name}, field=str(question["id"]))
        if response.labels or response.spans:
            raise Invalid(
                _("“%(name)s” is not answered, yet carries an answer.") % {"name": name}, field="responses"
            )
        return
    if question["kind"] == "spans":
        _check_spans(response, question, text)
    else:
        _check_labels(response, question)


def _check_labels(response: ResponseAnswer, question: Mapping[str, Any]) -> None:
    name, field_name = question["name"], str(question["id"])
    if response.spans:
        raise Invalid(_("“%(name)s” asks for a label, not for words.") % {"name": name}, field=field_name)
    _check_known(response.labels, question)
    if len(set(response.labels)) != len(response.labels):
        raise Invalid(_("“%(name)s” has the same label twice.") % {"name": name}, field=field_name)
    if question["kind"] == "choice" and len(response.labels) != 1:
        raise Invalid(_("“%(name)s” takes exactly one label.") % {"name": name}, field=field_name)
    if question["kind"] == "choices" and question["required"] and not response.labels:
        raise Invalid(_("“%(name)s” needs at least one label.") % {"name": name}, field=field_name)


def _check_spans(response: ResponseAnswer, question: Mapping[str, Any], text: str) -> None:
    name, field_name = question["name"], str(question["id"])
    if response.labels:
        raise Invalid(_("“%(name)s” asks for words, not for a label.") % {"name": name}, field=field_name)
    if len(response.spans) > MOST_SPANS:
        raise Invalid(
            _("%(n)s spans in one answer are too many; %(most)s are allowed.")
            % {"n": len(response.spans), "most": MOST_SPANS},
            field=field_name,
        )
    _check_known((span.label for span in response.spans), question)
    for span in response.spans:
        check_span(span, text, field_name)
    ordered = sorted(response.spans, key=lambda span: (span.start, span.end))
    if len({(span.start, span.end, span.label) for span in ordered}) != len(ordered):
        raise Invalid(_("The same words carry the same label twice."), field=field_name)
    if not question["overlapping"]:
        for one, other in pairwise(ordered):
            if other.start < one.end:
                raise Invalid(
                    _(
                        "“%(one)s” and “%(other)s” overlap, which “%(name)s” does not allow. Remove or shorten one."
                    )
                    % {
                        "one": text[one.start : one.end],
                        "other": text[other.start : other.end],
                        "name": name,
                    },
                    field=field_name,
                )


def check_span(span: SpanAnswer, text: str, field_name: str = "spans") -> None:
    """Does the span lie inside the text, and is its quote what stands there?"""
    if span.end > len(text) or span.start >= span.end:
        raise Invalid(
            _("The span %(start)s to %(end)s is outside this document, which has %(length)s characters.")
            % {"start": span.start, "end": span.end, "length": len(text)}
            if span.end > len(text)
            else _("The span %(start)s to %(end)s is empty. The end must be after the start.")
            % {"start": span.start, "end": span.end},
            field=field_name,
        )
    if span.quote is not None and span.quote != text[span.start : span.end]:
        raise Invalid(
            _("The span %(start)s to %(end)s says “%(quote)s”, but there the document says “%(text)s”.")
            % {
                "start": span.start,
                "end": span.end,
                "quote": span.quote[:80],
                "text": text[span.start : span.end][:80],
            },
            field=field_name,
        )


def _check_known(labels: Iterable[int], question: Mapping[str, Any]) -> None:
    known = {label["id"] for label in question["labels"]}
    for label in labels:
        if label not in known:
            raise Invalid(
                _("Label %(label)s is not one of “%(name)s”. It may have been retired; choose another.")
                % {"label": label, "name": question["name"]},
                field=str(question["id"]),
            )
