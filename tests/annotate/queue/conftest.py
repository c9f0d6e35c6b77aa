"""A project with as many documents and annotators as a test asks for, and the queue as they meet it."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from annotate import queue
from annotate.models import Membership, QueueRow, Standing, User
from annotate.roles import Role
from annotate.services.annotations import Submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import add_member
from annotate.services.responses import ResponseAnswer


@pytest.fixture
def fill(batch):
    """Add documents that want so many answers: fill(3, wants=2) -> documents."""

    def fill(count, wants=1):
        start = batch.documents.count()
        documents = add_documents(
            batch, [NewDocument(f"Text {number}.", f"d{number}") for number in range(start, start + count)]
        )
        QueueRow.objects.filter(document__in=documents).update(wants=wants)
        return documents

    return fill


@pytest.fixture
def person(project):
    """Make an annotator: person("ada") -> membership."""

    def person(name):
        user = User.objects.create_user(name, "correct horse battery", name=name)
        add_member(project, user, [Role.ANNOTATOR], by=project.created_by)
        return Membership.objects.select_related("project__schema", "user").get(user=user)

    return person


@pytest.fixture
def lend():
    """What a person gets: lend(membership, want, holding) -> standings in the order served."""

    def lend(membership, want=1, holding=(), **options):
        with transaction.atomic():
            queue.lock_annotator(membership.project_id, membership.user_id)
            served = queue.next_for(membership, want, list(holding), **options)
        by_id = Standing.objects.in_bulk(served.standing_ids)
        return [by_id[id_] for id_ in served.standing_ids]

    return lend


@pytest.fixture
def save(project):
    """Answer the document of a standing: save(membership, standing) -> annotation."""

    def save(membership, standing, **more):
        standing.refresh_from_db()
        tone = project.schema.questions[0]
        return save_annotation(
            membership,
            standing.document,
            Submission(
                key=uuid.uuid4(),
                sha256=bytes(standing.document.sha256).hex(),
                replaces=standing.current.key if standing.current else None,
                schema_id=project.schema_id,
                responses=[ResponseAnswer(tone["id"], labels=(tone["labels"][0]["id"],))],
                **more,
            ),
        )

    return save


@pytest.fixture
def give_back():
    """Release documents as their annotator does: give_back(membership, [standing, ...])."""

    def give_back(membership, standings):
        with transaction.atomic():
            queue.lock_annotator(membership.project_id, membership.user_id)
            documents = [standing.document_id for standing in standings]
            return queue.release(membership.project_id, membership.user_id, documents)

    return give_back


@pytest.fixture
def assign(project):
    """Reserve a document for a person: assign(membership, document) -> standing."""

    def assign(membership, document, state=Standing.State.ASSIGNED):
        assert queue.take_slot(document.id)
        return Standing.objects.create(
            project=project,
            document=document,
            annotator_id=membership.user_id,
            state=state,
            holds_slot=True,
            stream="assigned",
        )

    return assign


@pytest.fixture
def let_time_pass():
    """Make every lease of the project old: older than the test, for now() is when its transaction began."""

    def let_time_pass(project):
        Standing.objects.filter(project=project, lease_until__isnull=False).update(
            lease_until=timezone.now() - timedelta(hours=1)
        )

    return let_time_pass
