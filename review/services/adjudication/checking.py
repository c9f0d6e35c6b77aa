"""May this be gold? The same checks an answer passes, on the questions that are decided."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotate.models import Document, Question
from annotate.problems import Invalid
from annotate.services.conditions import is_asked
from annotate.services.gold import gold_of
from annotate.services.response_checks import check_responses
from annotate.services.responses import ResponseAnswer, SpanAnswer, parse_responses

Contents = Mapping[int, dict[str, Any]]


def checked_contents(document: Document, contents: Contents) -> dict[int, dict[str, Any]]:
    """The contents of gold, question by question. Raises Invalid with the question that is wrong."""
    questions = check_are_asked(document, contents)
    known = {question["id"]: question for question in questions}
    beside = _joined_marks(document, contents, known)
    wire = [{**content, "question": question} for question, content in {**beside, **contents}.items()]
    decided = [question for question in questions if question["id"] in contents or question["id"] in beside]
    responses = check_responses(parse_responses(wire), decided, document.text, with_conditions=False)
    given = {response.question: response for response in responses}
    for question in decided:
        _check_is_asked(question, questions, given)
    return {question: content_said(known[question]["kind"], given[question]) for question in contents}


def check_are_asked(document: Document, decided: Iterable[int]) -> Sequence[Any]:
    """The questions the project asks. Raises Invalid where another one is decided."""
    schema = document.project.schema
    questions = schema.questions if schema else []
    if strange := set(decided) - {question["id"] for question in questions}:
        raise Invalid(
            _("Question %(id)s is not asked in this project. Reload the page to see the current questions.")
            % {"id": min(strange)}
        )
    return questions


def _joined_marks(
    document: Document, contents: Contents, known: Mapping[int, Any]
) -> dict[int, dict[str, Any]]:
    """The marks that decided relations join, where those are gold already and not decided anew."""
    wanted = {
        known[question]["between"]
        for question in contents
        if known[question]["kind"] == Question.Kind.RELATIONS
    } - set(contents)
    gold = {row.question_id: row.content for row in gold_of(document)} if wanted else {}
    for question in wanted:
        if question not in gold:
            raise Invalid(
                _("Decide “%(name)s” as well: the relations join its marks.")
                % {"name": known[question]["name"]}
            )
    return {question: gold[question] for question in wanted}


def _check_is_asked(question: Mapping[str, Any], questions: Any, given: Mapping[int, ResponseAnswer]) -> None:
    """A question that depends on another has an answer only where that one is decided so."""
    condition = question.get("shown_when")
    if condition and condition["question"] in given and not is_asked(question, questions, given):
        raise Invalid(
            _(
                "“%(name)s” is only asked after another answer than the one decided here. Leave it open, or decide"
                " the other question differently."
            )
            % {"name": question["name"]},
            field=str(question["id"]),
        )


def content_said(kind: str, response: ResponseAnswer) -> dict[str, Any]:
    """A checked response in the form of gold. Raises Invalid where nothing is said."""
    if response.state != "answered":
        raise Invalid(_("Nothing is chosen for a question you want to decide. Choose, or leave it open."))
    if kind == Question.Kind.SPANS:
        return {"spans": [_span(span) for span in sorted(response.spans, key=lambda span: span.mark)]}
    if kind == Question.Kind.RELATIONS:
        return {
            "relations": [
                {"from": _span(one.head), "to": _span(one.tail), "label": one.label}
                for one in response.relations
            ]
        }
    if kind == Question.Kind.TEXT:
        return {"text": response.text}
    if kind == Question.Kind.RATING:
        return {"rating": response.rating}
    return {"labels": list(response.labels)}


def _span(span: SpanAnswer) -> dict[str, int]:
    return {"start": span.start, "end": span.end, "label": span.label}
