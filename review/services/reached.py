"""Which answers is a figure computed from: up to which, on what share of the documents, and which not?"""

from dataclasses import dataclass
from datetime import datetime

from annotate.models import Annotation, Question
from review.services.overlap import LeftOut, Which, left_out, share_read


@dataclass(frozen=True)
class UpTo:
    """The newest answer that is counted, and when it was saved."""

    annotation: int
    at: datetime


@dataclass(frozen=True)
class Reached:
    up_to: UpTo | None
    share: float = 1.0  # of the documents to be compared
    left_out: LeftOut | None = None  # of the headline, where all answers were looked at


def reached_by_reading(question: Question, which: Which) -> Reached:
    """Where the answers themselves were read, just now."""
    share = share_read(question.project, which)
    is_all = which == Which.INDEPENDENT and share == 1
    return Reached(newest_answer(question.project_id), share, left_out(question) if is_all else None)


def newest_answer(project_id: int) -> UpTo | None:
    rows = Annotation.objects.filter(project=project_id).order_by("-saved_at").values_list("id", "saved_at")
    newest = rows.first()
    return UpTo(*newest) if newest else None
