"""Makes a project for the fault tests inside a site: `python -m tests.faults.world`, wishes in, a world out.

Run as a program because a test's own Django looks at another database.
"""

import json
import random
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.test import Client  # noqa: E402

from annotate import queue  # noqa: E402
from annotate.models import (  # noqa: E402
    Batch,
    Document,
    Membership,
    Project,
    QueueRow,
    Source,
    Standing,
    Suggestion,
    User,
)
from annotate.roles import Role  # noqa: E402
from annotate.services.documents import NewDocument, add_documents  # noqa: E402
from annotate.services.projects import create_project  # noqa: E402
from annotate.services.publishing import publish_schema  # noqa: E402

PASSWORD = "a long word for the tests"
WORDS = "ja nein 😀 été naïve שלום über 東京 e\u0301 👩‍👩‍👧 sales call price\r\n tomorrow Bergen Zoë".split(
    " "
)


def labels(keys: str, *names: str) -> list[dict[str, object]]:
    return [
        {"name": name, "slot": ord(key) % 8 + 1, "key": key} for key, name in zip(keys, names, strict=True)
    ]


QUESTIONS = [
    {"kind": "choice", "name": "Tone", "labels": labels("123", "glad", "cross", "odd")},
    {
        "kind": "choices",
        "name": "Topics",
        "required": False,
        "labels": labels("456", "price", "time", "trust"),
    },
    {
        "kind": "spans",
        "name": "Names",
        "required": False,
        "overlapping": True,
        "labels": labels("pl", "person", "place"),
    },
]


def build(name: str, people: int, documents: int, wants: list[int], assigned: float, seed: int) -> dict:
    """A project, its annotators, and documents in all pools that want so many answers in turn."""
    rng = random.Random(seed)
    owner = User.objects.create_user(f"owner-of-{name}", PASSWORD, name="Olga")
    project = create_project(
        owner,
        name,
        audit_percent=20,
        mix={"ranked": 40, "control": 40, "audit": 20},
        wants=1,
        overlap_wants=max(wants),
    )
    publish_schema(project, QUESTIONS, owner)
    project.refresh_from_db()
    annotators = User.objects.bulk_create(
        User(username=f"{name}-{number}", name=f"Ann {number}", password=owner.password)
        for number in range(people)
    )
    Membership.objects.bulk_create(
        Membership(project=project, user=user, roles=[Role.ANNOTATOR]) for user in annotators
    )
    batch = Batch.objects.create(project=project, name="texts", created_by=owner)
    made = add_documents(batch, [NewDocument(text_of(rng), f"text-{number}") for number in range(documents)])
    for turn, want in enumerate(wants):
        ids = [document.id for document in made[turn :: len(wants)]]
        QueueRow.objects.filter(document__in=ids).update(wants=want)
    suggest(project, made, rng)
    for document in rng.sample(made, round(assigned * documents)):
        assign(project, document, rng.choice(annotators))
    return {
        "project": project.id,
        "slug": project.slug,
        "schema": project.schema_id,
        "questions": project.schema.questions,
        "password": PASSWORD,
        "people": {user.username: user.id for user in annotators},
        "sessions": {user.username: session_of(user) for user in annotators},
    }


def session_of(user: User) -> str:
    """That of a browser in which the user has signed in."""
    browser = Client()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def text_of(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(5, 60)))


def suggest(project: Project, documents: list[Document], rng: random.Random) -> None:
    stand_in = User.objects.create_user(f"model-of-{project.slug}", None, is_source=True)
    source = Source.objects.create(project=project, name="model", user=stand_in)
    tone = project.schema.questions[0]
    Suggestion.objects.bulk_create(
        Suggestion(
            project=project,
            document=document,
            question_id=tone["id"],
            source=source,
            score=rng.random(),
            content={"labels": [rng.choice(tone["labels"])["id"]]},
        )
        for document in documents
    )


def assign(project: Project, document: Document, user: User) -> None:
    queue.take_slot(document.id)
    Standing.objects.create(
        project=project,
        document=document,
        annotator=user,
        state=Standing.State.ASSIGNED,
        holds_slot=True,
        stream="assigned",
    )


if __name__ == "__main__":
    print(json.dumps(build(**json.load(sys.stdin))))
