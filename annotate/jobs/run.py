"""What a job's function holds in its hand: the row, the progress, and the way to commit."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotate.jobs.claims import hold
from annotate.jobs.heartbeat import Pulse
from annotate.models import Job, JobChunk, StoredFile

State = Job.State


class Cancelled(Exception):
    """Somebody asked for the end of this job. Let it through: what was not committed is undone."""


class Superseded(Exception):
    """This attempt was given up for dead and the job is another's. Let it through: nothing of ours counts."""


class Run:
    """One attempt at a job."""

    def __init__(self, job: Job, pulse: Pulse) -> None:
        self.job = job
        self.progress, self.total = job.progress, job.total
        self.is_finished = False
        self._pulse = pulse

    def report_progress(self, done: int, total: int | None = None) -> None:
        """Say how far the work is; as often as you like. Raises Cancelled or Superseded."""
        self.progress = done
        self.total = self.total if total is None else total
        self._pulse.report(self.progress, self.total)
        _check(self._pulse.state)

    @contextmanager
    def commit(self, chunk: JobChunk | None = None) -> Iterator[None]:
        """A transaction in which this attempt is surely the one that counts.

        An effect in it is kept exactly once: together with the chunk's `is_done`, or with `finish`.
        """
        with transaction.atomic():
            _check(hold(self.job))
            yield
            if chunk:
                self._tick(chunk)

    def finish(self, report: dict[str, Any] | None = None, files: Iterable[StoredFile] = ()) -> None:
        """Mark the job done, in the caller's transaction: inside `commit`, effect and "done" are one."""
        with transaction.atomic():
            _check(hold(self.job))
            self.job.files.add(*files)
            changed = self._own().filter(state=State.RUNNING)
            if not changed.update(
                state=State.DONE,
                finished_at=timezone.now(),
                beat_at=timezone.now(),
                progress=self.progress,
                total=self.total,
                report=report or {},
            ):
                raise Cancelled
        self.is_finished = True

    def chunks(self, bounds: Sequence[tuple[int, int]]) -> None:
        """Cut the job into parts, once: the first attempt decides, a later one finds its parts."""
        with self.commit():
            if not self.job.chunks.exists():
                JobChunk.objects.bulk_create(
                    JobChunk(job=self.job, number=number, bounds=list(pair))
                    for number, pair in enumerate(bounds)
                )

    def open_chunks(self) -> Iterator[JobChunk]:
        """The parts still to do, in order. Each is done by `with run.commit(chunk):`."""
        yield from list(self.job.chunks.filter(is_done=False))

    def _own(self) -> QuerySet[Job]:
        return Job.objects.filter(id=self.job.id, attempt=self.job.attempt)

    def _tick(self, chunk: JobChunk) -> None:
        if not JobChunk.objects.filter(id=chunk.id, is_done=False).update(is_done=True):
            raise Superseded  # its effect is there already; ours is rolled back


def _check(state: str | None) -> None:
    if state is None:
        raise Superseded
    if state == State.CANCELLING:
        raise Cancelled
