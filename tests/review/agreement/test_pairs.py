"""Who agrees with whom, and who confuses what with what?"""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.agreement import Pairs, cohen_of, table_sums
from review.agreement.distances import interval, linear, nominal
from review.agreement.pairs import cohen, scott, table_totals
from tests.review.agreement.made_up import LABELS, tables


def rows_of(table):
    found = [
        (document, annotator, label)
        for document, row in enumerate(table)
        for annotator, label in enumerate(row)
        if label is not None
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 3)


def plain_cohen(pairs, distance):
    """By Cohen's definition from the two lists of labels."""
    within = np.mean([distance(one, other) for one, other in pairs])
    by_chance = np.mean([distance(one, other) for one, _ in pairs for _, other in pairs])
    return 1 - within / by_chance if by_chance else np.nan


@pytest.mark.parametrize("distances", [nominal(LABELS), linear(range(LABELS)), interval(range(LABELS))])
@settings(max_examples=60, deadline=None)
@given(table=tables(), seed=st.integers(0, 99))
def test_every_pair_gets_its_kappa(distances, table, seed):
    rows = np.random.default_rng(seed).permutation(rows_of(table))
    found = Pairs.of(rows[:, 0], rows[:, 1], rows[:, 2], LABELS)
    expected = {}
    for one, other in combinations(range(len(table[0])), 2):
        both = [(row[one], row[other]) for row in table if row[one] is not None and row[other] is not None]
        if both:
            expected[one, other] = plain_cohen(both, lambda a, b: distances[a, b])
    assert [tuple(pair) for pair in found.annotators.tolist()] == list(expected)
    assert found.cohen(distances) == pytest.approx(list(expected.values()), nan_ok=True)


def test_annotators_without_a_common_document_are_no_pair():
    pairs = Pairs.of([1, 2, 3], [7, 8, 9], [0, 1, 0], 2)
    assert len(pairs.annotators) == len(pairs.cohen()) == len(pairs.documents) == 0
    assert pairs.confusion.tolist() == [[0, 0], [0, 0]]


def test_the_matrix_of_confusions_has_no_first_and_no_second():
    pairs = Pairs.of([1, 1, 2, 2, 3, 3], [8, 9, 8, 9, 8, 9], [0, 1, 1, 0, 2, 2], 3)
    assert pairs.confusion.tolist() == [[0, 2, 0], [2, 0, 0], [0, 0, 2]]


def test_with_more_and_more_places_nobody_marked_kappa_tends_to_f1():
    """Hripcsak and Rothschild (2005): 60 marks in common, 20 of each alone: F1 is 0.75."""
    kappas = []
    for empty in (0, 100, 1_000_000):
        totals = table_totals(np.array([[60, 20], [20, empty]]), nominal(2))
        kappas.append(float(cohen(totals, nominal(2))))
    assert kappas == pytest.approx([-0.25, 0.583333, 0.74998], abs=1e-5)


def test_kappa_rewards_annotators_whose_habits_differ_and_pi_does_not():
    totals = table_totals(np.array([[20, 10], [20, 50]]), nominal(2))
    assert float(cohen(totals, nominal(2))) == pytest.approx(0.348, abs=5e-4)
    assert float(scott(totals, nominal(2))) == pytest.approx(0.341, abs=5e-4)


def test_the_interval_of_a_pair_is_near_the_one_of_large_samples():
    """Fleiss, Cohen and Everitt (1969) give the standard error; table of 400 documents."""
    table = np.array([[150, 30, 10], [20, 100, 10], [10, 20, 50]])
    low, high = table_sums(table, nominal(3)).interval(cohen_of(nominal(3)))
    share = table / table.sum()
    one, other, agreed = share.sum(axis=1), share.sum(axis=0), np.trace(share)
    chance = one @ other
    kappa = (agreed - chance) / (1 - chance)
    diagonal = sum(share[i, i] * (1 - (one[i] + other[i]) * (1 - kappa)) ** 2 for i in range(3))
    rest = sum(share[i, j] * (other[i] + one[j]) ** 2 for i in range(3) for j in range(3) if i != j)
    variance = diagonal + (1 - kappa) ** 2 * rest - (kappa - chance * (1 - kappa)) ** 2
    half = 1.96 * np.sqrt(variance / 400) / (1 - chance)
    assert (low, high) == pytest.approx((kappa - half, kappa + half), abs=0.012)


def test_each_answer_counts_once_whatever_the_order():
    with pytest.raises(ValueError, match="Leave missing ones out"):
        Pairs.of([1, 1], [1, 2], [0, -1], 2)


def test_documents_of_a_conversation_are_one_piece_of_evidence():
    """Twenty conversations whose five documents are answered alike are twenty documents, not a hundred."""
    rng = np.random.default_rng(5)
    said = rng.integers(0, 2, 20)
    other = np.where(rng.random(20) < 0.25, 1 - said, said)
    documents, groups = np.arange(100), np.repeat(np.arange(20), 5)
    columns = (
        np.tile(documents, 2),
        np.repeat([8, 9], 100),
        np.concatenate([said[groups], other[groups]]),
    )
    alone = Pairs.of(*columns, classes=2)
    together = Pairs.of(*columns, classes=2, groups=np.tile(groups, 2))
    assert np.array_equal(alone.tables, together.tables)
    narrow, wide = (pairs.sums(0, nominal(2)).interval(cohen_of(nominal(2))) for pairs in (alone, together))
    assert (together.sums(0, nominal(2)).groups, alone.sums(0, nominal(2)).groups) == (20, None)
    assert wide[1] - wide[0] > 1.5 * (narrow[1] - narrow[0])
