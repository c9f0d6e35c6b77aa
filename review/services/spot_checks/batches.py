"""Which answers are to be checked: those there are now, frozen by the ids of their annotations."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from annotate.models import Annotation, Choice, Label, Question, Relation, Response, Span, Standing
from annotate.models.standings import Occasion
from review.models import SpotCheck

HELD_IN = {
    Question.Kind.CHOICE: Choice,
    Question.Kind.CHOICES: Choice,
    Question.Kind.SPANS: Span,
    Question.Kind.RELATIONS: Relation,
}
FORM = "<i8"  # of a packed id
MARGIN = timedelta(minutes=10)  # an answer's time is a little before the one it can be seen at


@dataclass(frozen=True)
class Wished:
    """The filters a batch was made by; all of them hold. Days are whole ones."""

    question: Question
    label: int | None = None
    annotator: int | None = None
    imported_with: int | None = None
    since: date | None = None
    until: date | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the check."""
        kept = {name: value for name, value in vars(self).items() if name != "question" and value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in kept.items()}


def answers_in(wished: Wished) -> list[int]:
    """Annotations that are somebody's current answer to the question, in the order of their ids.

    "Cannot tell" and a question that was not asked are no answers; documents withdrawn or erased are left out.
    """
    said = Response.objects.filter(
        annotation=OuterRef("current"), question=wished.question, state=Response.State.ANSWERED
    )
    if wished.label:
        labels = with_those_below(wished.question, wished.label)
        held = HELD_IN[wished.question.kind].objects.filter(response=OuterRef("pk"), label__in=labels)
        said = said.filter(Exists(held))
    standings = Standing.objects.filter(_conditions(wished)).filter(Exists(said)).order_by("current")
    return list(standings.values_list("current", flat=True))


def _conditions(wished: Wished) -> Q:
    conditions = Q(
        project=wished.question.project_id,
        occasion=Occasion.WORK,
        state__in=[Standing.State.ANSWERED, Standing.State.RETURNED],
        current__kind=Annotation.Kind.ANSWER,
        document__withdrawn_at=None,
        document__erased_at=None,
    )
    given = {
        "annotator": wished.annotator,
        "document__batch": wished.imported_with,
        "current__saved_at__gte": wished.since and _midnight(wished.since),
        "current__saved_at__lt": wished.until and _midnight(wished.until + timedelta(days=1)),
    }
    return conditions & Q(**{name: value for name, value in given.items() if value})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def with_those_below(question: Question, label: int) -> set[int]:
    """A label stands for those below it, too."""
    parents = dict(Label.objects.filter(question=question).values_list("id", "parent_id"))
    found = {label}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def parts_of(answers: Sequence[int], split_by: str, question: Question) -> dict[int, list[int]]:
    """The answers by who gave them, or by the label they give; large parts first."""
    if split_by == SpotCheck.Parts.ANNOTATOR:
        rows = Annotation.objects.filter(id__in=answers).values_list("author_id", "id")
    else:
        chosen = Choice.objects.filter(response__question=question, response__annotation__in=answers)
        rows = chosen.order_by().values_list("label_id", "response__annotation_id")
    found = defaultdict(list)
    for part, answer in sorted(rows):
        found[part].append(answer)
    return dict(sorted(found.items(), key=lambda part: (-len(part[1]), part[0])))


def packed(answers: Sequence[int]) -> bytes:
    return np.array(answers, dtype=FORM).tobytes()


def changed_since(check: SpotCheck) -> int:
    """How many answers of the batch have been replaced or withdrawn since it was frozen."""
    later: QuerySet[Annotation] = Annotation.objects.filter(
        project=check.project_id, saved_at__gt=check.frozen_at - MARGIN, replaces__isnull=False
    )
    replaced = np.array(list(later.values_list("replaces_id", flat=True)), dtype=FORM)
    return int(np.isin(replaced, np.frombuffer(check.batch, dtype=FORM)).sum())
