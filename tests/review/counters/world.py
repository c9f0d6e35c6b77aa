"""A project that asks for a label, a set of labels and a rating, and people who answer it at once."""

import random
import uuid

from annotate.files import new_file
from annotate.imports.lifecycle import begin_import, start_check, start_publication
from annotate.imports.options import Options
from annotate.jobs import run_due
from annotate.models import Batch, Membership, Project, Standing
from annotate.roles import Role
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from tests.annotate.imports.conftest import jsonl
from tests.conftest import make_user, member

QUESTIONS = [
    {
        "kind": "choice",
        "name": "Tone",
        "labels": [
            {"name": name, "slot": 1, "key": key}
            for key, name in zip("123", ("glad", "cross", "odd"), strict=True)
        ],
    },
    {
        "kind": "choices",
        "name": "Topics",
        "required": False,
        "labels": [
            {"name": name, "slot": 2, "key": key}
            for key, name in zip("456", ("price", "time", "trust"), strict=True)
        ],
    },
    {"kind": "rating", "name": "Warmth", "required": False},
]


def make(people: int, documents: int) -> tuple[Project, list[Membership], list]:
    owner = make_user("olga")
    project = create_project(owner, "Calls", audit_percent=0, wants=3, overlap_wants=3)
    publish_schema(project, QUESTIONS, owner)
    for number in range(people):
        member(project, f"ann-{number}", Role.ANNOTATOR)
    batch = Batch.objects.create(project=project, name="texts", created_by=owner)
    made = add_documents(batch, [NewDocument(f"Call {number}.") for number in range(documents)])
    annotators = Membership.objects.filter(project=project, roles__contains=[Role.ANNOTATOR])
    return project, list(annotators.select_related("project__schema", "user").order_by("id")), made


def says(membership: Membership, document, rng: random.Random, **more):
    """A first answer, or another one in its place, that agrees with others more often than not."""
    standing, _is_new = Standing.objects.get_or_create(
        document=document,
        annotator=membership.user,
        occasion="work",
        defaults={"project": membership.project, "state": "leased", "stream": "control"} | more,
    )
    tone, topics, warmth = membership.project.schema.questions
    label = document.id % 3 if rng.random() < 0.7 else rng.randrange(3)
    chosen = [
        one["id"] for place, one in enumerate(topics["labels"]) if rng.random() < (0.8, 0.3, 0.1)[place]
    ]
    rated = [{"question": warmth["id"], "rating": min(5, 1 + label + rng.randrange(3))}]
    body = {
        "key": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "sha256": bytes(document.sha256).hex(),
        "replaces": str(standing.current.key) if standing.current else None,
        "schema": membership.project.schema_id,
        "responses": [
            {"question": tone["id"], "labels": [tone["labels"][label]["id"]]},
            {"question": topics["id"], "labels": chosen},
            *(rated if rng.random() < 0.8 else [{"question": warmth["id"], "state": "cannot_tell"}]),
        ],
    }
    return save_annotation(membership, document, parse_submission(body))


def bring_in(project: Project, records: list[dict], **options):
    """Import answers of a source."""
    owner = project.created_by
    with new_file(project, "calls.jsonl", owner) as out:
        out.write(jsonl(*records))
    entry = begin_import(project, owner, out.stored)
    start_check(entry, Options.from_json(entry.options | {"answers_as": "annotations"} | options), owner)
    run_due()
    entry.refresh_from_db()
    start_publication(entry, owner, leave_out_refused=False)
    run_due()
    entry.refresh_from_db()
    assert entry.state == "published", entry.report
