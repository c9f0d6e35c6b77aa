"""Does one more answer pay where it is said to be worth most?"""

import numpy as np

from review.aggregation import Answers, another_answer, another_answer_about_marks, dawid_skene
from review.agreement import Mark

DOCUMENTS, PEOPLE, LABELS, BUDGET = 600, 12, 3, 90


def asked(seed):
    """Right answers after the budget was spent where it is worth most, and after it was spent at random."""
    rng = np.random.default_rng(seed)
    skill, truth = rng.uniform(0.55, 0.95, PEOPLE), rng.integers(0, LABELS, DOCUMENTS)
    who = np.array([rng.permutation(PEOPLE)[:4] for _document in range(DOCUMENTS)])
    wrong = (truth[:, None] + rng.integers(1, LABELS, who.shape)) % LABELS
    said = np.where(rng.random(who.shape) < skill[who], truth[:, None], wrong)
    names = np.repeat(np.arange(DOCUMENTS), 3)
    worth = another_answer(Answers.of(names, who[:, :3].ravel(), said[:, :3].ravel(), LABELS))

    def right(chosen):
        columns = (
            np.append(names, chosen),
            np.append(who[:, :3], who[chosen, 3]),
            np.append(said[:, :3], said[chosen, 3]),
        )
        return int((dawid_skene(Answers.of(*columns, LABELS)).proposals.labels == truth).sum())

    return right(np.argsort(-worth)[:BUDGET]), right(rng.permutation(DOCUMENTS)[:BUDGET])


def test_a_budget_makes_more_right_where_it_is_worth_most_than_at_random():
    best, anywhere = np.array([asked(seed) for seed in range(6)]).T
    assert (best > anywhere).all()
    assert (best - anywhere).mean() > 0.1 * BUDGET


def test_a_mark_that_half_the_people_made_is_worth_another_answer():
    """Four people find four of five marks, and make one of ten that is none."""
    rng = np.random.default_rng(3)
    is_mark = rng.random(300) < 0.5
    made = rng.random((300, 4)) < np.where(is_mark, 0.8, 0.1)[:, None]
    marks = [Mark(0, 3, 1)]
    documents = [{person: marks if yes else [] for person, yes in enumerate(row)} for row in made.tolist()]
    worth, votes = another_answer_about_marks(documents), made.sum(axis=1)
    assert worth[votes == 2].mean() > 10 * worth[votes == 4].mean()
    assert worth[votes == 0].tolist() == [0.0] * int((votes == 0).sum())  # nothing is asked there


def test_nothing_answered_is_worth_nothing():
    assert another_answer(Answers.of([], [], [], 2)).tolist() == []
