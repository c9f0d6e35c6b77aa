"""Rules over documents: each stretch is looked at once for all rules that have not seen it, and kept with its commit.

A column's `looked_until` is the progress: it moves in the transaction that writes the piece, under the job's attempt,
so a killed worker loses the stretch it was on and nothing else, and writes none twice.
"""

from collections.abc import Callable, Sequence

import numpy as np
from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Job, Project
from weaklabels.matching.applying import Plan
from weaklabels.models import FunctionVersion, LabelingFunction, VoteColumn, VotePiece
from weaklabels.services.definitions import dictionaries_for, rules_of
from weaklabels.services.functions import APPLY, FIT
from weaklabels.services.texts import Stretch, stretch_after
from weaklabels.services.votes import Votes, write_piece

STRETCH = 50_000  # documents
Kind = LabelingFunction.Kind
Applier = Callable[[Project, Sequence[FunctionVersion]], Callable[[Stretch], list[Votes]]]


@handler(APPLY, lane=Job.Lane.QUICK, name=_("apply the rules"))
def apply_rules(run: Run) -> None:
    """Bring the columns of all living rules up to the newest document. Then the label model is due."""
    project = Project.objects.get(id=run.job.project_id)
    forget_columns_with_gaps(project)
    done, total = 0, project.documents.count()
    while versions := behind(project):
        done += apply_to_next_stretch(run, project, versions)
        run.report_progress(min(done, total), total)
    with run.commit():
        jobs.due(FIT, project.id)
        run.finish({"documents": done})


def behind(project: Project) -> list[FunctionVersion]:
    """The newest versions that have looked least far, if there are documents they have not seen."""
    newest_document = project.documents.order_by("-id").values_list("id", flat=True).first()
    living = LabelingFunction.objects.living().filter(project=project, kind__in=APPLIERS).with_newest()
    columns = VoteColumn.objects.filter(version__in=living.values("newest_id"), error="")
    waiting = columns.filter(looked_until__lt=newest_document or 0).select_related(
        "version__function", "version__label"
    )
    least = min((column.looked_until for column in waiting), default=0)
    return [column.version for column in waiting if column.looked_until == least]


def apply_to_next_stretch(run: Run, project: Project, versions: Sequence[FunctionVersion]) -> int:
    """One stretch for these rules, which have all looked equally far; how many documents it had."""
    column = VoteColumn.objects.get(version=versions[0])
    stretch = stretch_after(project, column.looked_until, STRETCH)
    by_kind: dict[str, list[FunctionVersion]] = {}
    for version in versions:
        by_kind.setdefault(version.function.kind, []).append(version)
    said = [
        (version, votes)
        for kind, of_kind in by_kind.items()
        for version, votes in zip(of_kind, APPLIERS[kind](project, of_kind)(stretch), strict=True)
    ]
    with run.commit():
        for version, votes in said:
            write_piece(version.column, column.looked_until + 1, int(stretch.ids[-1]), votes, len(stretch))
    return len(stretch)


def declarative(project: Project, versions: Sequence[FunctionVersion]) -> Callable[[Stretch], list[Votes]]:
    """All patterns of these rules in one pass."""
    rules = rules_of(versions)
    plan = Plan(rules, dictionaries_for(project, rules))

    def look(stretch: Stretch) -> list[Votes]:
        return [
            Votes(
                stretch.ids[column.positions],
                np.full(len(column), column.label, dtype=np.int32),
                column.starts,
                column.ends,
            )
            for column in plan.apply(stretch)
        ]

    return look


APPLIERS: dict[str, Applier] = {Kind.DECLARATIVE: declarative}


def forget_columns_with_gaps(project: Project) -> None:
    """A document can come with a lower id than others that were seen before it. Its columns begin anew."""
    living = LabelingFunction.objects.living().filter(project=project, kind__in=APPLIERS).with_newest()
    counted: dict[int, int] = {}
    for column in VoteColumn.objects.filter(version__in=living.values("newest_id"), looked_until__gt=0):
        until = column.looked_until
        if until not in counted:
            counted[until] = project.documents.filter(id__lte=until).count()
        if counted[until] != column.seen:
            empty(column)


def empty(column: VoteColumn) -> None:
    VotePiece.objects.filter(column=column).delete()
    VoteColumn.objects.filter(pk=column.pk).update(looked_until=0, seen=0, hits=0, error="")
