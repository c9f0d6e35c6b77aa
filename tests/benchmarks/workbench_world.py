"""Makes the project of the workbench benchmark inside a site: `python -m tests.benchmarks.workbench_world`.

One question that one key answers, and documents of about 1 kB; and a project beside it with one long document.
"""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first

from annotate.models import Batch, Membership, Project, User  # noqa: E402
from annotate.roles import Role  # noqa: E402
from annotate.services.documents import put_into_queue  # noqa: E402
from annotate.services.projects import create_project  # noqa: E402
from annotate.services.publishing import publish_schema  # noqa: E402
from tests.benchmarks.long_world import lend_long_document  # noqa: E402
from tests.benchmarks.step_world import DOCUMENTS, PASSWORD, QUESTIONS, WORDS  # noqa: E402


def build(people: int, documents: int) -> dict:
    """The project, as the browsers need to know it."""
    owner = User.objects.create_user("olga", PASSWORD, name="Olga")
    project = create_project(owner, "Calls", audit_percent=0)
    publish_schema(project, QUESTIONS[:1], owner)
    Project.objects.filter(id=project.id).update(advance_on_key=True)
    annotators = User.objects.bulk_create(
        User(username=f"ann-{number}", name=f"Ann {number}", password=owner.password)
        for number in range(people)
    )
    Membership.objects.bulk_create(
        Membership(project=project, user=user, roles=[Role.ANNOTATOR]) for user in annotators
    )
    batch = Batch.objects.create(project=project, name="calls.jsonl", created_by=owner)
    with connection.cursor() as cursor:
        cursor.execute(
            DOCUMENTS,
            {"project": project.id, "batch": batch.id, "documents": documents, "words": WORDS},
        )
        put_into_queue(batch)
        cursor.execute("ANALYZE")
    return {
        "project": project.id,
        "slug": project.slug,
        "long": long_project(owner, annotators[0]).slug,
        "password": PASSWORD,
        "people": {user.username: user.id for user in annotators},
    }


def long_project(owner: User, annotator: User) -> Project:
    """For this one person: a text as long as a novel's half, with marks all over."""
    project = create_project(owner, "Novels", audit_percent=0)
    publish_schema(project, [QUESTIONS[0] | {"required": False}, QUESTIONS[1]], owner)
    project.refresh_from_db()  # it has the schema now
    membership = Membership.objects.create(project=project, user=annotator, roles=[Role.ANNOTATOR])
    batch = Batch.objects.create(project=project, name="novels.jsonl", created_by=owner)
    lend_long_document(membership, batch)
    return project


if __name__ == "__main__":
    print(json.dumps(build(**json.load(sys.stdin))))
