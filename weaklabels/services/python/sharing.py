"""A rule in Python over a stretch of documents, by as many workers as are free.

The stretch is cut into parts. The job that applies the rules and its helpers each lock a part that nobody has, run
the rule on it, and write the votes and "done" in that one transaction. A worker that is killed lets go of its part
with its connection. What was written stays, also where the job is begun again: a part that has its votes is not cut
a second time. Only the job itself moves the column on, once all parts are there.
"""

import time
from collections.abc import Iterator
from contextlib import suppress

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.jobs.claims import hold
from annotate.models import Job, JobChunk, Project
from weaklabels.models import FunctionVersion, VoteColumn, VotePiece
from weaklabels.services.corpus import corpus_of
from weaklabels.services.functions import APPLY, HELP
from weaklabels.services.python.applying import Sitting
from weaklabels.services.stretches import Corpus, Stopped, Stretch, Told
from weaklabels.services.votes import add_piece, move_on, stop, votes_of

PART = 5_000  # documents
MOMENT_SECONDS = 0.05
PATIENCE_SECONDS = 2.0  # of a helper, between two stretches
State = Job.State


def share(run: Run, version: FunctionVersion, stretch: Stretch, told: Told, until: float) -> bool:
    """Let the rule look at the stretch; whether it came to the end of it before that time (of `monotonic`)."""
    column = VoteColumn.objects.get(version=version)
    _cut(run, column, stretch)
    if _open(run.job).count() > 1:
        _ask_for_help(run)
    with Sitting(run.job.project, version) as sitting:
        while _open(run.job).exists():
            if time.monotonic() > until:
                return False
            if not take_part(run, run.job, stretch.corpus, sitting, told):
                told(0)
                time.sleep(MOMENT_SECONDS)
    _move_on(run, column, stretch)
    return True


@handler(HELP, lane=Job.Lane.QUICK, name=_("help to apply the rules"))
def help_out(run: Run) -> None:
    """Take parts as long as there are some, and call one more helper. Where nothing is left to do it ends at once."""
    project = Project.objects.get(id=run.job.project_id)
    done, seen_at = 0, time.monotonic()
    while (job := _at_work(project)) and time.monotonic() - seen_at < PATIENCE_SECONDS:
        for documents in _help(run, job, project):
            if not done:
                _ask_for_help(run)
            done, seen_at = done + documents, time.monotonic()
        run.report_progress(done)
        time.sleep(MOMENT_SECONDS)


def _help(run: Run, job: Job, project: Project) -> Iterator[int]:
    """Parts of the version the job is at now; how many documents each had."""

    def told(_documents: int) -> None:
        run.report_progress(run.progress)
        if not Job.objects.filter(id=job.id, state=State.RUNNING).exists():
            raise _Over

    versions = FunctionVersion.objects.select_related("function__question", "label", "author")
    version = versions.filter(id=job.arguments.get("version")).first()
    if version is None or not _open(job).exists():
        return
    corpus = Corpus(corpus_of(project))
    with Sitting(project, version) as sitting, suppress(_Over):
        while documents := take_part(run, job, corpus, sitting, told):
            yield documents


class _Over(Exception):
    """The job that was helped has ended."""


def take_part(run: Run, job: Job, corpus: Corpus, sitting: Sitting, told: Told) -> int:
    """Do the next part that nobody has, of this version; how many documents it had, 0 where there is none."""
    with transaction.atomic():
        chunk = _open(job).select_for_update(skip_locked=True).first()
        if chunk is None or _version_at_work(job) != sitting.version.id:
            return 0
        part = corpus.between(*chunk.bounds)
        column = VoteColumn.objects.get(version=sitting.version)
        said = None if column.error else sitting.look(part, told)
        with run.commit(chunk):  # the chunk is the job's, and the commit that of whoever did it
            if hold(job) != State.RUNNING:
                raise _Over
            if isinstance(said, Stopped):
                stop(column, said)
            elif said is not None:
                add_piece(column, chunk.bounds[0] + 1, part.last, said)
    return len(part)


def _cut(run: Run, column: VoteColumn, stretch: Stretch) -> None:
    """A chunk for every part without votes. Votes on other parts than these are an older cut's, and go."""
    with run.commit():
        _open(run.job).delete()  # waits for a helper that is at one
        looked_until, missing = column.looked_until, []
        there = dict(_beyond(column).values_list("first", "last"))
        for part in stretch.parts(PART):
            if there.get(looked_until + 1) == part.last:
                del there[looked_until + 1]
            else:
                missing.append([looked_until, part.last])
            looked_until = part.last
        _beyond(column).filter(first__in=there).delete()
        # Not how many are left: a helper may have done a later part than the one whose worker died
        newest = run.job.chunks.aggregate(newest=Max("number"))["newest"]
        JobChunk.objects.bulk_create(
            JobChunk(job=run.job, number=number, bounds=bounds)
            for number, bounds in enumerate(missing, start=0 if newest is None else newest + 1)
        )
        Job.objects.filter(id=run.job.id).update(arguments={"version": column.pk})


def _move_on(run: Run, column: VoteColumn, stretch: Stretch) -> None:
    """The column has seen the stretch, unless the rule failed somewhere in it."""
    with run.commit():
        column.refresh_from_db()
        if column.error:
            _beyond(column).delete()
            return
        hits = sum(votes_of(piece).hits for piece in _beyond(column))
        move_on(column, stretch.last, len(stretch), hits)


def _open(job: Job) -> QuerySet[JobChunk]:
    return job.chunks.filter(is_done=False)


def _beyond(column: VoteColumn) -> QuerySet[VotePiece]:
    """Votes the column has not moved on to yet."""
    return VotePiece.objects.filter(column=column, first__gt=column.looked_until)


def _version_at_work(job: Job) -> int | None:
    return Job.objects.values_list("arguments__version", flat=True).get(id=job.id)


def _at_work(project: Project) -> Job | None:
    return Job.objects.filter(project=project, kind=APPLY, state=State.RUNNING).first()


def _ask_for_help(run: Run) -> None:
    """One job that waits is enough: it calls the next when it finds work."""
    jobs.due(HELP, run.job.project_id)
