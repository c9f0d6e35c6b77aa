"""Following annotate's event log: whatever happened to a document, its first answers are counted again.

Ids of events are given out before they are committed, so a smaller one may turn up after a larger one. Taken are
events of transactions older than every one that is still under way (`pg_snapshot_xmin`). The log is read from
`settled` on, leaving out those that are taken; `settled` moves to the newest event that was to be seen (`awaited`)
once every transaction that had begun to write by then is over: such a one drew its number before it drew an id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from annotate.models import Annotation, Project
from annotate.models.standings import Stream
from review.models import Counting
from review.services.counters.counting import count_documents, counted_questions, is_right

MOST_AT_ONCE = 5_000  # events of a transaction; a job counts what brings more answers at once

NEWEST = "SELECT coalesce(max(id), 0) FROM annotate_event WHERE project_id = %s"
TRANSACTIONS = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint
"""
TAKE = """
SELECT id, document_id, CASE WHEN kind = 'answered' THEN (detail ->> 'annotation')::bigint END,
    (detail -> 'annotations' ->> 0)::bigint, (detail -> 'annotations' ->> 1)::bigint
FROM annotate_event
WHERE project_id = %s AND id > %s AND NOT id = ANY(%s::bigint[])
    AND age(xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)
ORDER BY id LIMIT %s
"""


@dataclass(frozen=True)
class Happened:
    """An event with what it names; `first` to `last` are the annotations that came with an import."""

    id: int
    document: int | None
    annotation: int | None
    first: int | None
    last: int | None


@dataclass(frozen=True)
class Transactions:
    """The oldest one under way, and our own: those that begin to write from now on have larger numbers."""

    oldest: int
    own: int


def newest_event(project_id: int) -> int:
    """To be asked before the transaction that counts has a number of its own."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [project_id])
        return cursor.fetchone()[0]


def transactions() -> Transactions:
    with connection.cursor() as cursor:
        cursor.execute(TRANSACTIONS)
        return Transactions(*cursor.fetchone())


def has_settled(counting: Counting, now: Transactions) -> bool:
    """Is every event up to `awaited` there to be seen? In a database restored elsewhere numbers may begin anew."""
    return counting.awaited_transaction <= now.oldest or counting.awaited_transaction > now.own


def follow(project_id: int) -> int:
    """Count what is new, unless somebody else is just doing so. Returns how many events that took.

    Cursor and counters change in one transaction: killed it has done nothing, doubled nothing twice.
    """
    newest = newest_event(project_id)
    with transaction.atomic():
        project = Project.objects.get(id=project_id)
        counting = Counting.objects.select_for_update(skip_locked=True).filter(project=project).first()
        if counting is None or not is_right(counting, project):
            return 0
        now = transactions()
        events = _take(counting)
        if sum(_brought(event) for event in events) > MOST_AT_ONCE:
            counting.is_whole = False
        else:
            _count(project, counting, events)
            _move(counting, [event.id for event in events], newest, now)
        counting.save()
    return len(events)


def _take(counting: Counting) -> list[Happened]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [counting.project_id, counting.settled, counting.taken, MOST_AT_ONCE])
        return [Happened(*row) for row in cursor.fetchall()]


def _brought(event: Happened) -> int:
    """At most so many answers came with it."""
    return 1 + event.last - event.first if event.first and event.last else 0


def _count(project: Project, counting: Counting, events: Sequence[Happened]) -> None:
    new = {event.annotation for event in events if event.annotation}
    documents = {event.document for event in events if event.document}
    for event in events:
        if _brought(event):
            rows = _imported(project, event)
            new.update(annotation for annotation, _document in rows)
            documents.update(document for _annotation, document in rows)
    for question in counted_questions(project) if documents else ():
        count_documents(question, documents, new)
    if new:
        note_newest(counting, max(new))


def _imported(project: Project, event: Happened) -> list[tuple[int, int]]:
    rows = Annotation.objects.filter(
        project=project, id__range=(event.first, event.last), stream=Stream.IMPORTED
    )
    return list(rows.values_list("id", "document_id"))


def note_newest(counting: Counting, annotation: int) -> None:
    """Up to which answer it is counted, and of when that is."""
    if annotation > counting.newest:
        counting.newest, counting.counted_at = annotation, _saved_at(annotation)


def _saved_at(annotation: int) -> datetime | None:
    return Annotation.objects.filter(id=annotation).values_list("saved_at", flat=True).first()


def _move(counting: Counting, taken: list[int], newest: int, now: Transactions) -> None:
    counting.taken = [*counting.taken, *taken]
    if len(taken) < MOST_AT_ONCE and has_settled(counting, now):
        counting.settled = counting.awaited
        counting.awaited, counting.awaited_transaction = newest, now.own
        counting.taken = [event for event in counting.taken if event > counting.settled]
