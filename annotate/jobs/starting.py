"""How does background work begin? With a row, committed together with what asked for it."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.jobs.hints import hint
from annotate.jobs.registry import handler_of
from annotate.models import Job, Project, User
from annotate.problems import Problem

MOST_WAITING = 5

# One bigint a project: a space of its own among the advisory locks (the queue's have two numbers).
LOCK_PROJECT = "SELECT pg_advisory_xact_lock(hashtextextended('bulk jobs of project ' || %s, 0))"

DUE = """
INSERT INTO annotate_job (
    project_id, kind, lane, state, arguments, attempt, created_at, due_at, progress, error, report, is_single
) VALUES (%s, %s, %s, 'new', '{}', 0, clock_timestamp(), clock_timestamp(), 0, '', '{}', true)
ON CONFLICT DO NOTHING
RETURNING id
"""


class TooMany(Problem):
    """The project has as many bulk jobs waiting as it may."""

    status = 429
    kind = "too_many"


@transaction.atomic
def start(
    kind: str,
    *,
    project: Project | None,
    owner: User | None,
    arguments: dict[str, Any] | None = None,
    total: int | None = None,
    single: bool = False,
    due_at: datetime | None = None,
) -> Job:
    """Put a job down; a worker is told after commit. Raises TooMany.

    `arguments` holds ids only. With `single`, a job of this kind that is still waiting is returned instead
    of a second one. With `due_at` it begins no sooner than that.
    """
    lane = handler_of(kind).lane
    job = Job(
        project=project,
        owner=owner,
        kind=kind,
        lane=lane,
        arguments=arguments or {},
        total=total,
        is_single=single,
        due_at=due_at or timezone.now(),
    )
    if single:
        return _start_single(job)
    if project and lane == Job.Lane.BULK and due_at is None:
        _check_room(project.id)
    job.save()
    if due_at is None:
        _hint_after_commit(job.id, lane)
    return job


def due(kind: str, project_id: int | None) -> None:
    """Make sure that a job of this kind will run for the project: one INSERT, nothing if one is waiting.

    For receivers: it asks nobody, waits for nobody and refuses nothing.
    """
    lane = handler_of(kind).lane
    with connection.cursor() as cursor:
        cursor.execute(DUE, [project_id, kind, lane])
        row = cursor.fetchone()
    if row:
        _hint_after_commit(row[0], lane)


def _start_single(job: Job) -> Job:
    """Put the job down unless one of its kind and project waits; that one else, also if it came just now."""
    waiting = Job.objects.filter(kind=job.kind, project=job.project, state=Job.State.NEW, is_single=True)
    if found := waiting.first():
        return found
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:
        return waiting.get()
    _hint_after_commit(job.id, job.lane)
    return job


def _check_room(project_id: int) -> None:
    """Count under a lock, so that requests at the same moment cannot all be the fifth."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_PROJECT, [project_id])
    waiting = Job.objects.filter(
        project=project_id,
        lane=Job.Lane.BULK,
        state=Job.State.NEW,
        is_single=False,
        due_at__lte=timezone.now(),
    ).count()
    if waiting >= MOST_WAITING:
        raise TooMany(
            _(
                "%(count)s jobs of this project are waiting already. Cancel one, or try again when one is done."
            )
            % {"count": waiting}
        )


def _hint_after_commit(job_id: int, lane: str) -> None:
    transaction.on_commit(partial(hint, job_id, lane), robust=True)
