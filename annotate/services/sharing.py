"""Letting every document want what the project's settings now say, without keeping annotators waiting."""

from typing import Any

from django.db import connection, transaction

from annotate import jobs, queue
from annotate.models import Job, Project, QueueRow, User
from annotate.services.estimates import WISH, Wish
from annotate.services.projects import change_project

AT_ONCE = 10_000  # documents a request may change; more are a job's work

# In order of the documents, as everybody who locks several of these rows does it.
SHARE_OUT = f"""
WITH locked AS (
    SELECT document_id, {WISH} AS wish
    FROM annotate_queuerow
    WHERE project_id = %(project)s AND document_id BETWEEN %(first)s AND %(last)s
        AND wants <> {WISH}
    ORDER BY document_id FOR UPDATE
)
UPDATE annotate_queuerow q SET wants = locked.wish FROM locked WHERE q.document_id = locked.document_id
"""


@transaction.atomic
def change_answers_wanted(project: Project, by: User, **settings: Any) -> Job | None:
    """Set how many answers documents want, and let them want it. Returns the job where there are very many."""
    changed = change_project(project, by, **settings)
    if {"wants", "overlap_wants", "overlap_percent"}.isdisjoint(changed):
        return None
    return share_out(Project.objects.get(id=project.id), by)


def share_out(project: Project, by: User) -> Job | None:
    """Let the documents want what is set. A large project gets a job, which is returned.

    Lowering takes no answer back and ends no lease; a document with more than it wants is finished.
    """
    rows = QueueRow.objects.filter(project=project)
    if rows[AT_ONCE : AT_ONCE + 1].exists():
        return jobs.start("share_out", project=project, owner=by, single=True)
    ids = list(rows.order_by("document").values_list("document", flat=True))
    if ids:
        share_out_between(project, ids[0], ids[-1])
    return None


@transaction.atomic
def share_out_between(project: Project, first: int, last: int) -> int:
    """Let the documents with these ids, and those between, want what is set now. Returns how many changed."""
    wish = Wish.of(project)
    with connection.cursor() as cursor:
        cursor.execute(
            SHARE_OUT,
            {
                "project": project.id,
                "first": first,
                "last": last,
                "below": wish.below,
                "wants": wish.wants,
                "overlap_wants": wish.overlap_wants,
            },
        )
        changed = cursor.rowcount
    queue.reopen(project.id)
    return changed


def parts_of(project: Project) -> list[tuple[int, int]]:
    """The project's documents in stretches of AT_ONCE, as pairs of the first and the last id."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT min(document_id), max(document_id) FROM (
                SELECT document_id, (row_number() OVER (ORDER BY document_id) - 1) / %s AS part
                FROM annotate_queuerow WHERE project_id = %s
            ) AS numbered GROUP BY part ORDER BY part
            """,
            [AT_ONCE, project.id],
        )
        return cursor.fetchall()
