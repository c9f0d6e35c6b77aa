"""How far the goal is by its measures: asked when somebody looks and kept, so that no page waits for them."""

from datetime import timedelta

from django.utils import timezone

from annotate import ports
from annotate.models import Project, Question
from annotate.ports import Reached
from review.agreement import State
from review.models import KeptMeasure
from review.services.comparing import KINDS, compare

NOTHING = "nothing"  # there is nothing to measure yet
FRESH = timedelta(minutes=1)


def agreement_of(project: Project) -> Reached:
    """Of the first question that has a coefficient, on independent first answers."""
    question = measured_question(project)
    headline = compare(question).headline if question else None
    if headline is None:
        return Reached(why=NOTHING)
    figure = headline.figure
    if figure.state is not State.MEASURED:
        return Reached(count=figure.count, why=figure.state.value)
    return Reached(figure.value, figure.low, figure.high, figure.count)


def measured_question(project: Project) -> Question | None:
    """The question whose agreement stands for the project's: the first that can be compared."""
    questions = project.questions.filter(retired_at=None, kind__in=list(KINDS)).order_by("id")
    return questions.select_related("project__schema").first()


def kept_measures(project: Project) -> dict[str, KeptMeasure]:
    return {one.name: one for one in KeptMeasure.objects.filter(project=project)}


def is_stale(kept: dict[str, KeptMeasure], answers: int) -> bool:
    """Has anything been answered since the measures were asked, and was that a while ago?"""
    if kept.keys() != ports.goal_measures.keys():
        return True
    return any(one.answers != answers and one.made_at < timezone.now() - FRESH for one in kept.values())


def measure(project: Project, answers: int) -> dict[str, KeptMeasure]:
    """Ask every measure now, and keep what it says."""
    for name, ask in ports.goal_measures.items():
        reached = ask(project)
        values = {field: getattr(reached, field) for field in ("value", "low", "high", "count", "why")}
        KeptMeasure.objects.update_or_create(
            project=project, name=name, defaults=values | {"answers": answers, "made_at": timezone.now()}
        )
    return kept_measures(project)
