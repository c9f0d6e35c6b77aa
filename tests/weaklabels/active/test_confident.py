"""Confident learning: worked by hand, and with noise planted where it is known."""

import numpy as np
import pytest

from weaklabels.active.confident import (
    NONE,
    confident_joint,
    confident_labels,
    estimated_joint,
    margins,
    self_confidence,
    wrong_share,
)

# Six answers, three labels; the thresholds by hand: (0.8 + 0.6 + 0.1) / 3, (0.7 + 0.5) / 2, 0.4
CHANCES = np.array(
    [
        [0.8, 0.1, 0.1],
        [0.6, 0.3, 0.1],
        [0.1, 0.8, 0.1],
        [0.2, 0.7, 0.1],
        [0.5, 0.5, 0.0],
        [0.55, 0.05, 0.4],
    ]
)
GIVEN = np.array([0, 0, 0, 1, 1, 2])


def test_thresholds_joint_and_margins_are_those_of_the_paper_worked_by_hand():
    thresholds = self_confidence(CHANCES, GIVEN)
    assert thresholds == pytest.approx([0.5, 0.6, 0.4])
    found = confident_labels(CHANCES, thresholds)
    assert found.tolist() == [0, 0, 1, 1, 0, 0]
    joint = confident_joint(GIVEN, found, 3)
    assert joint.tolist() == [[2, 1, 0], [1, 1, 0], [1, 0, 0]]
    shares = estimated_joint(joint, GIVEN)
    assert shares * 6 == pytest.approx(np.array([[2, 1, 0], [1, 1, 0], [1, 0, 0]]))
    assert wrong_share(shares) == pytest.approx(3 / 6)
    assert margins(CHANCES, GIVEN) == pytest.approx([0.7, 0.3, -0.7, 0.5, 0.0, -0.15])


def test_a_label_that_nobody_gave_is_never_said():
    thresholds = self_confidence(np.array([[0.2, 0.8], [0.3, 0.7]]), np.array([0, 0]))
    assert confident_labels(np.array([[0.1, 0.9]]), thresholds).tolist() == [NONE]


def test_an_answer_in_no_cell_counts_for_the_rows_it_was_given_in():
    """Two answers of three are confident: their shares stand for all three."""
    joint = confident_joint(np.array([0, 0, 0]), np.array([0, 1, NONE]), 2)
    assert estimated_joint(joint, np.array([0, 0, 0])).tolist() == [[0.5, 0.5], [0, 0]]


@pytest.mark.parametrize("seed", range(5))
def test_planted_noise_is_found_and_counted(seed):
    """2,000 answers of four labels, one in ten wrong, by a model that knows most and is too sure."""
    rng = np.random.default_rng(seed)
    true = rng.choice(4, 2_000, p=[0.5, 0.3, 0.15, 0.05])
    scores = rng.normal(size=(2_000, 4)) + 3.2 * np.eye(4)[true]
    chances = np.exp(1.6 * scores)
    chances /= chances.sum(axis=1, keepdims=True)
    wrong = rng.random(2_000) < 0.1
    given = np.where(wrong, (true + rng.integers(1, 4, 2_000)) % 4, true)
    found = confident_labels(chances, self_confidence(chances, given))
    suspected = (found != NONE) & (found != given)
    first = np.argsort(np.where(suspected, margins(chances, given), 1))[:100]
    assert wrong[first].mean() >= 0.99
    assert wrong[suspected].mean() > 0.85
    assert wrong[suspected].sum() / wrong.sum() > 0.7
    share = wrong_share(estimated_joint(confident_joint(given, found, 4), given))
    assert share == pytest.approx(wrong.mean(), abs=0.02)
