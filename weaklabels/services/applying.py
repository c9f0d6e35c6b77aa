"""Rules over documents: each stretch is looked at once for all rules that have not seen it, and kept with its commit.

A column's `looked_until` is the progress: it moves in the transaction that writes the piece, under the job's attempt,
so a killed worker loses the stretch it was on and nothing else, and writes none twice.
"""

import time
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.jobs.alone import alone_with
from annotate.models import Job, Project
from weaklabels.matching.applying import Plan
from weaklabels.matching.compiled import Dictionaries
from weaklabels.models import FunctionVersion, LabelingFunction, VoteColumn, VotePiece
from weaklabels.services.corpus import corpus_of
from weaklabels.services.definitions import dictionaries_for, rules_of
from weaklabels.services.functions import APPLY, FIT
from weaklabels.services.python.sharing import share
from weaklabels.services.stretches import Corpus, Stretch
from weaklabels.services.votes import Votes, write_piece

STRETCH = 50_000  # documents
AT_ONCE = 10_000  # of them; between two, progress is told and cancelling asked
TURN_SECONDS = 60.0  # then another job goes on, behind what other projects wait for
PAUSE = timedelta(seconds=3)  # where another job is applying the project's rules
Kind = LabelingFunction.Kind
KINDS = (Kind.DECLARATIVE, Kind.PYTHON)  # in this order: slow code keeps no other rule from its votes


@handler(APPLY, lane=Job.Lane.QUICK, name=_("apply the rules"))
def apply_rules(run: Run) -> None:
    """Bring the columns of all living rules up to the newest document. Then the label model is due."""
    project = Project.objects.get(id=run.job.project_id)
    with alone_with(lock_of(project)) as alone:
        if alone:
            apply_all(run, project)
        else:
            jobs.start(APPLY, project=project, owner=None, single=True, due_at=timezone.now() + PAUSE)


def lock_of(project: Project) -> str:
    """What only one job at a time may hold: it is applying the project's rules."""
    return f"rules of project {project.id}"


def apply_all(run: Run, project: Project) -> None:
    """Until all is up to date, or this job's turn is over."""
    corpus, until = Corpus(corpus_of(project)), time.monotonic() + TURN_SECONDS
    forget_columns_with_gaps(project, corpus)
    VoteColumn.objects.filter(project=project, waits=True).update(error="", waits=False)
    done, is_over = 0, False
    while (versions := behind(project, corpus)) and not is_over:
        stretch = next_stretch(versions, corpus)
        progress = Progress(run, done, len(corpus.texts), len(versions))
        is_over = not look_at(run, project, versions, stretch, progress, until) or time.monotonic() > until
        done += len(stretch)
        run.report_progress(min(done, len(corpus.texts)), len(corpus.texts))
    with run.commit():
        jobs.due(APPLY if is_over else FIT, project.id)
        run.finish({"documents": done})


class Progress:
    """Counts documents of a stretch, as many rules look at it. Raises where the job is to end."""

    def __init__(self, run: Run, done: int, total: int, rules: int) -> None:
        self._run, self._done, self._total, self._rules = run, done, total, rules
        self._looks = 0

    def told(self, documents: int, rules: int = 1) -> None:
        self._looks += documents * rules
        done = min(self._done + self._looks // self._rules, self._total)
        self._run.report_progress(done, self._total)


def behind(project: Project, corpus: Corpus) -> list[FunctionVersion]:
    """The newest versions that have looked least far, if there are documents they have not seen."""
    living = LabelingFunction.objects.living().filter(project=project, kind__in=KINDS).with_newest()
    waiting = VoteColumn.objects.filter(
        version__in=living.values("newest_id"), error="", looked_until__lt=corpus.newest
    ).select_related("version__function__question", "version__label", "version__author")
    least = min((column.looked_until for column in waiting), default=0)
    return [column.version for column in waiting if column.looked_until == least]


def next_stretch(versions: Sequence[FunctionVersion], corpus: Corpus) -> Stretch:
    """For these rules, which have all looked equally far."""
    start = corpus.after(versions[0].column.looked_until)
    return Stretch(corpus, start, min(start + STRETCH, len(corpus.texts)))


def look_at(
    run: Run,
    project: Project,
    versions: Sequence[FunctionVersion],
    stretch: Stretch,
    progress: Progress,
    until: float,
) -> bool:
    """One stretch for these rules; whether all came to the end of it before the time was over."""
    without_code = [version for version in versions if version.function.kind == Kind.DECLARATIVE]
    if without_code:
        look_without_code(run, project, without_code, stretch, progress)
    with_code = [version for version in versions if version.function.kind == Kind.PYTHON]
    return all(share(run, version, stretch, progress.told, until) for version in with_code)


def look_without_code(
    run: Run, project: Project, versions: Sequence[FunctionVersion], stretch: Stretch, progress: Progress
) -> None:
    """All patterns of these rules in one pass."""
    rules = rules_of(versions)
    dictionaries = dictionaries_for(project, rules)
    plan = Plan(rules, dictionaries)
    texts, ids = stretch.corpus.texts, stretch.corpus.ids
    columns = plan.apply(
        texts,
        start=stretch.start,
        stop=stretch.stop,
        chunk=AT_ONCE,
        told=lambda documents: progress.told(documents, len(rules)),
    )
    with run.commit():
        if not as_they_were(versions) or hashes_of(dictionaries_for(project, rules)) != hashes_of(
            dictionaries
        ):
            return  # meanwhile somebody has uploaded a newer dictionary: the next turn reads that
        for version, said in zip(versions, columns, strict=True):
            labels = np.full(len(said), said.label, dtype=np.int32)
            votes = Votes(ids[said.positions], labels, said.starts, said.ends)
            first = version.column.looked_until + 1
            write_piece(version.column, first, stretch.last, votes, len(stretch))


def as_they_were(versions: Sequence[FunctionVersion]) -> bool:
    """Do the columns still begin where this stretch was read from? They stay so until the caller's commit."""
    columns = VoteColumn.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in versions])
    looked_until = dict(columns.order_by("pk").values_list("pk", "looked_until"))
    return all(looked_until[one.pk] == one.column.looked_until for one in versions)


def hashes_of(dictionaries: Dictionaries) -> dict[str, str]:
    return {name: entries.sha256 for name, entries in dictionaries.items()}


def forget_columns_with_gaps(project: Project, corpus: Corpus) -> None:
    """A document can come with a lower id than others that were seen before it. The columns then begin anew."""
    living = LabelingFunction.objects.living().filter(project=project, kind__in=KINDS).with_newest()
    for column in VoteColumn.objects.filter(version__in=living.values("newest_id"), looked_until__gt=0):
        if corpus.after(column.looked_until) != column.seen:
            empty(column)


def empty(column: VoteColumn) -> None:
    VotePiece.objects.filter(column=column).delete()
    VoteColumn.objects.filter(pk=column.pk).update(looked_until=0, seen=0, hits=0, error="", waits=False)
