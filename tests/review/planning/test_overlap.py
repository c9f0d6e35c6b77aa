"""Simulated error of plans, against cases that can be reckoned exactly."""

from itertools import product
from math import prod

import numpy as np
import pytest

from review.planning import Group, Plan, cheapest, simulate

EVEN = [0.5, 0.5]
NEAR = 0.012  # more than four standard errors of 20,000 documents


def exactly(accuracy, answers):
    """The error of the majority of so many who are right independently; ties are thrown."""
    wrong = 0.0
    for votes in product((1, 0), repeat=answers):
        chance = prod(accuracy if right else 1 - accuracy for right in votes)
        share = sum(votes) / answers
        wrong += chance * (1.0 if share < 0.5 else 0.5 if share == 0.5 else 0.0)
    return wrong


@pytest.mark.parametrize("answers", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("accuracy", [0.6, 0.8, 0.95])
def test_the_majority_errs_as_often_as_the_binomial_says(accuracy, answers):
    found = simulate(Plan(Group.alike("crowd", accuracy, 2), answers), EVEN, seed=11)
    assert found.error == pytest.approx(exactly(accuracy, answers), abs=NEAR)
    assert found.error < found.high < found.error + 0.01


def test_review_of_what_differs_leaves_only_common_errors():
    """Two people, a reviewer who never errs: wrong is what both got wrong, reviewed what they differ on."""
    plan = Plan(Group.alike("house", 0.9, 2, price=2.0), 2, is_reviewed=True, review_price=5.0)
    found = simulate(plan, EVEN, seed=11)
    assert found.error == pytest.approx(0.01, abs=NEAR)
    assert found.reviewed == pytest.approx(0.18, abs=NEAR)
    assert found.price == pytest.approx(2 * 2.0 + 0.18 * 5.0, abs=5 * NEAR)


def test_a_reviewer_who_errs_adds_their_errors():
    plan = Plan(Group.alike("house", 0.9, 2), 2, is_reviewed=True, reviewer=0.5)
    assert simulate(plan, EVEN, seed=2).error == pytest.approx(0.01 + 0.18 / 2, abs=NEAR)


def test_nobody_answers_a_document_twice_where_there_are_enough():
    """One who is always right and one who never is: two answers always differ."""
    confusion = np.array([np.eye(2), np.eye(2)[::-1]])
    group = Group("two", confusion, np.array([9.0, 1.0]))
    found = simulate(Plan(group, 2, is_reviewed=True), EVEN, seed=4)
    assert found.reviewed == 1.0
    assert simulate(Plan(group, 1), EVEN, seed=4).error == pytest.approx(0.1, abs=NEAR), "by weight"


def test_frequent_labels_count_by_their_frequency():
    confusion = np.array([[[1.0, 0.0], [0.5, 0.5]]])
    found = simulate(Plan(Group("one", confusion, np.ones(1)), 1), [0.8, 0.2], seed=5)
    assert found.error == pytest.approx(0.1, abs=NEAR)


def test_the_cheapest_plan_below_the_stated_rate_is_found_and_the_same_seed_finds_the_same():
    crowd = Group.alike("crowd", 0.8, 2, price=0.1)
    plans = [Plan(crowd, n) for n in (1, 3, 5, 7, 9)]
    outcomes = [simulate(plan, EVEN, seed=8) for plan in plans]
    assert outcomes == [simulate(plan, EVEN, seed=8) for plan in plans]
    best = cheapest(outcomes, 0.07)
    assert best.plan.answers == 5, "0.104 of three, 0.058 of five"
    assert best.price == pytest.approx(0.5)
    assert cheapest(outcomes, 0.001) is None


def test_without_a_price_there_is_none():
    assert simulate(Plan(Group.alike("crowd", 0.8, 2), 3), EVEN, seed=8).price is None
