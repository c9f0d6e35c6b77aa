"""How do others know that a job's process lives, even while one long statement runs?"""

import logging
import threading
import time
from types import TracebackType
from typing import Protocol, Self

from django.db import DatabaseError, connection

from annotate.jobs.claims import beat
from annotate.models import Job

TICK_SECONDS = 0.5  # how often changed progress is written
QUIET_SECONDS = 2.0  # how often at least, without any
log = logging.getLogger(__name__)


class Pulse(Protocol):
    """Takes the progress of an attempt, and knows the state of its job; None when it is no longer ours."""

    state: str | None

    def report(self, done: int, total: int | None) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class ThreadPulse:
    """Beats in a thread, on a database connection of its own: no statement or transaction of the work is in its way."""

    def __init__(self, job: Job) -> None:
        self.job_id, self.attempt = job.id, job.attempt
        self.state: str | None = job.state
        self.progress: tuple[int, int | None] = (job.progress, job.total)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"heartbeat of job {job.id}", daemon=True)

    def report(self, done: int, total: int | None) -> None:
        self.progress = (done, total)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        written, written_at = self.progress, time.monotonic()
        try:
            while self.state is not None and not self._over.wait(TICK_SECONDS):
                if self.progress != written or time.monotonic() - written_at >= QUIET_SECONDS:
                    written, written_at = self.progress, time.monotonic()
                    self._beat(*written)
        finally:
            connection.close()  # this thread's own

    def _beat(self, done: int, total: int | None) -> None:
        try:
            self.state = beat(self.job_id, self.attempt, done, total)
        except DatabaseError as error:  # the work itself will meet it; if it passes, so do we
            log.warning("no heartbeat for job %s: %s", self.job_id, type(error).__name__)
            connection.close()


class DirectPulse:
    """Beats on the caller's own connection whenever progress is reported: for a job run in this very process."""

    def __init__(self, job: Job) -> None:
        self.job_id, self.attempt = job.id, job.attempt
        self.state: str | None = job.state

    def report(self, done: int, total: int | None) -> None:
        self.state = beat(self.job_id, self.attempt, done, total)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass
