"""Every figure of the table of rules, against a case worked out by hand and Snorkel's published definitions."""

import numpy as np
import pytest
from hypothesis import given

from tests.weaklabels.labelmodel.made_up import independent
from tests.weaklabels.labelmodel.test_matrix import CLASSES, dense, patient
from weaklabels.labelmodel import (
    Analysis,
    CavityEM,
    Gold,
    LabelMatrix,
    MajorityVote,
    disagreement,
    losses_without,
)
from weaklabels.labelmodel.posterior import log_loss

SNORKELS = np.array([[-1, 0, 0], [-1, -1, -1], [1, 0, -1], [-1, 0, -1], [0, 0, 0]])


def test_the_table_by_hand():
    first, second, third = Analysis(LabelMatrix.from_dense(SNORKELS)).rules()
    assert [rule.polarity for rule in (first, second, third)] == [[0, 1], [0], [0]]
    assert [rule.covered for rule in (first, second, third)] == [2, 4, 2]
    assert [rule.overlapping for rule in (first, second, third)] == [2, 3, 2]
    assert [rule.conflicting for rule in (first, second, third)] == [1, 1, 0]
    assert [rule.alone for rule in (first, second, third)] == [0, 1, 0]


def test_the_row_of_the_project_by_hand():
    project = Analysis(LabelMatrix.from_dense(SNORKELS, classes=4)).project()
    assert (project.documents, project.covered, project.overlapping, project.conflicting) == (5, 4, 3, 1)
    assert project.labels_without_rule == [2, 3]


@patient
@given(dense())
def test_figures_are_those_of_snorkels_definitions(votes):
    """Snorkel's LFAnalysis, in its own words: coverage is the fraction of documents labelled, overlap of those
    labelled by another too, conflict of those labelled differently by another.
    """
    analysis = Analysis(LabelMatrix.from_dense(votes, CLASSES))
    said = votes != -1
    for number, rule in enumerate(analysis.rules()):
        others = np.delete(said, number, axis=1)
        differs = others & (np.delete(votes, number, axis=1) != votes[:, [number]])
        assert rule.covered == said[:, number].sum()
        assert rule.overlapping == (said[:, number] & others.any(axis=1)).sum()
        assert rule.conflicting == (said[:, number] & differs.any(axis=1)).sum()
        assert rule.polarity == sorted(set(votes[:, number].tolist()) - {-1})
    project = analysis.project()
    assert project.covered == said.any(axis=1).sum()
    assert project.overlapping == (said.sum(axis=1) > 1).sum()
    assert project.conflicting == sum(len(set(row[row >= 0].tolist())) > 1 for row in votes)


def test_accuracy_names_its_number_and_is_no_figure_below_thirty():
    votes = np.zeros((60, 2), int)
    votes[29:, 1] = -1
    gold = Gold.of(np.arange(60), np.repeat([0, 1], [45, 15]))
    broad, narrow = (rule.accuracy for rule in Analysis(LabelMatrix.from_dense(votes), gold).rules())
    assert (broad.right, broad.of, broad.share) == (45, 60, 0.75)
    assert broad.interval == pytest.approx((0.6277, 0.8422), abs=1e-4)  # Wilson, 45 of 60
    assert (narrow.right, narrow.of, narrow.too_few, narrow.share) == (29, 29, True, None)


def test_lift_is_against_the_share_of_what_the_rule_says():
    """30 votes for a label that a fifth of 100 gold documents has, 15 right: 0.5 / 0.2."""
    votes = np.full((100, 1), -1)
    votes[:30] = 1
    truth = np.zeros(100, int)
    truth[15:35] = 1
    [rule] = Analysis(LabelMatrix.from_dense(votes), Gold.of(np.arange(100), truth)).rules()
    assert (rule.accuracy.right, rule.expected) == (15, pytest.approx(0.2))
    assert rule.lift == pytest.approx(2.5)


def test_without_gold_there_is_no_accuracy_and_no_lift():
    [rule] = Analysis(LabelMatrix.from_dense([[1]])).rules()
    assert (rule.accuracy.of, rule.expected, rule.lift) == (0, None, None)


def test_who_overlaps_and_conflicts_with_whom_by_hand():
    analysis = Analysis(LabelMatrix.from_dense(SNORKELS, keys=["a", "b", "c"]))
    pairs = analysis.pairs()
    assert pairs.overlaps.tolist() == [[2, 2, 1], [2, 4, 2], [1, 2, 2]]
    assert pairs.conflicts.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert analysis.conflicts_between("a", "b").tolist() == [2]
    assert analysis.conflicts_between("b", "c").tolist() == []


def test_what_is_lost_without_a_rule_by_hand():
    """Majority vote, whose log loss is that of certainty or of a tie: the first rule alone is right on document 0,
    so without it log 2 is lost on one of two documents; the second is wrong on document 1, and nothing worse comes.
    """
    matrix = LabelMatrix.from_dense([[1, -1], [-1, 0]])
    lost = losses_without(MajorityVote(), matrix, Gold.of([0, 1], [1, 1]), [0, 1])
    assert lost == pytest.approx([np.log(2) / 2, (np.log(2) + np.log(1e-12)) / 2])


def test_what_is_lost_is_what_the_model_says_without_that_column():
    world = independent(documents=600, rules=5, coverage=(0.3, 0.5))
    gold, folds = world.gold(80), np.arange(80) % 5
    lost = losses_without(CavityEM(), world.matrix, gold, folds)
    fits = CavityEM().fit_folds(world.matrix, gold, folds)
    for rule in range(5):
        matrix = world.matrix
        with_rule = {fold: fit.predict_proba(matrix)[gold.positions] for fold, fit in fits.items()}
        matrix.put(rule, [], [])
        without = {fold: fit.predict_proba(matrix)[gold.positions] for fold, fit in fits.items()}
        changes = [
            log_loss(without[fold], gold.labels)[row] - log_loss(with_rule[fold], gold.labels)[row]
            for row, fold in enumerate(folds)
        ]
        assert lost[rule] == pytest.approx(np.mean(changes))


def test_a_rule_that_repeats_another_is_missed_less_than_a_rule_that_is_wrong_is_kept():
    world = independent(documents=3_000, rules=8, accuracy=(0.75, 0.9), coverage=(0.2, 0.3))
    harmful = np.where(world.votes[:, [0]] >= 0, 1 - world.truth[:, None], -1)
    world = world.with_votes(harmful, [0.0])
    lost = losses_without(MajorityVote(), world.matrix, world.gold(300), np.arange(300) % 5)
    assert lost[-1] < min(lost[:-1])
    assert lost[-1] < 0


def test_disagreement_is_the_trust_behind_the_second_label_over_that_behind_the_first():
    matrix = LabelMatrix.from_dense([[0, 1, 1], [0, 0, 0], [0, -1, 2], [-1, -1, -1]])
    assert disagreement(matrix).tolist() == [0.5, 0, 1, 0]
    assert disagreement(matrix, np.array([2.0, 1.0, 1.0])).tolist() == [1, 0, 0.5, 0]
    assert disagreement(matrix, np.array([2.0, 1.0, -1.0])).tolist() == [0.5, 0, 0, 0]


@patient
@given(dense())
def test_disagreement_is_above_zero_exactly_where_votes_are_in_conflict(votes):
    matrix = LabelMatrix.from_dense(votes, CLASSES)
    assert np.array_equal(disagreement(matrix) > 0, Analysis(matrix).in_conflict)
