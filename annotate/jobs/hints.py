"""How does a worker hear of a job at once? By a message in Redis that may get lost without harm.

No request waits for Redis: a hint gets 100 ms in a thread of its own, name resolution included, and after a
failure no other is tried for some seconds. What was not sent, the reconciler sends.
"""

import logging
import threading
import time
from collections.abc import Sequence

from celery import current_app
from django.utils import timezone
from kombu import Connection
from kombu.transport import redis  # noqa: F401 - else the first hint would spend its 100 ms on this import

from annotate.models import Job

LIMIT_SECONDS = 0.1
PAUSE_SECONDS = 5.0
TASK = "annotate.tasks.run_job"
BRISK = {
    "socket_timeout": LIMIT_SECONDS,
    "socket_connect_timeout": LIMIT_SECONDS,
    "max_retries": 0,  # kombu would try for ever
}
log = logging.getLogger(__name__)


class Breaker:
    """Keeps this process from asking a Redis that failed a moment ago, or that a sender still waits for."""

    def __init__(self) -> None:
        self.closed_from = 0.0
        self.late: threading.Thread | None = None

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self.closed_from or (self.late is not None and self.late.is_alive())

    def trip(self) -> None:
        self.closed_from = time.monotonic() + PAUSE_SECONDS


breaker = Breaker()


def hint(job_id: int, lane: str) -> None:
    """Tell a worker of a job, waiting 100 ms at most. Never raises for a Redis that does not take the message."""
    if breaker.is_open:
        return
    sent: list[int] = []
    thread = threading.Thread(
        target=_send, args=(job_id, lane, breaker, sent), name=f"hint for job {job_id}", daemon=True
    )
    thread.start()
    thread.join(LIMIT_SECONDS)
    if thread.is_alive():
        breaker.late = thread
    mark_hinted(sent)


def _send(job_id: int, lane: str, breaker: Breaker, sent: list[int]) -> None:
    try:
        with connect() as connection:
            publish(connection, job_id, lane)
    except Exception as error:
        breaker.trip()
        log.warning("no hint for job %s, Redis: %s", job_id, type(error).__name__)
    else:
        sent.append(job_id)


def connect(**options: float) -> Connection:
    """A connection for a few messages that rather fails than waits. Made anew: nothing to go stale or be forked."""
    return current_app.connection_for_write(transport_options=BRISK | options)


def publish(connection: Connection, job_id: int, lane: str) -> None:
    current_app.send_task(TASK, [job_id], queue=lane, connection=connection, retry=False, ignore_result=True)


def mark_hinted(job_ids: Sequence[int]) -> None:
    if job_ids:
        Job.objects.filter(id__in=job_ids).update(hinted_at=timezone.now())


def count_waiting(connection: Connection, lane: str) -> int:
    """How many messages lie in the lane's list, fetched ones not counted."""
    return connection.default_channel.queue_declare(queue=lane).message_count
