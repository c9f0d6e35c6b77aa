"""Which answers say how far annotators agree? Those given before anybody could be led."""

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from annotate.models import Annotation, Question, Response
from annotate.models.standings import Occasion, Stream

A_PERCENT = 100  # overlap keys are hundredths of a percent


class Which(TextChoices):
    """The headline, and the second figure under a name of its own."""

    INDEPENDENT = "independent", _("Independent first answers")
    ALL = "all", _("All first answers")


@dataclass(frozen=True)
class LeftOut:
    """First answers that do not count for the headline, each under the first reason that holds."""

    imported: int
    suggested: int
    returned: int
    undrawn: int

    def __bool__(self) -> bool:
        return bool(self.imported or self.suggested or self.returned or self.undrawn)


FOREIGN = Q(annotation__author__is_source=True) & ~Q(annotation__author__source__counts=True)
SUGGESTED = ~Q(annotation__suggestions_shown=[])
RETURNED = Q(annotation__stream=Stream.RETURNED)


def first_answers(question: Question) -> QuerySet[Response]:
    """What each author said first about each document; what came after an edit or a return is not asked."""
    return Response.objects.filter(
        question=question,
        state=Response.State.ANSWERED,
        annotation__project=question.project_id,
        annotation__kind=Annotation.Kind.ANSWER,
        annotation__occasion=Occasion.WORK,
        annotation__replaces=None,
    ).order_by()


def answers_to(question: Question, which: Which = Which.INDEPENDENT) -> QuerySet[Response]:
    """First answers; for the headline only those on documents drawn for overlap, by people who saw no suggestion."""
    answers = first_answers(question).exclude(FOREIGN)
    if which == Which.ALL:
        return answers
    return answers.exclude(SUGGESTED).exclude(RETURNED).filter(drawn(question))


def drawn(question: Question) -> Q:
    """Documents that wanted several answers from the start: all of them, or a share drawn by a key fixed at import.

    One that got a second answer because somebody assigned it or doubted the first is no random one.
    """
    project = question.project
    if project.wants > 1:
        return Q()
    return Q(annotation__document__queue_row__overlap_key__lt=project.overlap_percent * A_PERCENT)


def left_out(question: Question) -> LeftOut:
    """How many first answers the headline does not count, and why."""
    outside = [
        (FOREIGN, "imported"),
        (SUGGESTED, "suggested"),
        (RETURNED, "returned"),
        (~drawn(question), "undrawn"),
    ]
    if question.project.wants > 1:
        outside.pop()  # all are drawn
    numbers = [When(reason, then=Value(number)) for number, (reason, _name) in enumerate(outside)]
    rows = (
        first_answers(question)
        .annotate(why=Coalesce(Case(*numbers, output_field=IntegerField()), Value(-1)))
        .values("why")
        .annotate(count=Count("id"))
        .values_list("why", "count")
    )
    counts = dict(rows)
    found = {name: counts.get(number, 0) for number, (_reason, name) in enumerate(outside)}
    return LeftOut(**dict.fromkeys(("imported", "suggested", "returned", "undrawn"), 0) | found)
