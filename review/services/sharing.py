"""The figures a project can show outsiders: how far it is, and how far its annotators agree. Nobody is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from annotate.models import Project
from annotate.services.tallies import Progress, progress_of
from booklet.models import Share
from booklet.ports import Context, ShareSection
from review.agreement import Reading, State
from review.services.comparing import KINDS, compare

PROGRESS, AGREEMENT = "progress", "agreement"
KEPT_SECONDS = 300  # a visitor needs no account, and agreement reads all answers: once in so long is enough


@dataclass(frozen=True)
class Agreed:
    """How far annotators agree on a question; without a value there are too few documents."""

    question: str
    documents: int
    name: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reading: Reading | None = None


def figures_shown(share: Share, chosen: Sequence[str]) -> Context:
    """The chosen figures, at most a few minutes old."""
    figures: Context = {}
    if PROGRESS in chosen:
        figures["progress"] = _kept(share.project, PROGRESS)
    if AGREEMENT in chosen:
        figures["agreement"] = _kept(share.project, AGREEMENT)
    return figures


def agreement_of(project: Project) -> list[Agreed]:
    """The headline of each question that has a coefficient."""
    questions = project.questions.filter(retired_at=None, kind__in=list(KINDS)).order_by("id")
    found = []
    for question in questions.select_related("project__schema"):
        comparison = compare(question)
        headline = comparison.headline
        if headline is None or headline.figure.state is not State.MEASURED:
            found.append(Agreed(str(question), comparison.documents))
            continue
        figure = headline.figure
        found.append(
            Agreed(
                str(question),
                comparison.documents,
                headline.name,
                figure.value,
                figure.low,
                figure.high,
                headline.reading,
            )
        )
    return found


def _kept(project: Project, name: str) -> Progress | list[Agreed]:
    work_out = progress_of if name == PROGRESS else agreement_of
    return cache.get_or_set(f"shared-{name}-{project.id}", lambda: work_out(project), KEPT_SECONDS)


def _choices(_project: Project) -> list[tuple[str, object]]:
    return [
        (PROGRESS, _("How far it is: documents and answers")),
        (AGREEMENT, _("How far annotators agree, without names")),
    ]


FIGURES = ShareSection(
    "figures",
    _("Figures"),
    _("The figures you choose, of the whole project, at most five minutes old. No annotator is named."),
    "review/_shared_figures.html",
    figures_shown,
    _choices,
    is_made_of_answers=True,
    place=50,
)
