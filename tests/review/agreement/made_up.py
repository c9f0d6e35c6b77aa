"""Answers of made-up annotators, and the plainest way to compute each coefficient: by its definition, pair by pair."""

from itertools import combinations, permutations, product

import numpy as np
from hypothesis import strategies as st

from review.agreement import Units

LABELS = 3


def tables(labels=LABELS, documents=8, annotators=4):
    """Documents x annotators, None where there is no answer."""
    answer = st.one_of(st.none(), st.integers(0, labels - 1))
    row = st.lists(answer, min_size=annotators, max_size=annotators)
    return st.lists(row, min_size=1, max_size=documents)


def given(table):
    """The answers of each document that has two or more."""
    rows = [[label for label in row if label is not None] for row in table]
    return [row for row in rows if len(row) > 1]


def percent(table, distance):
    rows = given(table)
    if not rows:
        return None
    return np.mean([1 - np.mean([distance(*pair) for pair in combinations(row, 2)]) for row in rows])


def alpha(table, distance):
    """Krippendorff's: the mean distance within documents, each answer counting once, over that of any two answers."""
    rows = given(table)
    answers = [label for row in rows for label in row]
    apart = [distance(*pair) for pair in permutations(answers, 2)]
    if not apart or not sum(apart):
        return None
    within = sum(sum(distance(*pair) for pair in permutations(row, 2)) / (len(row) - 1) for row in rows)
    return 1 - within / len(answers) / np.mean(apart)


def shares(table, labels=LABELS):
    rows = [[label for label in row if label is not None] for row in table]
    found = [[row.count(label) / len(row) for label in range(labels)] for row in rows if row]
    return np.mean(found, axis=0) if found else []


def fleiss(table, distance):
    return corrected(
        table, distance, lambda share: sum(share[a] * share[b] * (1 - distance(a, b)) for a, b in all_pairs())
    )


def gwet(table, distance):
    if max(shares(table), default=1) == 1:
        return None  # one label only
    weight = sum(1 - distance(a, b) for a, b in all_pairs())
    return corrected(
        table,
        distance,
        lambda share: weight * sum(one * (1 - one) for one in share) / (LABELS * (LABELS - 1)),
    )


def brennan(table, distance):
    return corrected(table, distance, lambda share: np.mean([1 - distance(a, b) for a, b in all_pairs()]))


def all_pairs():
    return list(product(range(LABELS), repeat=2))


def corrected(table, distance, chance):
    agreed = percent(table, distance)
    if agreed is None:
        return None
    by_chance = chance(shares(table))
    return (agreed - by_chance) / (1 - by_chance) if by_chance < 1 - 1e-9 else None


def crowd(documents, seed, *, prior=(0.6, 0.3, 0.1), accuracy=0.85, annotators=3):
    """A table without gaps: annotators who are right by their accuracy and else say another label."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(len(prior), documents, p=prior)
    wrong = (truth[:, None] + rng.integers(1, len(prior), (documents, annotators))) % len(prior)
    return np.where(rng.random((documents, annotators)) < accuracy, truth[:, None], wrong)


def units_of(table, labels=LABELS):
    if isinstance(table, np.ndarray):
        return Units.of(np.repeat(np.arange(len(table)), table.shape[1]), table.ravel(), labels)
    return Units.of_table(table, labels)
