"""Is the label model better than majority vote? Said only where gold it did not see says so."""

import numpy as np
import pytest

from tests.weaklabels.labelmodel.made_up import independent
from weaklabels.labelmodel import (
    CavityEM,
    Gold,
    LabelMatrix,
    MajorityVote,
    choose_threshold,
    compare,
    crossfit,
)
from weaklabels.labelmodel.comparison import paired_interval


class Contrarian(MajorityVote):
    """A label model that is always wrong about what majority vote is right about."""

    def predict_proba(self, matrix, prior=None):
        return super().predict_proba(matrix, prior)[:, ::-1]


def test_it_says_so_when_majority_vote_is_better():
    world = independent()
    found = compare(Contrarian(), world.matrix, world.gold(300), np.arange(300) % 5)
    assert found.majority_is_better
    assert found.difference == pytest.approx(found.model - found.majority)
    assert found.interval[0] < found.difference < found.interval[1] < 0


def test_equal_models_differ_by_nothing():
    world = independent()
    found = compare(MajorityVote(), world.matrix, world.gold(200), np.arange(200) % 5)
    assert (found.difference, found.interval, found.majority_is_better) == (0, (0, 0), False)


def test_the_default_model_wins_where_rules_differ():
    world = independent(rules=20, accuracy=(0.3, 0.95), coverage=(0.2, 0.4))
    found = compare(CavityEM(), world.matrix, world.gold(400), np.arange(400) % 5)
    assert found.interval[0] > 0


def test_fewer_than_thirty_covered_documents_decide_nothing():
    votes = np.full((100, 2), -1)
    votes[:29] = [0, 1]
    gold = Gold.of(np.arange(100), np.zeros(100, int))
    found = compare(Contrarian(), LabelMatrix.from_dense(votes), gold, np.arange(100) % 5)
    assert (found.documents, found.interval, found.majority_is_better) == (29, None, False)


def test_no_fit_has_heard_of_the_gold_it_is_judged_by():
    """Not even where it began: another fold's fit has learned from that gold."""
    world, folds = independent(documents=1_000), np.arange(100) % 5
    gold = world.gold(100)
    otherwise = Gold(gold.positions, np.where(folds == 3, 1 - gold.labels, gold.labels))
    one, other = (CavityEM().fit_folds(world.matrix, known, folds)[3] for known in (gold, otherwise))
    assert np.array_equal(one.weights, other.weights)


def test_no_gold_is_no_error():
    found = compare(CavityEM(), LabelMatrix.from_dense([[1, 0]]), Gold.none(), [])
    assert (found.documents, found.interval) == (0, None)


def test_the_interval_is_students():
    """Differences 1, 0, 0, 1: mean 0.5, standard error 0.288675, t(3) = 3.182446."""
    low, high = paired_interval(np.array([1.0, 0.0, 0.0, 1.0]), np.arange(4))
    assert (low, high) == pytest.approx((0.5 - 3.182446 * 0.288675, 0.5 + 3.182446 * 0.288675), abs=1e-5)


def test_documents_of_one_group_count_as_one_draw():
    differences = np.array([1.0, 0.0, -1.0, 1.0])
    alone = paired_interval(differences, np.arange(4))
    four_times = paired_interval(np.repeat(differences, 4), np.repeat(np.arange(4), 4))
    assert four_times == pytest.approx(alone)
    assert paired_interval(np.ones(5), np.zeros(5)) == (-1, 1)


def test_cross_fitted_soft_labels_are_in_the_order_of_gold():
    world = independent(documents=500)
    gold = world.gold(40)
    soft = crossfit(MajorityVote(), world.matrix, gold, np.arange(40) % 5)
    assert np.array_equal(soft, MajorityVote().predict_proba(world.matrix)[gold.positions])


def test_the_threshold_is_where_f1_on_gold_is_best():
    """12 true at 0.4, 12 others at 0.3, 2 at 0.6: saying from 0.35 on finds all 12 with 2 wrong."""
    scores = np.repeat([0.4, 0.3, 0.6], [12, 12, 2])
    true = np.repeat([True, False, False], [12, 12, 2])
    assert choose_threshold(scores, true) == pytest.approx(0.35)


def test_few_true_documents_leave_the_threshold_where_it_is():
    assert choose_threshold(np.linspace(0, 1, 40), np.arange(40) >= 31) == 0.5
    assert choose_threshold(np.linspace(0, 1, 40), np.ones(40, bool)) == 0.5
