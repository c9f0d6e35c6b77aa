"""Who may work on a job? One attempt at a time, each with a number that an older one cannot pass for.

A commit of an attempt holds the Job row FOR KEY SHARE. That lets progress, heartbeat and cancellation through
(they change no key), and keeps the row from being taken over FOR UPDATE while the effect is being written.
"""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Job

SILENT_AFTER = timedelta(seconds=30)  # without a heartbeat; then the attempt is given up for dead

# At most one bulk job a project runs. The condition spares a collision; the unique index decides.
# Times are the clock's: now() is when the transaction began.
CLAIM = """
UPDATE annotate_job AS job SET
    state = 'running', attempt = attempt + 1, started_at = clock_timestamp(), beat_at = clock_timestamp(), error = ''
WHERE id = %s AND state = 'new' AND due_at <= clock_timestamp() AND attempt < %s AND NOT (
    lane = 'bulk' AND EXISTS (
        SELECT 1 FROM annotate_job other WHERE other.project_id = job.project_id
        AND other.lane = 'bulk' AND other.state IN ('running', 'cancelling')
    )
)
RETURNING attempt
"""

HOLD = """
SELECT state FROM annotate_job WHERE id = %s AND attempt = %s AND state IN ('running', 'cancelling')
FOR KEY SHARE
"""

BEAT = """
UPDATE annotate_job SET beat_at = clock_timestamp(), progress = %s, total = %s
WHERE id = %s AND attempt = %s AND state IN ('running', 'cancelling')
RETURNING state
"""


def claim(job_id: int) -> Job | None:
    """Take a job that is due as its next attempt, or None: it is not due, taken, or over."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CLAIM, [job_id, Job.MOST_ATTEMPTS])
            row = cursor.fetchone()
    except IntegrityError:  # another bulk job of the project was claimed at this very moment
        return None
    if row is None:
        return None
    job = Job.objects.select_related("project", "owner").get(id=job_id)
    job.attempt = row[0]
    return job


def wait_again(job: Job, pause: timedelta = timedelta()) -> None:
    """Put a job whose attempt ended without a result back among the waiting. The caller has locked or owns it.

    Of a single kind another may wait already: that one will do the work.
    """
    own = Job.objects.filter(id=job.id, attempt=job.attempt, state__in=["running", "cancelling"])
    now = timezone.now()
    try:
        with transaction.atomic():
            own.update(state=Job.State.NEW, due_at=now + pause, hinted_at=None)
    except IntegrityError:
        own.update(
            state=Job.State.CANCELLED, finished_at=now, error=_("A newer job of this kind does its work.")
        )


def hold(job: Job) -> str | None:
    """Keep the job ours until the transaction ends; its state, or None if another attempt has it."""
    return _state(HOLD, [job.id, job.attempt])


def beat(job_id: int, attempt: int, done: int, total: int | None) -> str | None:
    """Say that this attempt lives and how far it is; the job's state, or None if it is no longer ours."""
    return _state(BEAT, [done, total, job_id, attempt])


def _state(statement: str, values: list[object]) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None
