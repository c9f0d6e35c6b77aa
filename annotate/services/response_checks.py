"""Is what is said a valid answer to the questions of a schema? Pure: no database, no request."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from annotate.models import Question
from annotate.problems import Invalid
from annotate.services.conditions import is_asked
from annotate.services.responses import ResponseAnswer, SpanAnswer

MOST_SPANS = 20_000
MOST_RELATIONS = 20_000
MOST_MARKED = 10_000_000  # characters of all spans of an answer: pages and exports quote each
LONGEST_TEXT = 20_000  # characters, where the question says nothing else
SCALE = {"least": 1, "most": 5, "least_name": "", "most_name": ""}


def check_responses(
    responses: Iterable[ResponseAnswer],
    questions: Iterable[Mapping[str, Any]],
    text: str,
    *,
    with_conditions: bool = True,
) -> list[ResponseAnswer]:
    """Hold the responses against the schema's questions and the text.

    Returns one response per question of the schema, in its order; what was left out of an optional
    question, or of one whose condition is not met, counts as not asked. Raises Invalid. Suggestions propose
    something for each question by itself: for them nobody asks whether a condition is met.
    """
    questions = list(questions)
    given = {response.question: response for response in responses}
    checked: dict[int, ResponseAnswer] = {}
    for question in questions:
        response = given.pop(question["id"], None)
        if with_conditions and not is_asked(question, questions, checked):
            _check_silent(response, question)
            response = None
        elif response or question["required"]:
            response = _checked(response or _not_asked(question), question, text)
        checked[question["id"]] = response or _not_asked(question)
    if given:
        raise Invalid(
            _("Question %(id)s is not asked in this project. Reload the page to see the current questions.")
            % {"id": next(iter(given))},
            field="responses",
        )
    for question in questions:
        if question["kind"] == Question.Kind.RELATIONS:
            _check_ends(checked[question["id"]], question, checked)
    return list(checked.values())


def _not_asked(question: Mapping[str, Any]) -> ResponseAnswer:
    return ResponseAnswer(question["id"], "not_asked")


def _check_silent(response: ResponseAnswer | None, question: Mapping[str, Any]) -> None:
    """A question that is not asked has no answer; an empty one is taken for none."""
    if response and (response.state == "cannot_tell" or not response.is_empty):
        raise Invalid(
            _(
                "“%(name)s” is only asked after another answer than the one given. Take its answer away, or "
                "give the one it belongs to."
            )
            % {"name": question["name"]},
            field=str(question["id"]),
        )


def _checked(response: ResponseAnswer, question: Mapping[str, Any], text: str) -> ResponseAnswer:
    """The response to a question that is asked. Raises Invalid."""
    if response.state == "answered" and _says_nothing(response, question):
        response = replace(response, state="not_asked", text="")
    if response.state == "answered":
        _check_nothing_else(response, question)
        CHECKS[question["kind"]](response, question, text)
        return response
    if response.state == "not_asked" and question["required"]:
        raise Invalid(
            _("“%(name)s” needs an answer.") % {"name": question["name"]}, field=str(question["id"])
        )
    if not response.is_empty:
        raise Invalid(
            _("“%(name)s” is not answered, yet carries an answer.") % {"name": question["name"]},
            field="responses",
        )
    return response


def _says_nothing(response: ResponseAnswer, question: Mapping[str, Any]) -> bool:
    """A blank text and a rating without a number are no answers. (No spans and no labels may be: none.)"""
    return question["kind"] in (Question.Kind.TEXT, Question.Kind.RATING) and response.is_empty


def _check_nothing_else(response: ResponseAnswer, question: Mapping[str, Any]) -> None:
    """Does the response carry only what its question asks for?"""
    carries = {
        "labels": response.labels,
        "spans": response.spans,
        "relations": response.relations,
        "text": response.text,
        "rating": response.rating is not None,
    }
    own, sentence = ASKS_FOR[question["kind"]]
    if any(carried for name, carried in carries.items() if name != own):
        _refuse(question, sentence() % {"name": question["name"]})


ASKS_FOR: dict[str, tuple[str, Callable[[], str]]] = {
    "choice": ("labels", lambda: _("“%(name)s” asks for a label, not for words.")),
    "choices": ("labels", lambda: _("“%(name)s” asks for a label, not for words.")),
    "spans": ("spans", lambda: _("“%(name)s” asks for words, not for a label.")),
    "relations": ("relations", lambda: _("“%(name)s” asks for relations and nothing else.")),
    "text": ("text", lambda: _("“%(name)s” asks for a text and nothing else.")),
    "rating": ("rating", lambda: _("“%(name)s” asks for a number and nothing else.")),
}


def _check_labels(response: ResponseAnswer, question: Mapping[str, Any], text: str) -> None:
    name = question["name"]
    _check_known(response.labels, question)
    if len(set(response.labels)) != len(response.labels):
        _refuse(question, _("“%(name)s” has the same label twice.") % {"name": name})
    if question["kind"] == "choice" and len(response.labels) != 1:
        _refuse(question, _("“%(name)s” takes exactly one label.") % {"name": name})
    if question["kind"] == "choices" and question["required"] and not response.labels:
        _refuse(question, _("“%(name)s” needs at least one label.") % {"name": name})


def _check_spans(response: ResponseAnswer, question: Mapping[str, Any], text: str) -> None:
    if len(response.spans) > MOST_SPANS:
        _refuse(
            question,
            _("%(n)s spans in one answer are too many; %(most)s are allowed.")
            % {"n": len(response.spans), "most": MOST_SPANS},
        )
    _check_known((span.label for span in response.spans), question)
    for span in response.spans:
        check_span(span, text, str(question["id"]))
    _check_length(response.spans, question)
    ordered = sorted(response.spans, key=lambda span: (span.start, span.end))
    if len({span.mark for span in ordered}) != len(ordered):
        _refuse(question, _("The same words carry the same label twice."))
    if question["overlapping"]:
        return
    for one, other in pairwise(ordered):
        if other.start < one.end:
            sentence = _(
                "“%(one)s” and “%(other)s” overlap, which “%(name)s” does not allow. Remove or shorten one."
            )
            words = {"one": text[one.start : one.end], "other": text[other.start : other.end]}
            _refuse(question, sentence % {**words, "name": question["name"]})


def _check_relations(response: ResponseAnswer, question: Mapping[str, Any], text: str) -> None:
    if len(response.relations) > MOST_RELATIONS:
        _refuse(
            question,
            _("%(n)s relations in one answer are too many; %(most)s are allowed.")
            % {"n": len(response.relations), "most": MOST_RELATIONS},
        )
    _check_known((relation.label for relation in response.relations), question)
    drawn = set()
    for relation in response.relations:
        ends = relation.head.mark, relation.tail.mark
        for span in (relation.head, relation.tail):
            check_span(span, text, str(question["id"]))
        if ends[0] == ends[1]:
            sentence = _("A relation of “%(name)s” joins words with themselves. Join two different ones.")
            _refuse(question, sentence % {"name": question["name"]})
        if (ends, relation.label) in drawn:
            _refuse(question, _("“%(name)s” has the same relation twice.") % {"name": question["name"]})
        drawn.add((ends, relation.label))
    _check_length([end for one in response.relations for end in (one.head, one.tail)], question)


def _check_length(spans: Iterable[SpanAnswer], question: Mapping[str, Any]) -> None:
    """Thousands of marks over the whole of a long text would fill the memory of whoever reads them."""
    length = sum(span.end - span.start for span in spans)
    if length > MOST_MARKED:
        _refuse(
            question,
            _(
                "The words marked for “%(name)s” have %(length)s characters together; %(most)s are allowed. "
                "Mark fewer or shorter ones."
            )
            % {"name": question["name"], "length": length, "most": MOST_MARKED},
        )


def _check_ends(
    response: ResponseAnswer, question: Mapping[str, Any], checked: Mapping[int, ResponseAnswer]
) -> None:
    """Does every relation join words that are marked in the same answer?"""
    marked = checked.get(question["between"])
    known = {span.mark for span in marked.spans} if marked else set()
    for relation in response.relations:
        for span in (relation.head, relation.tail):
            if span.mark not in known:
                _refuse(
                    question,
                    _(
                        "“%(name)s” joins words from %(start)s to %(end)s that are not marked so in this answer."
                    )
                    % {"name": question["name"], "start": span.start, "end": span.end},
                )


def _check_text(response: ResponseAnswer, question: Mapping[str, Any], text: str) -> None:
    longest = question.get("longest", LONGEST_TEXT)
    if len(response.text) > longest:
        _refuse(
            question,
            _("The answer to “%(name)s” has %(length)s characters; %(most)s are allowed. Shorten it.")
            % {"name": question["name"], "length": len(response.text), "most": longest},
        )


def _check_rating(response: ResponseAnswer, question: Mapping[str, Any], text: str) -> None:
    scale = SCALE | question.get("scale", {})
    if not scale["least"] <= response.rating <= scale["most"]:
        _refuse(
            question,
            _("“%(name)s” takes a whole number from %(least)s to %(most)s, not %(value)s.")
            % {"name": question["name"], "value": response.rating, **scale},
        )


CHECKS: dict[str, Callable[[ResponseAnswer, Mapping[str, Any], str], None]] = {
    "choice": _check_labels,
    "choices": _check_labels,
    "spans": _check_spans,
    "relations": _check_relations,
    "text": _check_text,
    "rating": _check_rating,
}


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


def _refuse(question: Mapping[str, Any], sentence: str) -> NoReturn:
    raise Invalid(sentence, field=str(question["id"]))
