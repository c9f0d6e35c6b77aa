"""Sending back what a check found wrong, so that its annotator looks at it again."""

from django.utils.translation import gettext as _

from annotate.models import Standing, User
from annotate.problems import Problem
from annotate.services.returns import return_answer
from review.models import SampledAnswer, SpotCheck
from review.services.spot_checks.report import not_right

Verdict = SampledAnswer.Verdict


def return_wrong(check: SpotCheck, by: User) -> tuple[int, int]:
    """Return every wrong answer that still stands, with the checker's note: how many were, and could not be."""
    returned = others = 0
    wrong = not_right(check).filter(verdict=Verdict.WRONG).select_related("annotation__document__project")
    for sampled in wrong:
        if _stands(sampled) and _returned(sampled, by):
            returned += 1
        else:
            others += 1
    return returned, others


def _stands(sampled: SampledAnswer) -> bool:
    """Is it still what its annotator says? What was changed since is another answer."""
    return Standing.objects.filter(current=sampled.annotation_id, state=Standing.State.ANSWERED).exists()


def _returned(sampled: SampledAnswer, by: User) -> bool:
    annotation = sampled.annotation
    note = sampled.note or _("A spot check found this answer wrong. Please look at it again.")
    try:
        return_answer(annotation.document, annotation.author, note, by)
    except Problem:  # the annotator has left, or has just changed it
        return False
    return True
