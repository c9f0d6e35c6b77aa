"""Five things a team does not agree on are among the first eight of the agenda, rare labels among them."""

from collections import Counter

import numpy as np
import pytest

from review.agreement import Mark
from review.meetings.ranking import weigh
from review.meetings.themes import Theme, themes_of

SHARES = [0.3, 0.2, 0.14, 0.1, 0.08, 0.06, 0.04, 0.03, 0.02, 0.015, 0.01, 0.005]
PLANTED = {
    (1, 2): 0.12,
    (3, 5): 0.2,
    (4, 7): 0.3,
    (6, 9): 0.35,
    (8, 11): 0.5,
}  # how often the first is taken so


def answered(rng, documents=1_500):
    """By two people: each takes a planted label for the other as often as said, and any for any once in a hundred."""
    true = rng.choice(len(SHARES), documents, p=np.array(SHARES) / sum(SHARES)) + 1
    told = {}
    for document, label in enumerate(true.tolist(), 1):
        told[document] = [frozenset([heard(label, rng)]) for _person in range(2)]
    return told


def heard(label, rng):
    for (one, other), share in PLANTED.items():
        if label == one and rng.random() < share:
            return other
    return int(rng.integers(1, len(SHARES) + 1)) if rng.random() < 0.01 else label


def weighed(told, **more):
    times = Counter(label for given in told.values() for label in frozenset.union(*given))
    return weigh(themes_of(told), times, **more)


@pytest.mark.parametrize("seed", range(8))
def test_all_five_are_among_the_first_eight(seed):
    first = {one.theme for one in weighed(answered(np.random.default_rng(seed)))[:8]}
    assert first >= {Theme(*pair) for pair in PLANTED}


def test_what_the_booklet_settles_comes_later():
    told = answered(np.random.default_rng(0))
    first = weighed(told)[0].theme
    worth = {one.theme: one.worth for one in weighed(told)}
    again = weighed(told, pages=frozenset(first), decided=frozenset([first]))
    after = {one.theme: one.worth for one in again}
    assert after[first] == pytest.approx(worth[first] / 8)
    untouched = [theme for theme in worth if not set(theme) & set(first)]
    assert all(after[theme] == worth[theme] for theme in untouched)


def test_marks_differ_in_label_in_borders_or_are_one_persons_only():
    one = frozenset([Mark(0, 5, 1), Mark(10, 15, 1), Mark(20, 25, 2), Mark(40, 44, 3)])
    other = frozenset([Mark(0, 5, 2), Mark(11, 15, 1), Mark(40, 44, 3)])
    assert themes_of({7: [one, other]}) == {Theme(1, 1): [7], Theme(1, 2): [7], Theme(2, None): [7]}


def test_sets_differ_by_what_stands_against_what():
    assert themes_of({7: [frozenset([1, 2]), frozenset([1, 3])], 8: [frozenset([4]), frozenset()]}) == {
        Theme(2, 3): [7],
        Theme(4, None): [8],
    }
