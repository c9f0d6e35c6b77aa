"""What suggestions did, on answers whose truth is known."""

import numpy as np
import pytest

from config.testing.soaking import LONG
from review.planning import ENOUGH_ANSWERS, Seen, influence

WORLDS = 300 if LONG else 100


def answers(count, seed, *, shown_right, hidden_right):
    """Half of them shown, each on a document of its own."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        is_shown = number % 2 == 0
        right = bool(rng.random() < (shown_right if is_shown else hidden_right))
        found.append(Seen(number, is_shown, float(rng.lognormal(2, 0.5)), right, right, True))
    return found


def test_below_the_stated_number_there_is_no_figure():
    few = answers(2 * (ENOUGH_ANSWERS - 1), 1, shown_right=0.9, hidden_right=0.7)
    found = influence(few, seed=1)
    assert found.right.value is None
    assert (found.right.shown, found.right.hidden) == (ENOUGH_ANSWERS - 1,) * 2


def test_a_difference_that_is_there_is_found_with_its_sign():
    found = influence(answers(2_000, 2, shown_right=0.9, hidden_right=0.7), seed=1)
    assert found.right.low > 0.1
    assert found.right.value == pytest.approx(0.2, abs=0.05)


def test_an_influence_that_is_not_there_is_reported_in_about_one_of_twenty_worlds():
    outside = sum(
        not found.low <= 0 <= found.high
        for world in range(WORLDS)
        if (found := influence(answers(200, world, shown_right=0.8, hidden_right=0.8), seed=1).right)
    )
    assert outside / WORLDS == pytest.approx(0.05, abs=0.035)


def test_whoever_follows_wrong_suggestions_is_seen():
    found = influence(
        [Seen(n, True, 5.0, n % 2 == 0, True, n % 2 == 0) for n in range(80)]
        + [Seen(n, False, 5.0, True, n % 2 == 0, n % 2 == 0) for n in range(80, 160)],
        seed=1,
    )
    assert (found.followed_wrong.value, found.by_chance_wrong.value) == (1.0, 0.0)
    assert found.right.value == -0.5
    assert found.time.value == pytest.approx(1.0)
    assert 0.9 < found.followed_wrong.low < 1.0
