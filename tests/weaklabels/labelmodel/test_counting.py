"""What a random sample of a rule's own votes tells, and what it must not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.weaklabels.labelmodel.made_up import independent
from tests.weaklabels.labelmodel.test_matrix import patient
from weaklabels.labelmodel import CavityEM, Check, LabelMatrix, Span, SpanNoisyOr, SpanVotes
from weaklabels.labelmodel.counting import checked_votes

EVEN = np.array([0.5, 0.5])


def test_where_labels_are_even_a_check_counts_as_it_is():
    votes = checked_votes(
        [Check("a", 1, right=8, wrong=2), Check("a", 0, right=1, wrong=1)], ["b", "a"], EVEN
    )
    assert (votes.seen.tolist(), votes.right.tolist()) == ([0, 12], [0, 9])
    assert votes.balanced_seen == pytest.approx([0, 12])
    assert votes.balanced_right == pytest.approx([0, 9])


def test_where_a_label_is_rare_a_right_vote_weighs_more_and_the_number_shrinks_as_kish_says():
    """Label 1 is one document in ten: a right vote weighs 1 / (2 x 0.1) = 5, a wrong one 1 / (2 x 0.9) = 5/9.

    Of 10 and 10: (50 + 50/9)^2 / (10 x 25 + 10 x 25/81) = 12.195 effective votes, 9 in 10 of them right.
    """
    votes = checked_votes([Check("a", 1, right=10, wrong=10)], ["a"], np.array([0.9, 0.1]))
    assert votes.balanced_seen == pytest.approx([12.195122], abs=1e-6)
    assert votes.balanced_right == pytest.approx([0.9 * 12.195122], abs=1e-6)


@patient
@given(
    shares=st.lists(st.integers(1, 50), min_size=2, max_size=6),
    label=st.integers(0, 5),
    hits=st.integers(1, 40),
)
def test_a_rule_as_often_right_as_its_label_is_frequent_is_at_chance(shares, label, hits):
    prior = np.array(shares) / sum(shares)
    label %= len(shares)
    right, wrong = hits * shares[label], hits * (sum(shares) - shares[label])
    votes = checked_votes([Check("a", label, right, wrong)], ["a"], prior)
    assert votes.balanced_right / votes.balanced_seen == pytest.approx([1 / len(shares)])


def test_checks_move_the_trust_in_their_rule_only():
    world = independent(rules=6)
    plain = CavityEM().fit(world.matrix).accuracies
    checked = CavityEM([Check(0, 1, right=0, wrong=40)]).fit(world.matrix).accuracies
    assert checked[0] < plain[0] - 0.1
    sure = CavityEM([Check(0, 1, right=40, wrong=0)]).fit(world.matrix)
    assert sure.accuracies[0] > plain[0]
    assert (sure.trust[0].gold_right, sure.trust[0].gold_votes) == (40, 40)


def test_checks_count_in_the_fits_of_folds_too():
    world = independent(rules=6)
    gold = world.gold(60)
    checks = [Check(0, label, right=0, wrong=100) for label in range(2)]
    folds = CavityEM(checks).fit_folds(world.matrix, gold, np.arange(60) % 3)
    assert all(fitted.accuracies[0] < 0.5 for fitted in folds.values())


def test_a_check_of_a_rule_that_is_gone_is_passed_over():
    matrix = LabelMatrix.from_dense([[1, 0], [0, 0]])
    gone = CavityEM([Check("gone", 1, right=3, wrong=5)]).fit(matrix)
    assert np.array_equal(gone.weights, CavityEM().fit(matrix).weights)


def test_judged_proposals_count_like_those_on_gold():
    """(20 + 6 + 0) / (20 + 10 + 10): right on 20 gold documents, wrong ten times where it was judged."""
    truth = [Span(document, 0, 3, 0) for document in range(20)]
    votes = SpanVotes.of([truth])
    model = SpanNoisyOr([Check(0, 0, right=0, wrong=10)]).fit(votes, truth, range(20))
    assert model.precisions[0, 0] == pytest.approx(26 / 40)


def test_without_gold_judged_proposals_move_what_agreement_says():
    """Nobody contradicts it: 0.6, worth 10 proposals. Then 30 judged, 3 right: (3 + 6) / 40."""
    votes = SpanVotes.of([[Span(0, 0, 3, 0)]])
    model = SpanNoisyOr([Check(0, 0, right=3, wrong=27)]).fit(votes)
    assert model.precisions[0, 0] == pytest.approx(9 / 40)
