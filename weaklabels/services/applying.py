"""Rules over documents: each stretch is looked at once for all rules that have not seen it, and kept with its commit.

A column's `looked_until` is the progress: it moves in the transaction that writes the piece, under the job's attempt,
so a killed worker loses the stretch it was on and nothing else, and writes none twice.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

import numpy as np
from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Job, Project
from weaklabels.matching.applying import Plan
from weaklabels.models import FunctionVersion, LabelingFunction, VoteColumn, VotePiece
from weaklabels.services.corpus import corpus_of
from weaklabels.services.definitions import dictionaries_for, rules_of
from weaklabels.services.functions import APPLY, FIT
from weaklabels.services.python.applying import written_in_python
from weaklabels.services.stretches import Corpus, Stopped, Stretch
from weaklabels.services.votes import Votes, write_piece

STRETCH = 50_000  # documents
Kind = LabelingFunction.Kind
Look = Callable[[Stretch], list[Votes | Stopped]]
Applier = Callable[[Project, Sequence[FunctionVersion]], Look]


@handler(APPLY, lane=Job.Lane.QUICK, name=_("apply the rules"))
def apply_rules(run: Run) -> None:
    """Bring the columns of all living rules up to the newest document. Then the label model is due."""
    project = Project.objects.get(id=run.job.project_id)
    corpus = Corpus(corpus_of(project))
    forget_columns_with_gaps(project, corpus)
    VoteColumn.objects.filter(project=project, waits=True).update(error="", waits=False)
    done = 0
    while versions := behind(project, corpus):
        done += apply_to_next_stretch(run, project, versions, corpus)
        run.report_progress(min(done, len(corpus.texts)), len(corpus.texts))
    with run.commit():
        jobs.due(FIT, project.id)
        run.finish({"documents": done})


def behind(project: Project, corpus: Corpus) -> list[FunctionVersion]:
    """The newest versions that have looked least far, if there are documents they have not seen."""
    living = LabelingFunction.objects.living().filter(project=project, kind__in=APPLIERS).with_newest()
    waiting = VoteColumn.objects.filter(
        version__in=living.values("newest_id"), error="", looked_until__lt=corpus.newest
    ).select_related("version__function", "version__label")
    least = min((column.looked_until for column in waiting), default=0)
    return [column.version for column in waiting if column.looked_until == least]


def apply_to_next_stretch(
    run: Run, project: Project, versions: Sequence[FunctionVersion], corpus: Corpus
) -> int:
    """One stretch for these rules, which have all looked equally far; how many documents it had."""
    looked_until = VoteColumn.objects.get(version=versions[0]).looked_until
    start = corpus.after(looked_until)
    stretch = Stretch(corpus, start, min(start + STRETCH, len(corpus.texts)))
    for kind, of_kind in groupby(sorted(versions, key=kind_of), key=kind_of):
        versions = list(of_kind)
        said = APPLIERS[kind](project, versions)(stretch)
        with run.commit():  # each kind by itself: slow code keeps no other rule from its votes
            for version, votes in zip(versions, said, strict=True):
                keep(version.column, looked_until + 1, stretch, votes)
    return len(stretch)


def kind_of(version: FunctionVersion) -> str:
    return version.function.kind  # in the order of the alphabet, what needs no code comes first


def keep(column: VoteColumn, first: int, stretch: Stretch, said: Votes | Stopped) -> None:
    if isinstance(said, Stopped):
        VoteColumn.objects.filter(pk=column.pk).update(error=said.sentence, waits=said.waits)
    else:
        write_piece(column, first, stretch.last, said, len(stretch))


def declarative(project: Project, versions: Sequence[FunctionVersion]) -> Look:
    """All patterns of these rules in one pass."""
    rules = rules_of(versions)
    plan = Plan(rules, dictionaries_for(project, rules))

    def look(stretch: Stretch) -> list[Votes | Stopped]:
        return [
            Votes(
                stretch.corpus.ids[column.positions],
                np.full(len(column), column.label, dtype=np.int32),
                column.starts,
                column.ends,
            )
            for column in plan.apply(stretch.corpus.texts, start=stretch.start, stop=stretch.stop)
        ]

    return look


APPLIERS: dict[str, Applier] = {Kind.DECLARATIVE: declarative, Kind.PYTHON: written_in_python}


def forget_columns_with_gaps(project: Project, corpus: Corpus) -> None:
    """A document can come with a lower id than others that were seen before it. The columns then begin anew."""
    living = LabelingFunction.objects.living().filter(project=project, kind__in=APPLIERS).with_newest()
    for column in VoteColumn.objects.filter(version__in=living.values("newest_id"), looked_until__gt=0):
        if corpus.after(column.looked_until) != column.seen:
            empty(column)


def empty(column: VoteColumn) -> None:
    VotePiece.objects.filter(column=column).delete()
    VoteColumn.objects.filter(pk=column.pk).update(looked_until=0, seen=0, hits=0, error="", waits=False)
