"""Which queue of disagreements does an address ask for? Read from it, and written into the links of its pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Project, Question
from annotate.problems import Invalid
from review.services.disagreements.queue import Wish
from review.services.disagreements.ranking import Only, Place
from review.views.agreement import number_in

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Filters:
    """The queue's own part of an address: what it is narrowed to, and how far back it begins."""

    question: Question
    one: int = 0
    other: int = 0
    annotator: int = 0
    until: datetime | None = None

    @property
    def address(self) -> str:
        told = {
            "question": self.question.id,
            "one": self.one,
            "other": self.other,
            "annotator": self.annotator,
            "until": microseconds(self.until) if self.until else 0,
        }
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def wish(self) -> Wish:
        labels = frozenset(label for label in (self.one, self.other) if label)
        return Wish(self.question, Only(labels, self.annotator), self.until or timezone.now())

    @property
    def is_narrowed(self) -> bool:
        return bool(self.one or self.other or self.annotator)


def decidable(project: Project) -> QuerySet[Question]:
    """The questions the project asks, whatever their kind."""
    asked = [question["id"] for question in project.schema.questions] if project.schema else []
    return (
        project.questions.filter(id__in=asked, retired_at=None)
        .select_related("project__schema")
        .order_by("id")
    )


def filters_in(project: Project, form: Mapping[str, str]) -> Filters | None:
    """Nothing where the project asks no question. Raises Invalid or Http404."""
    wanted = number_in(form, "question")
    question = get_object_or_404(decidable(project), id=wanted) if wanted else decidable(project).first()
    if question is None:
        return None
    until = number_in(form, "until")
    return Filters(
        question,
        number_in(form, "one"),
        number_in(form, "other"),
        number_in(form, "annotator"),
        moment(until) if until else None,
    )


def moment(number: int) -> datetime:
    """Microseconds as a time. Raises Invalid."""
    if number > microseconds(LATEST):
        raise Invalid(_("“%(name)s” is no time here.") % {"name": number}, field="until")
    return EPOCH + timedelta(microseconds=number)


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def place_in(form: Mapping[str, str]) -> Place | None:
    """Where the page begins. Raises Invalid."""
    told = form.get("after", "")
    pieces = told.split("-")
    if not told:
        return None
    if len(pieces) != 3 or not all(one.isdecimal() and len(one) < 19 for one in pieces):
        raise Invalid(
            _("“%(name)s” is no place in this list. Begin at its top.") % {"name": told[:100]}, field="after"
        )
    return Place(*(int(one) for one in pieces))
