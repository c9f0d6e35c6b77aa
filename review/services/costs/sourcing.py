"""In the house or by a crowd? What each plan would err and cost, from what both groups did here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.db import connection

from annotate.models import Project, Question
from review.aggregation import TIE
from review.models import Rates
from review.planning import Group, Outcome, Plan, cheapest, simulate
from review.services.answers import asked_as
from review.services.costs.groups import ENOUGH, Told, group_of, prevalence_of, told_of
from review.services.costs.rates import Prices, prices_of, rates_of
from review.services.costs.spending import HOUSE, OUTSIDE, kinds_of

DRAWS = 10_000  # documents simulated for each plan
SEED = 1
PLANS = {
    HOUSE: [(1, False), (2, True), (3, False), (3, True)],
    OUTSIDE: [(1, False), (3, False), (5, False), (7, False), (9, False), (3, True), (5, True)],
}

# Of the newest answers given here
TIMES = """
SELECT avg(active_ms) FROM (
    SELECT active_ms FROM annotate_annotation
    WHERE project_id = %s AND occasion = 'work' AND replaces_id IS NULL AND active_ms > 0 AND stream <> 'imported'
    ORDER BY saved_at DESC LIMIT 5000
) AS newest
"""
PAID = """
SELECT avg(p.amount) FROM annotate_payment p JOIN annotate_annotation a ON a.id = p.annotation_id
WHERE a.project_id = %s
"""
# Of a document that was decided on
REVIEW = """
SELECT avg(ms) FROM (
    SELECT sum(active_ms) AS ms FROM review_reviewtime
    WHERE project_id = %s AND kind = 'adjudication' GROUP BY document_id
) AS each
"""


@dataclass(frozen=True)
class Basis:
    """A group, what its accuracy rests on, and the figures it came from."""

    kind: str  # HOUSE or OUTSIDE
    group: Group | None
    is_assumed: bool
    people: int = 0
    answers: int = 0


@dataclass(frozen=True)
class Sourcing:
    question: Question
    most: float  # the stated error rate
    bases: list[Basis]
    outcomes: dict[str, list[Outcome]]
    best: dict[str, Outcome | None]
    by_gold: bool
    seconds: float | None  # of an answer here
    review_seconds: float | None
    review_is_measured: bool
    currency: str
    seed: int = SEED
    draws: int = DRAWS


def sourcing_of(question: Question, most: float) -> Sourcing:
    """Simulate each plan of both groups for this question of one label."""
    project = question.project
    labels = [label["id"] for label in asked_as(question).get("labels", [])]
    told, kinds = told_of(question, labels), kinds_of(project)
    rates, prices = rates_of(project), prices_of(project)
    seconds, paid = times_of(project)
    measured = review_seconds_of(project)
    review_seconds = measured or seconds
    bases = [
        basis_of(HOUSE, told, kinds, rates, len(labels), _hourly(prices, seconds)),
        basis_of(OUTSIDE, told, kinds, rates, len(labels), paid or _number(rates.crowd_price)),
    ]
    review_price = _hourly(prices, review_seconds)
    prevalence = prevalence_of(told, len(labels))
    outcomes = {
        basis.kind: [
            simulate(Plan(basis.group, answers, reviewed, 1.0, review_price), prevalence, SEED, DRAWS)
            for answers, reviewed in PLANS[basis.kind]
        ]
        for basis in bases
        if basis.group
    }
    return Sourcing(
        question,
        most,
        bases,
        outcomes,
        {kind: cheapest(found, most) for kind, found in outcomes.items()},
        told.by_gold,
        seconds,
        review_seconds,
        measured is not None,
        prices.currency,
    )


def basis_of(
    kind: str, told: Told, kinds: Mapping[int, str], rates: Rates, classes: int, price: float | None
) -> Basis:
    """From this project's answers; where those are too few, from what the owner assumes; else from nothing."""
    known = told.truth != TIE
    of_group = np.array([kinds.get(person, HOUSE) == kind for person in told.people.tolist()], dtype=bool)
    chosen = known & of_group
    if chosen.sum() >= ENOUGH:
        people = told.people[chosen]
        group = group_of(kind, people, told.truth[chosen], told.said[chosen], classes, price)
        return Basis(kind, group, False, len(np.unique(people)), int(chosen.sum()))
    assumed = rates.house_accuracy if kind == HOUSE else rates.crowd_accuracy
    group = Group.alike(kind, assumed / 100, classes, price) if assumed and classes > 1 else None
    return Basis(kind, group, True, answers=int(chosen.sum()))


def times_of(project: Project) -> tuple[float | None, float | None]:
    """Mean seconds of an answer in the house, mean price of an answer from outside."""
    ms, paid = (_one(query, project) for query in (TIMES, PAID))
    return (ms / 1000 if ms else None), paid


def review_seconds_of(project: Project) -> float | None:
    """Of a document decided on, where that was measured."""
    ms = _one(REVIEW, project)
    return ms / 1000 if ms else None


def _one(query: str, project: Project) -> float | None:
    with connection.cursor() as cursor:
        cursor.execute(query, [project.id])
        [value] = cursor.fetchone()
    return _number(value)


def questions_of(project: Project) -> Iterable[Question]:
    return project.questions.filter(retired_at=None, kind=Question.Kind.CHOICE).order_by("id")


def _hourly(prices: Prices, seconds: float | None) -> float | None:
    return float(prices.hourly) * seconds / 3600 if prices.hourly is not None and seconds else None


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
