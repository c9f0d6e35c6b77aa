"""Making documents a few at a time. The import job makes them by the hundred thousand, by the same rules."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from annotate import queue
from annotate.models import Batch, Document
from annotate.signals import announce

# A document's place in the random order, its pool and its overlap come from keyed hashes of what it is,
# so they are uniform over the project, stay when it grows, and cannot be guessed from outside.
# The seed is the project's secret; groups share a pool. Set apart, because a planner that knows nothing yet of a new
# batch looks the project up for each document.
QUEUE_ROWS = """
INSERT INTO annotate_queuerow (
    document_id, project_id, pool, random_key, overlap_key, wants, claimed, is_held
)
WITH p AS MATERIALIZED (SELECT * FROM annotate_project WHERE id = %(project)s)
SELECT d.id, d.project_id,
    CASE WHEN mod(hashtextextended(coalesce(nullif(d.group, ''), identity), p.seed + 1) & 9223372036854775807, 10000)
        < p.audit_percent * 100 THEN 1 ELSE 0 END,
    hashtextextended(identity, p.seed),
    overlap_key,
    CASE WHEN overlap_key < p.overlap_percent * 100 THEN p.overlap_wants ELSE p.wants END,
    0, false
FROM annotate_document d CROSS JOIN p
CROSS JOIN LATERAL (SELECT coalesce(d.external_id, encode(d.sha256, 'hex')) AS identity) AS named
CROSS JOIN LATERAL (
    SELECT mod(hashtextextended(identity, p.seed + 2) & 9223372036854775807, 10000)::smallint AS overlap_key
) AS drawn
WHERE d.batch_id = %(batch)s
"""


# Whoever adds documents shares this lock until the commit, so that somebody can tell when none is on its way.
COMING = "SELECT pg_advisory_xact_lock_shared(hashtextextended('documents come to project ' || %s, 0))"
ALL_HAVE_COME = "SELECT pg_try_advisory_xact_lock(hashtextextended('documents come to project ' || %s, 0))"


@dataclass(frozen=True)
class NewDocument:
    """A text as it came, with what is known about it."""

    text: str
    external_id: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    group: str = ""
    position: int = 0


@transaction.atomic
def add_documents(batch: Batch, new: Iterable[NewDocument]) -> list[Document]:
    """Add documents and put them into the queue."""
    documents_come(batch.project_id)
    documents = Document.objects.bulk_create(
        Document(
            project_id=batch.project_id,
            batch=batch,
            external_id=entry.external_id,
            text=entry.text,
            sha256=sha256_of(entry.text),
            length=len(entry.text),
            metadata=entry.metadata,
            group=entry.group,
            position=entry.position,
        )
        for entry in new
    )
    put_into_queue(batch)
    announce("document", batch.project_id, [document.id for document in documents])
    return documents


def documents_come(project_id: int) -> None:
    """Say that documents are about to be added, before the first gets its id."""
    with connection.cursor() as cursor:
        cursor.execute(COMING, [project_id])


@transaction.atomic
def newest_settled(project_id: int) -> int | None:
    """The id up to which no document can come any more, or None while some are on their way.

    Ids are given before the commit: without this, one that commits late would be overlooked by whoever goes
    through the documents by id.
    """
    with connection.cursor() as cursor:
        cursor.execute(ALL_HAVE_COME, [project_id])
        if not cursor.fetchone()[0]:
            return None
    newest = Document.objects.filter(project=project_id).order_by("-id").values_list("id", flat=True)
    return newest.first() or 0


def put_into_queue(batch: Batch) -> None:
    """Give every document of the batch its queue row: pool, random place, overlap and wants."""
    with connection.cursor() as cursor:
        cursor.execute(
            QUEUE_ROWS + "ON CONFLICT DO NOTHING", {"project": batch.project_id, "batch": batch.id}
        )
    queue.reopen(batch.project_id)


def sha256_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
