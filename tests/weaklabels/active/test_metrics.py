"""Figures on random documents: right where they can be worked out, and silent where there is too little."""

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

from weaklabels.active.calibration import calibration
from weaklabels.active.metrics import Judged, confusion, macro_draws, quality


def answers(documents=300, labels=4, right=0.7, seed=0):
    rng = np.random.default_rng(seed)
    true = rng.integers(0, labels, documents)
    return true, np.where(rng.random(documents) < right, true, rng.integers(0, labels, documents))


def test_figures_are_those_of_scikit_learn():
    true, said = answers()
    found = quality(Judged.of_choice(true, said, 4), seed=0)
    precision, recall, f1, support = precision_recall_fscore_support(true, said, labels=range(4))
    assert [label.precision for label in found.labels] == pytest.approx(precision)
    assert [label.recall for label in found.labels] == pytest.approx(recall)
    assert [label.f1 for label in found.labels] == pytest.approx(f1)
    assert [label.found + label.missed for label in found.labels] == support.tolist()
    assert found.macro == pytest.approx(f1.mean())
    assert found.accuracy == pytest.approx((true == said).mean())


def test_below_fifteen_true_documents_there_are_counts_and_no_f1():
    found = quality(Judged.of_choice([0] * 30 + [1] * 14, [0] * 30 + [1] * 10 + [0] * 4, 2), seed=0)
    rare = found.labels[1]
    assert (rare.found, rare.wrong, rare.missed) == (10, 0, 4)
    assert (rare.precision, rare.recall, rare.f1, rare.interval) == (None,) * 4
    assert found.macro == found.labels[0].f1


def test_of_many_labels_a_document_is_right_when_all_are():
    true = [[1, 0], [1, 1], [0, 0]] * 15
    said = [[1, 0], [1, 0], [0, 0]] * 15
    found = quality(Judged.of(true, said), seed=0)
    assert found.accuracy == pytest.approx(2 / 3)
    assert found.labels[1].recall == 0


def test_the_interval_covers_the_truth_as_often_as_it_says():
    """F1 of both labels is 0.8 where each is said wrongly with probability 0.2."""
    hits = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        true = rng.integers(0, 2, 150)
        said = np.where(rng.random(150) < 0.2, 1 - true, true)
        low, high = quality(Judged.of_choice(true, said, 2), seed=seed).macro_interval
        hits += low <= 0.8 <= high
    assert hits >= 88


def test_documents_of_one_group_count_as_one_draw():
    true, said = answers(60, 2)
    alone = quality(Judged.of_choice(true, said, 2), seed=0).macro_interval
    repeated = Judged.of_choice(np.repeat(true, 5), np.repeat(said, 5), 2, np.repeat(np.arange(60), 5))
    assert quality(repeated, seed=0).macro_interval == pytest.approx(alone)
    narrower = quality(Judged.of_choice(np.repeat(true, 5), np.repeat(said, 5), 2), seed=0).macro_interval
    assert narrower[1] - narrower[0] < (alone[1] - alone[0]) * 0.7


def test_two_models_on_the_same_documents_are_compared_in_pairs():
    true, said = answers(400)
    better = np.where(np.arange(400) % 10 == 0, true, said)
    pairs = [macro_draws(Judged.of_choice(true, one, 4), seed=3) for one in (said, better)]
    assert np.quantile(pairs[1] - pairs[0], 0.025) > 0
    assert (pairs[1] - pairs[0]).std() < pairs[1].std()


def test_nothing_judged_yet_is_no_error():
    found = quality(Judged.of(np.empty((0, 3)), np.empty((0, 3))), seed=0)
    assert (found.documents, found.macro, found.accuracy, len(found.labels)) == (0, None, None, 3)
    few = quality(Judged.of_choice([0, 1], [0, 1], 2), seed=0)
    assert (few.macro, few.macro_interval, few.accuracy) == (None, None, None)


@pytest.mark.parametrize(
    ("true", "said", "groups", "message"),
    [
        (np.ones((2, 3)), np.ones((3, 2)), None, "the same table"),
        (np.ones(3), np.ones(3), None, "the same table"),
        (np.ones((2, 3)), np.ones((2, 3)), [1], "2 documents needs one group"),
    ],
)
def test_tables_that_do_not_fit_are_refused(true, said, groups, message):
    with pytest.raises(ValueError, match=message):
        Judged.of(true, said, groups)


def test_every_document_is_in_one_cell_of_the_confusion():
    true, said = answers()
    table = confusion(true, said, 5)
    assert table.shape == (5, 5)
    assert table.sum() == 300
    assert table[1, 2] == ((true == 1) & (said == 2)).sum()


def test_a_model_that_is_as_sure_as_it_is_right_has_hardly_an_error():
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.5, 1, 4000)
    right = rng.random(4000) < sure
    assert calibration(sure, right).error < 0.03
    boastful = calibration(np.full(4000, 0.99), right)
    assert boastful.error == pytest.approx(0.24, abs=0.03)
    assert all(one.interval[1] < 0.99 for one in boastful.bins)


def test_too_few_documents_have_no_calibration_error():
    assert calibration([], []).error is None
    assert calibration([0.9] * 29, [1] * 29).error is None
    assert len(calibration([0.9] * 45, [1] * 45).bins) == 3
    with pytest.raises(ValueError, match="needs a probability and a verdict"):
        calibration([0.5], [1, 0])
