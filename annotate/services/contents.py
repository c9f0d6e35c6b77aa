"""What a response says, read from the tables that hold it. Each is asked only where a question of its kind was."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from annotate.models import Question, Response, Span

# Where the content of a response lies, by the kind of its question.
HELD_IN = {
    Question.Kind.CHOICE: ("choices",),
    Question.Kind.CHOICES: ("choices",),
    Question.Kind.SPANS: ("spans",),
    Question.Kind.RELATIONS: ("relations__head", "relations__tail"),
    Question.Kind.TEXT: ("free_text",),
    Question.Kind.RATING: ("rating",),
}


def with_contents(responses: Iterable[Response]) -> list[Response]:
    """These responses with what they say. Their questions must be loaded already."""
    responses = list(responses)
    held: dict[str, list[Response]] = {}
    for response in responses:
        if response.state == Response.State.ANSWERED:
            for name in HELD_IN[response.question.kind]:
                held.setdefault(name, []).append(response)
    for name, those in held.items():
        prefetch_related_objects(those, name)
    return responses


def content_of(response: Response) -> dict[str, Any]:
    """What a response says, in the form of the wire, of gold and of suggestions. `{}` if nothing was answered."""
    kind = response.question.kind
    if response.state != Response.State.ANSWERED:
        return {}
    if kind == Question.Kind.SPANS:
        return {"spans": [_span(span) for span in response.spans.all()]}
    if kind == Question.Kind.RELATIONS:
        return {
            "relations": [
                {"from": _span(relation.head), "to": _span(relation.tail), "label": relation.label_id}
                for relation in response.relations.all()
            ]
        }
    if kind == Question.Kind.TEXT:
        return {"text": response.free_text.text}
    if kind == Question.Kind.RATING:
        return {"rating": response.rating.value}
    return {"labels": [choice.label_id for choice in response.choices.all()]}


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end, "label": span.label_id}
