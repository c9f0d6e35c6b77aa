"""The demo project: invented people, and their answers given on the last working days, by the real services."""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from annotate import ports, queue
from annotate.models import (
    Annotation,
    Batch,
    Choice,
    Document,
    Event,
    Membership,
    Project,
    QueueRow,
    Response,
    Source,
    Span,
    Standing,
    Stream,
    Suggestion,
    User,
)
from annotate.models.schemas import Schema
from annotate.profile.comparing import Steps
from annotate.profile.making import keep_figures, look_through
from annotate.profile.staleness import last_document
from annotate.roles import Role
from annotate.services.annotations import Submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import make_gold
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema
from annotate.services.responses import RelationAnswer, ResponseAnswer, SpanAnswer
from annotate.services.sharing import share_out
from annotate.services.sources import make_source
from annotate.services.work import raise_flag

FOLDER = Path(__file__).resolve().parent.parent / "demo"
SLUG = "demo"
PASSWORD = "gloss-demo-only"  # noqa: S105 - published on purpose; the accounts exist in a demo and nowhere else
PEOPLE = {
    "olive": ("Olive", [Role.OWNER, Role.SUPERVISOR]),
    "sam": ("Sam", [Role.SUPERVISOR]),
    "eve": ("Eve", [Role.EXPERT]),
    "ada": ("Ada", [Role.ANNOTATOR]),
    "ben": ("Ben", [Role.ANNOTATOR]),
}
# Of 24 calls one in ten is audited, whole calls at once: by another seed it may be none. By this it is two, of whose
# 20 documents the two annotators have answered 11. It is no secret: nobody is to be tested with the demo.
SEED = 22
OVERLAP_PERCENT = 40
ANSWERS_A_DAY = (17, 24, 9, 21, 14, 12)  # people are not machines
BEGIN_OF_WORK = {"ada": time(8, 55), "ben": time(13, 10)}  # UTC
SECONDS_BETWEEN = 4
FLAGS = {
    "ada": ("call-07/07", "She objects by praising a rival. Is that an objection or competition?"),
    "ben": ("call-12/09", "Somebody promises something, and there is a date in it. Which of the two counts?"),
}

WRITTEN = (Document, QueueRow, Standing, Annotation, Response, Choice, Span, Suggestion, Event)


class NamesTaken(Exception):
    """Real accounts have the names of the demo's people: the demo must not touch them."""


@transaction.atomic
def load_demo() -> Project | None:
    """Make the demo project, or return None where it is already there. Raises NamesTaken."""
    if Project.objects.filter(slug=SLUG).exists():
        return None
    if taken := sorted(User.objects.filter(username__in=PEOPLE).values_list("username", flat=True)):
        raise NamesTaken(", ".join(taken))
    password = make_password(PASSWORD)  # once: it is made to take long, and here is nothing to hide
    people = {
        username: User.objects.create(username=username, password=password, name=name)
        for username, (name, _) in PEOPLE.items()
    }
    project = make_project(people)
    documents = add_texts(project, people["sam"])
    add_suggestions(project, documents)
    add_answers(project, documents)
    add_gold(project, documents, people["sam"])
    count_rows()
    look_through(project, Steps())
    keep_figures(project, last_document(project))
    for add_part in [*ports.demo_parts, *ports.demo_endings]:
        add_part(project, people)
    return project


def count_rows() -> None:
    """Tell the planner what lies in the tables: where they were vacuumed empty it goes on taking them for empty, and
    what the other parts ask before all is committed then takes minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in WRITTEN)}")


def make_project(people: dict[str, User]) -> Project:
    told = json.loads((FOLDER / "project.json").read_text(encoding="utf-8"))
    project = create_project(
        people["olive"],
        told["name"],
        SLUG,
        description=told["description"],
        overlap_percent=OVERLAP_PERCENT,
        seed=SEED,
        created_at=timezone.now() - timedelta(days=14),
    )
    for username, (_name, roles) in PEOPLE.items():
        add_member(project, people[username], roles, by=people["olive"])
    publish_schema(project, told["questions"], people["olive"])
    project.refresh_from_db()
    return project


def add_texts(project: Project, supervisor: User) -> dict[str, Document]:
    """The demo's documents by their ids; those two people answered are in the share that wants two answers."""
    batch = Batch.objects.create(
        project=project, name="documents.jsonl", created_by=supervisor, encoding="utf-8"
    )
    documents = add_documents(
        batch,
        [
            NewDocument(line["text"], line["id"], line["metadata"], line["group"], line["position"])
            for line in lines("documents.jsonl")
        ],
    )
    by_id = {document.external_id: document for document in documents}
    place_overlap(project, by_id)
    share_out(project, supervisor)
    return by_id


def place_overlap(project: Project, documents: dict[str, Document]) -> None:
    """Let the share wanting two answers begin with the documents that have two: the past was not drawn here."""
    authors: dict[int, int] = {}
    for line in lines("answers.jsonl"):
        document_id = documents[line["document"]].id
        authors[document_id] = authors.get(document_id, 0) + 1
    order = {2: 0, 0: 1, 1: 2}  # answered by two, by nobody, by one
    rows = sorted(
        QueueRow.objects.filter(project=project),
        key=lambda row: (order[authors.get(row.document_id, 0)], row.overlap_key),
    )
    for place, row in enumerate(rows):
        row.overlap_key = place * 10_000 // len(rows)
    QueueRow.objects.bulk_update(rows, ["overlap_key"])


def add_suggestions(project: Project, documents: dict[str, Document]) -> None:
    names = Names(project.schema)
    sources: dict[str, Source] = {}
    suggestions = []
    for line in lines("suggestions.jsonl"):
        question = names.question(line["question"])
        source = sources.get(line["source"]) or sources.setdefault(
            line["source"], make_source(project, line["source"])
        )
        content: dict[str, Any] = (
            {"spans": [{**span, "label": names.label(question, span["label"])} for span in line["spans"]]}
            if "spans" in line
            else {"labels": [names.label(question, label) for label in line["labels"]]}
        )
        suggestions.append(
            Suggestion(
                project=project,
                document=documents[line["document"]],
                question_id=question["id"],
                source=source,
                score=line["score"],
                content=content,
            )
        )
    Suggestion.objects.bulk_create(suggestions)


def add_answers(project: Project, documents: dict[str, Document]) -> None:
    names = Names(project.schema)
    told = sorted(lines("answers.jsonl"), key=lambda line: line["annotator"])
    for username, answers in groupby(told, key=lambda line: line["annotator"]):
        membership = Membership.objects.select_related("project__schema", "user").get(
            project=project, user__username=username
        )
        answers = list(answers)
        for line, at in zip(answers, moments(username, [line["seconds"] for line in answers]), strict=True):
            document = documents[line["document"]]
            assign(membership, document)
            save_annotation(membership, document, submission(line, document, names), at=at)
        flagged, note = FLAGS[username]
        raise_flag(membership, documents[flagged], uuid.uuid4(), note)


def add_gold(project: Project, documents: dict[str, Document], supervisor: User) -> None:
    """Where both gave the same signal, the supervisor has accepted Ada's answer. The rest waits for a decision."""
    signals: dict[str, list[str]] = {}
    for line in lines("answers.jsonl"):
        signals.setdefault(line["document"], []).append(line["signal"])
    agreed = [documents[name] for name, said in signals.items() if len(said) == 2 and len(set(said)) == 1]
    accepted = Standing.objects.filter(project=project, document__in=agreed, annotator__username="ada")
    for standing in accepted.select_related("current").order_by("current"):
        make_gold(standing.current, by=supervisor)


def assign(membership: Membership, document: Document) -> None:
    """Lend the document to the one who answered it. Assigned, not drawn: so figures do not take it for random."""
    queue.take_slot(document.id)
    Standing.objects.create(
        project=membership.project,
        document=document,
        annotator=membership.user,
        state=Standing.State.ASSIGNED,
        stream=Stream.ASSIGNED,
        holds_slot=True,
    )


def submission(line: dict[str, Any], document: Document, names: "Names") -> Submission:
    return Submission(
        key=uuid.uuid4(),
        sha256=bytes(document.sha256).hex(),
        replaces=None,
        schema_id=names.schema.id,
        responses=list(responses(line, names)),
        active_ms=line["seconds"] * 1000,
    )


def responses(line: dict[str, Any], names: "Names") -> Iterator[ResponseAnswer]:
    """What the line says to each question; of those that need no answer, only what is there."""
    signal, evidence = names.question("signal"), names.question("evidence")
    spans = tuple(
        SpanAnswer(span["start"], span["end"], names.label(evidence, span["label"]), span["quote"])
        for span in line["evidence"]
    )
    yield ResponseAnswer(signal["id"], labels=(names.label(signal, line["signal"]),))
    yield ResponseAnswer(evidence["id"], spans=spans)
    if "links" in line:
        links = names.question("links")
        yield ResponseAnswer(
            links["id"],
            relations=tuple(
                RelationAnswer(spans[link["from"]], spans[link["to"]], names.label(links, link["label"]))
                for link in line["links"]
            ),
        )
    if "obstacle" in line:
        obstacle = names.question("obstacle")
        labels = tuple(names.label(obstacle, name) for name in line["obstacle"])
        yield ResponseAnswer(obstacle["id"], labels=labels)
    if "reply" in line:
        yield ResponseAnswer(names.question("reply")["id"], text=line["reply"])
    if "warmth" in line:
        yield ResponseAnswer(names.question("warmth")["id"], rating=line["warmth"])


def moments(username: str, seconds: list[int]) -> Iterator[datetime]:
    """When each answer was saved: one after the other, so many a day, on the working days before today."""
    days = [timezone.now().date() - timedelta(days=back) for back in range(len(ANSWERS_A_DAY) * 2, 0, -1)]
    days = [day for day in days if day.weekday() < 5][-len(ANSWERS_A_DAY) :]
    left = iter(seconds)
    for day, most in zip(days, ANSWERS_A_DAY, strict=True):
        now = datetime.combine(day, BEGIN_OF_WORK[username], tzinfo=UTC)
        for duration in islice(left, most):
            now += timedelta(seconds=duration + SECONDS_BETWEEN)
            yield now


def lines(name: str) -> list[dict[str, Any]]:
    with (FOLDER / name).open(encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


class Names:
    """Finds the questions and labels of a schema by what the demo's files call them."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        told = json.loads((FOLDER / "project.json").read_text(encoding="utf-8"))
        self._questions = {
            entry["key"]: question
            for entry, question in zip(told["questions"], schema.questions, strict=True)
        }

    def question(self, key: str) -> dict[str, Any]:
        return self._questions[key]

    def label(self, question: dict[str, Any], name: str) -> int:
        return next(label["id"] for label in question["labels"] if label["name"] == name)
