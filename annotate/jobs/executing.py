"""What happens when a worker gets a job: claim it, do it, and say how it ended."""

import gc
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from annotate.jobs.claims import claim, wait_again
from annotate.jobs.heartbeat import DirectPulse, Pulse, ThreadPulse
from annotate.jobs.hints import hint
from annotate.jobs.registry import handler_of
from annotate.jobs.run import Cancelled, Run, Superseded
from annotate.models import Job
from annotate.problems import Problem

State = Job.State
LONGEST_PAUSE_SECONDS = 60
log = logging.getLogger(__name__)


def run_job(job_id: int, pulse: Callable[[Job], Pulse] = ThreadPulse) -> None:
    """Do this job if it is due and nobody else has it. Told twice, or late, it does nothing."""
    job = claim(job_id)
    if job is None:
        return
    language = job.owner.language if job.owner else settings.LANGUAGE_CODE
    with pulse(job) as beating, translation.override(language), what_lives_left_alone():
        _work(Run(job, beating))
    _hint_next(job)


@contextmanager
def what_lives_left_alone() -> Iterator[None]:
    """Let Python's collector pass over all that was there before the job.

    A job makes millions of objects and hardly a cycle; looking through the whole process for them again and again
    took 40 % of an export's time.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def run_due(kind: str | None = None) -> int:
    """Run all jobs that are due in this very process, oldest first; how many. For tests and commands."""
    count = 0
    while True:
        waiting = Job.objects.filter(state=State.NEW, due_at__lte=timezone.now()).order_by("due_at", "id")
        job = waiting.filter(kind=kind).first() if kind else waiting.first()
        if job is None:
            return count
        run_job(job.id, pulse=DirectPulse)
        job.refresh_from_db()
        if job.state == State.NEW and job.due_at <= timezone.now():
            return count  # its project is busy elsewhere
        count += 1


def _work(run: Run) -> None:
    """Call the handler and settle how it ended. An error of the database leaves the job to the reconciler."""
    job = run.job
    try:
        handler_of(job.kind).work(run)
        if not run.is_finished:
            run.finish()
    except Superseded:
        log.warning("job %s (%s): attempt %s was superseded", job.id, job.kind, job.attempt)
    except Cancelled:
        _settle(job, state=State.CANCELLED, finished_at=timezone.now())
    except Problem as problem:
        _settle(job, state=State.FAILED, finished_at=timezone.now(), error=problem.sentence)
    except SoftTimeLimitExceeded:
        sentence = _("The work took longer than is allowed and was stopped. Nothing of it is half done.")
        _settle(job, state=State.FAILED, finished_at=timezone.now(), error=sentence)
    except Exception as error:
        _log(job, error)
        _try_again(job, error)


def _try_again(job: Job, error: Exception) -> None:
    """Let it wait a little and begin anew, up to MOST_ATTEMPTS times; then say in a sentence that it failed."""
    if job.attempt < Job.MOST_ATTEMPTS:
        pause = timedelta(seconds=min(2**job.attempt, LONGEST_PAUSE_SECONDS))
        wait_again(job, pause)
        return
    sentence = _(
        "It failed %(times)s times, the last time with %(error)s. Nothing of it is half done. "
        "The worker's log says more under “job %(job)s”."
    ) % {"times": job.attempt, "error": _kind_of(error), "job": job.id}
    _settle(job, state=State.FAILED, finished_at=timezone.now(), error=sentence)


def _kind_of(error: Exception) -> str:
    """What may be told of an error: not its message, which may quote a document; of a full disk, that it is full."""
    why = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__} ({why})" if why else type(error).__name__


def _settle(job: Job, **changes: Any) -> None:
    """Write how this attempt ended, unless another has begun."""
    own = Job.objects.filter(id=job.id, attempt=job.attempt, state__in=[State.RUNNING, State.CANCELLING])
    own.update(**changes)


def _log(job: Job, error: Exception) -> None:
    """Where it failed and with what kind of error; not its message, which may quote a document."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("job %s (%s), attempt %s: %s\n%s", job.id, job.kind, job.attempt, type(error).__name__, frames)


def _hint_next(job: Job) -> None:
    """The project's next bulk job had to wait for this one: its hint was spent in vain."""
    if job.lane == Job.Lane.BULK and job.project_id:
        waiting = Job.objects.filter(
            project=job.project_id, lane=Job.Lane.BULK, state=State.NEW, due_at__lte=timezone.now()
        )
        if follower := waiting.order_by("due_at", "id").first():
            hint(follower.id, follower.lane)
