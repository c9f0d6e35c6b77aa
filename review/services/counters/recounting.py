"""Counting all first answers of a project anew: where there are no counters yet, or another rule holds now."""

import time
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Annotation, Document, Job, Project
from review.models import (
    CountedAnswer,
    CountedAuthor,
    CountedDocument,
    CountedPair,
    CountedPattern,
    CountedSlice,
    Counting,
)
from review.services.counters.counting import VERSION, count_documents, counted_questions, is_right
from review.services.counters.following import has_settled, newest_event, note_newest, transactions
from review.services.overlap import drawn_keys

RECOUNT = "recount_agreement"
STRETCH = 5_000  # documents of one transaction
PATIENCE_SECONDS = 20.0  # for transactions that were writing when it began; then the job tries again later
AFTER_AN_END = timedelta(minutes=10)
COUNTERS = (CountedDocument, CountedPattern, CountedSlice, CountedPair, CountedAuthor, CountedAnswer)


class StillWriting(Exception):
    """Something that began before the recount has not ended yet, and what it writes cannot be seen."""


@handler(RECOUNT, lane=Job.Lane.BULK, name=_("count the answers for agreement"))
def recount(run: Run) -> None:
    """Part by part, each in a transaction of its own; until the last the page reads the answers itself."""
    project = Project.objects.get(id=run.job.project_id)
    is_begun = run.job.chunks.exists() if run.job.attempt > 1 else False
    if not (_own(run).exists() if is_begun else _begin(run, project)):
        return
    _wait_for_writers(run, project)
    total = run.job.chunks.count()
    for chunk in run.open_chunks():
        with run.commit(chunk):
            _count_between(project, *chunk.bounds)
        run.report_progress(chunk.number + 1, total)
    _end(run)


def recount_unless_under_way(project_id: int) -> None:
    """A due job, if none waits or runs, and none has failed or was cancelled just now."""
    others = Job.objects.filter(project=project_id, kind=RECOUNT)
    since = timezone.now() - AFTER_AN_END
    if not (
        others.filter(state__in=[Job.State.NEW, Job.State.RUNNING, Job.State.CANCELLING]).exists()
        or others.filter(state__in=[Job.State.FAILED, Job.State.CANCELLED], finished_at__gt=since).exists()
    ):
        jobs.due(RECOUNT, project_id)


def recount_anew(project: Project) -> None:
    """Whatever the counters say."""
    Counting.objects.filter(project=project).update(is_whole=False)
    jobs.due(RECOUNT, project.id)


def _own(run: Run) -> QuerySet[Counting]:
    """The counters, unless a later recount has begun."""
    return Counting.objects.filter(project=run.job.project_id, recounted_by=run.job.id)


def _begin(run: Run, project: Project) -> bool:
    """Empty the counters and note from where on the event log is to be followed. False if they are right already."""
    newest = newest_event(project.id)
    with run.commit():
        known = Counting.objects.select_for_update().filter(project=project).first()
        if is_right(known, project):
            return False
        for model in COUNTERS:
            model.objects.filter(question__project=project).delete()
        Counting.objects.update_or_create(
            project=project,
            defaults={
                "version": VERSION,
                "drawn_keys": drawn_keys(project),
                "is_whole": False,
                "recounted_by": run.job.id,
                "settled": newest,
                "taken": [],
                "awaited": newest,
                "awaited_transaction": transactions().own,
                "newest": 0,
                "counted_at": None,
            },
        )
        run.chunks(_stretches(project))
    return True


def _stretches(project: Project) -> list[tuple[int, int]]:
    ids = list(Document.objects.filter(project=project).order_by("id").values_list("id", flat=True))
    return [(part[0], part[-1]) for part in (ids[at : at + STRETCH] for at in range(0, len(ids), STRETCH))]


def _wait_for_writers(run: Run, project: Project) -> None:
    """What is committed later than that stands behind `settled` in the log, and is found there."""
    begun = time.monotonic()
    while not has_settled(Counting.objects.get(project=project), transactions()):
        if time.monotonic() - begun > PATIENCE_SECONDS:
            raise StillWriting
        run.report_progress(0)
        time.sleep(0.1)


def _count_between(project: Project, first: int, last: int) -> None:
    counting = Counting.objects.select_for_update().get(project=project)
    project = Project.objects.get(id=project.id)
    if drawn_keys(project) != counting.drawn_keys:
        counting.version = 0  # the settings changed meanwhile: whatever they say in the end, this is not it
    documents = Document.objects.filter(project=project, id__range=(first, last)).values_list("id", flat=True)
    ids = list(documents)
    for question in counted_questions(project):
        count_documents(question, ids)
    newest = Annotation.objects.filter(project=project, document__in=ids).order_by("-id").first()
    if newest:
        note_newest(counting, newest.id)
    counting.save(update_fields=["version", "newest", "counted_at"])


def _end(run: Run) -> None:
    """They are whole, by the rule that held when it began; where another holds by now, all begins anew."""
    with run.commit():
        _own(run).update(is_whole=True)
        run.finish()
