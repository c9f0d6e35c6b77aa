"""All there is to know of one document, for its page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Left

from annotate.documents.filters import State
from annotate.documents.finding import STATE
from annotate.models import (
    Annotation,
    Document,
    Event,
    Gold,
    Label,
    Question,
    Response,
    Standing,
    Suggestion,
)

NEIGHBOURS = 10  # to either side
BEGINNING = 160  # characters shown of each
MOST_EVENTS = 200


@dataclass(frozen=True)
class Said:
    """What is said to one question, ready to be read: by an answer, gold or a suggestion."""

    question: str
    state: str
    labels: list[Label] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)  # start, end, label, quote


@dataclass(frozen=True)
class Person:
    """Everything one author has done with the document."""

    standing: Standing
    annotations: list[Annotation]  # oldest first
    current: Annotation | None

    @property
    def earlier(self) -> list[Annotation]:
        return [annotation for annotation in self.annotations if annotation != self.current]


@dataclass(frozen=True)
class History:
    """A document with all that came of it. Without the right to see answers, `people` and what follows are empty."""

    document: Document
    state: State
    neighbours: list[Document]
    people: list[Person] = field(default_factory=list)
    gold: list[Gold] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    said: dict[str, list[Said]] = field(default_factory=dict)  # by "annotation-7", "gold-7", "suggestion-7"

    def marks(self) -> dict[str, list[dict[str, Any]]]:
        """The spans of each answer, for the element that draws them in the text."""
        return {
            name: [
                {
                    "id": f"{name}-{number}",
                    "start": span["start"],
                    "end": span["end"],
                    "label": span["label"].id,
                    "suggested": name.startswith("suggestion"),
                }
                for number, span in enumerate(span for said in all_said for span in said.spans)
            ]
            for name, all_said in self.said.items()
        }

    def labels(self) -> dict[int, dict[str, Any]]:
        """Name and colour of every label used in the text."""
        used = [span["label"] for all_said in self.said.values() for said in all_said for span in said.spans]
        return {label.id: {"name": label.name, "slot": label.slot} for label in used}


def history_of(document: Document, *, with_answers: bool) -> History:
    """Read a document with all that came of it."""
    plain = History(document, state_of(document), list(neighbours_of(document)))
    if not with_answers:
        return plain
    annotations = list(annotations_of(document))
    gold = list(
        Gold.objects.filter(document=document).select_related("question", "decided_by").order_by("-id")
    )
    suggestions = list(document.suggestions.select_related("question", "source"))
    labels = Label.objects.filter(question__project=document.project_id).in_bulk()
    said = {f"annotation-{one.id}": _said_by(one.responses.all(), document.text) for one in annotations}
    said |= {f"gold-{one.id}": [_content(one.question, one.content, labels, document.text)] for one in gold}
    said |= {
        f"suggestion-{one.id}": [_content(one.question, one.content, labels, document.text)]
        for one in suggestions
    }
    events = document.events.select_related("actor").order_by("-id")[:MOST_EVENTS]
    return History(
        document,
        plain.state,
        plain.neighbours,
        people=_people(document, annotations),
        gold=gold,
        suggestions=suggestions,
        events=list(events),
        said=said,
    )


def state_of(document: Document) -> State:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {STATE} FROM annotate_document d WHERE d.id = %s", [document.id])
        return State(cursor.fetchone()[0])


def neighbours_of(document: Document) -> Iterable[Document]:
    """The documents around it in its conversation or file, itself included, in order; their `beginning` only."""
    if not document.group:
        return []
    group = Document.objects.filter(project=document.project_id, group=document.group)
    same = group.defer("text", "metadata").annotate(beginning=Left("text", BEGINNING))
    here = (document.position, document.id)
    around = same.filter(
        position__gte=document.position - NEIGHBOURS, position__lte=document.position + NEIGHBOURS
    )
    near = sorted(around[: 4 * NEIGHBOURS], key=lambda one: (one.position, one.id))
    place = next((place for place, one in enumerate(near) if (one.position, one.id) == here), 0)
    return near[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1]


def annotations_of(document: Document) -> QuerySet[Annotation]:
    return (
        Annotation.objects.filter(document=document)
        .select_related("author", "schema", "phase")
        .prefetch_related("responses__question", "responses__choices__label", "responses__spans__label")
        .order_by("id")
    )


def _people(document: Document, annotations: list[Annotation]) -> list[Person]:
    standings = document.standings.select_related("annotator__source").order_by("id")
    return [
        Person(
            standing,
            [
                one
                for one in annotations
                if (one.author_id, one.occasion) == (standing.annotator_id, standing.occasion)
            ],
            next((one for one in annotations if one.id == standing.current_id), None),
        )
        for standing in standings
    ]


def _said_by(responses: Iterable[Response], text: str) -> list[Said]:
    return [
        Said(
            response.question.name,
            response.state,
            [choice.label for choice in response.choices.all()],
            [_span(span.start, span.end, span.label, text) for span in response.spans.all()],
        )
        for response in responses
    ]


def _content(question: Question, content: dict[str, Any], labels: dict[int, Label], text: str) -> Said:
    return Said(
        question.name,
        Response.State.ANSWERED,
        [labels[label] for label in content.get("labels", [])],
        [_span(span["start"], span["end"], labels[span["label"]], text) for span in content.get("spans", [])],
    )


def _span(start: int, end: int, label: Label, text: str) -> dict[str, Any]:
    return {"start": start, "end": end, "label": label, "quote": text[start:end]}
