"""Two arms, each twice: who learns from what, and where they disagree."""

import numpy as np
import pytest

from weaklabels.active.arms import duelling_grounds, equal_parts, replicate_of


def test_halves_are_as_large_and_differ_from_draw_to_draw():
    one, other = ([replicate_of(document, seed) for document in range(4_000)] for seed in (1, 2))
    assert abs(sum(one) - 2_000) < 130  # four standard deviations
    assert abs(sum(a == b for a, b in zip(one, other, strict=True)) - 2_000) < 130


@pytest.mark.parametrize(("ranked", "control"), [(0, 0), (0, 9), (9, 0), (1, 1), (50, 20), (20, 50)])
def test_at_equal_numbers_both_learn_from_as_many(ranked, control):
    parts = equal_parts(np.ones(ranked), np.ones(control))
    assert parts.ranked + parts.beside == parts.control
    assert parts.ranked <= ranked
    assert parts.control <= control


def test_at_equal_seconds_neither_costs_more_than_a_document_more():
    rng = np.random.default_rng(0)
    ranked, control = rng.lognormal(2.5, 0.5, 80), rng.lognormal(2, 0.5, 80)
    parts = equal_parts(ranked, control)
    ours = ranked[: parts.ranked].sum() + control[: parts.beside].sum()
    theirs = control[: parts.control].sum()
    assert abs(ours - theirs) <= max(ranked.max(), control.max())
    assert parts.ranked + parts.beside < parts.control


def test_duels_are_where_both_models_of_each_arm_say_one_thing_and_the_arms_differ():
    sample = np.array([10, 11, 12, 13, 14])
    ranked = [np.array([0, 1, 1, 0, 2]), np.array([0, 1, 1, 1, 2])]
    control = [np.array([0, 1, 0, 2, 1]), np.array([0, 0, 0, 2, 1])]
    grounds = duelling_grounds(sample, ranked, control, np.random.default_rng(0))
    columns = zip(grounds.rows, grounds.ranked_said, grounds.control_said, strict=True)
    assert {row: (ours, theirs) for row, ours, theirs in columns} == {12: (1, 0), 14: (2, 1)}
    assert grounds.disagreement == pytest.approx(2 / 5)


def test_what_only_arms_of_equal_seconds_dispute_is_a_duel_that_those_of_equal_numbers_draw():
    no, yes, late = ([np.array(said)] * 2 for said in ([0, 0, 0], [1, 0, 0], [1, 1, 0]))
    grounds = duelling_grounds(np.arange(3), yes, no, np.random.default_rng(0), timed=(late, no))
    ours, theirs = grounds.timed
    columns = zip(grounds.rows, grounds.ranked_said - grounds.control_said, ours - theirs, strict=True)
    assert {row: gaps for row, *gaps in columns} == {0: [1, 1], 1: [0, 1]}
    assert grounds.disagreement == pytest.approx(2 / 3)


def test_duels_come_in_random_order():
    rng = np.random.default_rng(0)
    no, yes = [np.zeros(4)] * 2, [np.ones(4)] * 2
    first = [int(duelling_grounds(np.arange(4), no, yes, rng).rows[0]) for _ in range(2_000)]
    assert np.abs(np.bincount(first) - 500).max() < 80  # four standard deviations


def test_without_open_documents_there_are_no_duels():
    nothing = np.array([], int)
    grounds = duelling_grounds(nothing, [nothing] * 2, [nothing] * 2, np.random.default_rng(0))
    assert (len(grounds.rows), grounds.disagreement) == (0, 0)
