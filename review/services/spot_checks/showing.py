"""One sampled answer as its checker reads it: the text, what was said, and what the checker said before."""

from dataclasses import dataclass, field
from typing import Any

from annotate.documents.history import Reading, Said, scales_of
from annotate.documents.turns import turns_of
from annotate.models import Label, Response
from annotate.services.contents import content_of, with_contents
from review.models import SampledAnswer
from review.services.alike import plain
from review.services.answers import asked_then


@dataclass(frozen=True)
class Shown:
    """`said` is the answer that is checked, `own` the checker's; `are_same` where there are both."""

    said: Said
    own: Said | None
    are_same: bool | None
    reading: dict[str, Any] = field(default_factory=dict)


def shown(sampled: SampledAnswer) -> Shown:
    """Read one, with its text and marks."""
    document, response = sampled.annotation.document, response_of(sampled)
    question = response.question
    labels = Label.objects.filter(question=question).in_bulk()
    reading = Reading(document.text, labels, scales_of(document.project))
    said = reading.response(response)
    own = reading.content(question, sampled.own, sampled.own_state) if sampled.own_state else None
    marks = {name: _marks(name, told) for name, told in (("said", said), ("own", own)) if told}
    return Shown(
        said,
        own,
        agrees(sampled, response) if own else None,
        {
            "text": document.text,
            "turns": [turn.as_dict() for turn in turns_of(document.metadata, document.text)],
            "marks": marks,
            "labels": {label.id: {"name": label.name, "slot": label.slot} for label in labels.values()},
        },
    )


def response_of(sampled: SampledAnswer) -> Response:
    """What the frozen answer says to the question, with its content."""
    responses = sampled.annotation.responses.filter(question=sampled.spot_check.question_id)
    return with_contents(responses.select_related("question"))[0]


def agrees(sampled: SampledAnswer, response: Response) -> bool:
    """Did the checker say the same? Order and white space do not count."""
    return (sampled.own_state, plain(sampled.own)) == (response.state, plain(content_of(response)))


def _marks(name: str, told: Said) -> list[dict[str, Any]]:
    """For the element that draws them in the text."""
    return [
        {
            "id": f"{name}-{number}",
            "start": span["start"],
            "end": span["end"],
            "label": span["label"].id,
            "suggested": False,
        }
        for number, span in enumerate(told.spans)
    ]


def to_answer(sampled: SampledAnswer) -> dict[str, Any]:
    """What the element needs to let the checker answer: the text and the one question, as it was asked then."""
    document = sampled.annotation.document
    question = asked_then(sampled.annotation, sampled.spot_check.question_id)
    needs_one = question["kind"] in ("choice", "text", "rating")
    return {
        "document": {"text": document.text, "metadata": document.metadata},
        "question": question | {"shown_when": None, "required": question["required"] or needs_one},
    }
