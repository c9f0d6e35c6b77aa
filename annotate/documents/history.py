"""All there is to know of one document, for its page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Left

from annotate.documents.conditions import STATE
from annotate.documents.filters import State
from annotate.models import (
    Annotation,
    Document,
    Event,
    Gold,
    Label,
    Project,
    Question,
    Response,
    Standing,
    Suggestion,
)
from annotate.services.contents import content_of, with_contents

NEIGHBOURS = 10  # to either side
BEGINNING = 160  # characters shown of each
MOST_EVENTS = 200
ANSWERED, WITHDRAWN = Response.State.ANSWERED, "withdrawn"  # the second only of gold


@dataclass(frozen=True)
class Said:
    """What is said to one question, ready to be read: by an answer, gold or a suggestion."""

    question: str
    state: str
    labels: list[Label] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)  # start, end, label, quote
    relations: list[dict[str, Any]] = field(default_factory=list)  # two such spans, from and to, and a label
    text: str = ""
    rating: int | None = None
    scale: dict[str, Any] = field(default_factory=dict)  # of the rating

    @property
    def is_none(self) -> bool:
        """An answer all the same: there is nothing of it in the text."""
        return not (self.labels or self.spans or self.relations or self.text or self.rating is not None)


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
    reading = Reading(document.text, labels, scales_of(document.project))
    with_contents(response for one in annotations for response in one.responses.all())
    said = {
        f"annotation-{one.id}": [reading.response(response) for response in one.responses.all()]
        for one in annotations
    }
    said |= {f"gold-{one.id}": [reading.gold(one)] for one in gold}
    said |= {f"suggestion-{one.id}": [reading.content(one.question, one.content)] for one in suggestions}
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
        .prefetch_related("responses__question")
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


def scales_of(project: Project) -> dict[int, dict[str, Any]]:
    """The scale of each rating as it was last published."""
    if not project.questions.filter(kind=Question.Kind.RATING).exists():
        return {}
    schemas = project.schemas.order_by("number")
    return {
        question["id"]: question["scale"]
        for schema in schemas
        for question in schema.questions
        if "scale" in question
    }


@dataclass(frozen=True)
class Reading:
    """Puts names and quotes for ids and offsets."""

    text: str
    labels: dict[int, Label]
    scales: dict[int, dict[str, Any]]

    def response(self, response: Response) -> Said:
        return self.content(response.question, content_of(response), response.state)

    def content(self, question: Question, content: dict[str, Any], state: str = ANSWERED) -> Said:
        return Said(
            question.name,
            state,
            [self.labels[label] for label in content.get("labels", [])],
            [self._span(span) for span in content.get("spans", [])],
            [self._relation(relation) for relation in content.get("relations", [])],
            content.get("text", ""),
            content.get("rating"),
            self.scales.get(question.id, {}),
        )

    def gold(self, gold: Gold) -> Said:
        return self.content(gold.question, gold.content, WITHDRAWN if gold.is_withdrawn else ANSWERED)

    def _relation(self, relation: dict[str, Any]) -> dict[str, Any]:
        return {
            "from": self._span(relation["from"]),
            "to": self._span(relation["to"]),
            "label": self.labels[relation["label"]],
        }

    def _span(self, span: dict[str, Any]) -> dict[str, Any]:
        start, end = span["start"], span["end"]
        return {
            "start": start,
            "end": end,
            "label": self.labels[span["label"]],
            "quote": self.text[start:end],
        }
