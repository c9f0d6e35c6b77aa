"""How many documents would go to whom? Asked before it is done; changes nothing."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotate.documents.drawing import Wish
from annotate.documents.finding import count
from annotate.jobs import Run, handler
from annotate.models import Job
from annotate.services.assignments import rehearse

MOST_AT_ONCE = 2_000  # documents a request looks at; more are a job's work


@dataclass(frozen=True)
class Preview:
    """What would be assigned: of so many documents, how many to whom, and why others would not."""

    documents: int = 0
    given: Mapping[int, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)

    @property
    def assigned(self) -> int:
        return sum(self.given.values())


def is_short(wish: Wish) -> bool:
    """Can a request answer this at once?"""
    matching = count(wish.project, wish.filters)
    return matching.is_exact and matching.number <= MOST_AT_ONCE


def preview(
    wish: Wish, report_progress: Callable[[int, int | None], None] = lambda done, total: None
) -> Preview:
    """Go through the documents as the assignment would, in the same order."""
    below, documents = wish.draw()
    given: Counter[int] = Counter()
    refused: Counter[str] = Counter()
    for ids in wish.portions(0, below):
        outcome = rehearse(wish.project, ids, wish.plan, given)
        given += outcome.given
        refused += outcome.refused
        report_progress(given.total(), max(documents * wish.plan.answers, given.total()))
    return Preview(documents, given, refused)


@handler("preview_assignment", lane=Job.Lane.QUICK, name=_("preview of an assignment"))
def preview_assignment(run: Run) -> None:
    """For many documents. The report is a Preview as JSON."""
    found = preview(Wish.of(run.job.project, run.job.arguments), run.report_progress)
    run.finish(
        report={
            "documents": found.documents,
            "given": {str(person): number for person, number in found.given.items()},
            "refused": dict(found.refused),
        }
    )


def of_report(report: Mapping[str, Any]) -> Preview:
    """The preview a job has made."""
    given = {int(person): number for person, number in report["given"].items()}
    return Preview(report["documents"], given, report["refused"])
