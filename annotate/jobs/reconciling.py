"""What makes up for a lost message, a wiped Redis and a killed worker? This, every ten seconds.

Beat asks for it, a thread in every worker does it, and `manage.py reconcile` does it by hand; a lock lets one
at a time.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotate.files import sweep_hourly
from annotate.jobs import hints
from annotate.jobs.alone import alone_with
from annotate.jobs.claims import SILENT_AFTER, wait_again
from annotate.models import Job

State = Job.State
EVERY_SECONDS = 10
HINT_AGE = timedelta(seconds=5)  # a younger hint may still be on its way
MOST_HINTS = 50  # at once and per lane
PATIENT = {"socket_timeout": 2.0, "socket_connect_timeout": 2.0}
DIED = gettext_noop(
    "It was begun %(times)s times, and each time its process ended without a word (perhaps for want of memory). "
    "Nothing of it is half done."
)
log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What one pass did."""

    taken_over: int = 0
    failed: int = 0
    cancelled: int = 0
    hinted: int = 0
    without_redis: int = 0  # due jobs whose hint Redis would not take
    swept: int = 0
    was_busy: bool = False


def reconcile() -> Outcome:
    """Take over what fell silent, send again the hints that are missing, sweep files nobody names."""
    outcome = Outcome()
    with alone_with("reconciling") as alone:
        if not alone:
            return Outcome(was_busy=True)
        _take_over_silent(outcome)
        for lane in Job.Lane.values:
            _send_missing_hints(lane, outcome)
        outcome.swept = sweep_hourly()
    return outcome


@transaction.atomic
def _take_over_silent(outcome: Outcome) -> None:
    """Jobs whose process said nothing for 30 s wait again, or end. One that is committing is locked, and lives."""
    silent = Job.objects.select_for_update(skip_locked=True).filter(
        state__in=[State.RUNNING, State.CANCELLING], beat_at__lt=timezone.now() - SILENT_AFTER
    )
    for job in silent:
        log.warning("job %s (%s): attempt %s fell silent", job.id, job.kind, job.attempt)
        if job.state == State.CANCELLING:
            _end(job, State.CANCELLED)
            outcome.cancelled += 1
        elif job.attempt >= Job.MOST_ATTEMPTS:
            _end(job, State.FAILED, _(DIED) % {"times": job.attempt})
            outcome.failed += 1
        else:
            wait_again(job)
            outcome.taken_over += 1


def _end(job: Job, state: str, error: str = "") -> None:
    job.state, job.finished_at, job.error = state, timezone.now(), error
    job.save(update_fields=["state", "finished_at", "error"])


def _send_missing_hints(lane: str, outcome: Outcome) -> None:
    """Send hints for due jobs that have none. If the lane's list in Redis is empty, all older ones got lost.

    A list that is not empty is left alone: its messages are read in order, and would only be doubled.
    """
    now = timezone.now()
    due = Job.objects.filter(lane=lane, state=State.NEW, due_at__lte=now).order_by("due_at", "id")
    unhinted, old = Q(hinted_at=None), Q(hinted_at__lt=now - HINT_AGE)
    if not due.filter(unhinted | old).exists():
        return
    sent: list[int] = []
    try:
        with hints.connect(**PATIENT) as redis:
            missing = unhinted | old if hints.count_waiting(redis, lane) == 0 else unhinted
            for job_id in due.filter(missing).values_list("id", flat=True)[:MOST_HINTS]:
                hints.publish(redis, job_id, lane)
                sent.append(job_id)
    except Exception as error:
        log.warning("no hints for the lane %s, Redis: %s", lane, type(error).__name__)
        outcome.without_redis += due.exclude(id__in=sent).count()
    hints.mark_hinted(sent)
    outcome.hinted += len(sent)
