"""Whether agreement moved: published values, and a rule that changes nothing."""

import numpy as np
import pytest

from review.meetings.movement import Share, movement
from review.meetings.passages import shared_passages


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 10), -0.2775, 0.2775),
    ],
)
def test_the_interval_is_newcombes(one, other, low, high):
    """Newcombe (1998), table II, method 10."""
    found = movement(Share(*other), Share(*one), fewest=1)
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_below_thirty_documents_on_either_side_it_is_too_early():
    assert movement(Share(3, 29), Share(3, 300)).is_early
    assert movement(Share(3, 300), Share(3, 29)).is_early
    assert not movement(Share(3, 30), Share(3, 30)).is_early


def test_an_empty_rule_moves_nothing_though_the_most_frequent_theme_was_chosen():
    """Chosen on one half of the documents and measured on the other: 2,000 teams of whom none changes anything.

    Measured on the half that chose it, the same would report a change far more often.
    """
    rng = np.random.default_rng(11)
    honest = biased = 0
    for _team in range(2_000):
        choosing, measuring = rng.binomial(60, 0.15, size=(2, 10))
        chosen = choosing.argmax()
        after = Share(int(rng.binomial(120, 0.15)), 120)
        honest += moved(Share(int(measuring[chosen]), 60), after)
        biased += moved(Share(int(choosing[chosen]), 60), after)
    assert honest / 2_000 <= 0.05
    assert biased / 2_000 > 0.1


def moved(before, after):
    found = movement(before, after)
    return found.has_fallen or found.has_risen


def test_a_passage_is_found_whatever_stands_between_its_words():
    source = "Zoë said: “never again”.\r\nThen she left for good."
    assert shared_passages("never again. Then she left, and so on", source) == ["never again. Then she left"]
    assert shared_passages("never again, then", source) == []
