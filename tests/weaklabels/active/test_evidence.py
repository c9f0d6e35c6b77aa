"""Is active learning paying? Four verdicts, seldom a false one."""

import numpy as np
import pytest

from weaklabels.active.eprocess import e_process, interval_of_gap
from weaklabels.active.evidence import (
    ENOUGH_EVIDENCE,
    HORIZON,
    LEAST_GAP,
    MIXES,
    Duel,
    Verdict,
    judge,
)


def duels(scores, disagreement=0.2):
    return [Duel(score, disagreement) for score in scores]


def thrown(rng, count, wins, losses):
    return rng.choice([1, -1, 0], count, p=[wins, losses, max(0, 1 - wins - losses)])


# The e-process


@pytest.mark.parametrize("threshold", [0.0, 0.02])
def test_while_there_is_no_gap_the_evidence_stays_one_in_the_mean_and_seldom_reaches_twenty(threshold):
    """A non-negative martingale that starts at 1 reaches 20 with probability 1/20 at most, whenever one looks.

    The gap is exactly the threshold: wins and losses differ by threshold / disagreement. The disagreement falls, as
    it does in a project, from 30 to 10 %.
    """
    rng = np.random.default_rng(2)
    rates = np.linspace(0.3, 0.1, 60)
    ends, reached = [], 0
    for _ in range(4_000):
        draws = rng.random(60)
        lead = threshold / rates
        scores = np.where(draws < 0.4 + lead / 2, 1, np.where(draws < 0.8, -1, 0))
        evidence = e_process(scores, rates, threshold)
        ends.append(evidence[14])
        reached += evidence.max() >= 20
    assert np.mean(ends) == pytest.approx(1, abs=4 * np.std(ends) / np.sqrt(len(ends)))
    assert reached / 4_000 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 4_000)


def test_evidence_grows_when_one_model_is_right_four_times_in_five():
    rng = np.random.default_rng(3)
    reached = [e_process(thrown(rng, 60, 0.8, 0.2), np.full(60, 0.2)).max() >= 20 for _ in range(200)]
    assert np.mean(reached) > 0.95


def test_the_interval_holds_the_true_gap_at_every_look():
    rng = np.random.default_rng(4)
    missed = 0
    for _ in range(150):
        scores = thrown(rng, 50, 0.6, 0.3)
        looks = [interval_of_gap(scores[:seen], np.full(seen, 0.2)) for seen in (10, 20, 35, 50)]
        missed += any(not low - 0.004 <= 0.06 <= high + 0.004 for low, high in looks)  # the grid's step
    assert missed / 150 < 0.05


# The verdict


def test_without_duels_it_is_too_early_and_nothing_is_known():
    found = judge([], 40)
    assert (found.verdict, found.fell_after, found.gap) == (Verdict.TOO_EARLY, None, None)
    assert found.interval == (-1, 1)


def test_evidence_of_a_gap_that_matters_makes_it_help():
    found = judge(duels([1] * 30), 200)
    assert found.verdict == Verdict.HELPS
    assert found.gap == pytest.approx(0.2)
    assert found.interval[0] > 0


def test_the_other_way_round_it_hurts():
    found = judge(duels([-1] * 30), 200)
    assert found.verdict == Verdict.HURTS
    assert found.interval[1] < 0


def test_a_gap_that_was_there_once_is_no_verdict_now():
    """The first forty duels are lost by models that hardly differ; then the gap is 20 points."""
    found = judge([*duels([1] * 40, 0.001), *duels([1] * 4)], 200)
    assert found.verdict == Verdict.HELPS
    assert found.fell_after == 41


def test_three_duels_in_four_have_to_be_won_however_many_there_are():
    found = judge(duels([1, 1, 1, 1, 1, 1, -1, 0, -1, -1] * 30), 300)
    assert found.evidence > ENOUGH_EVIDENCE
    assert found.gap > LEAST_GAP
    assert found.verdict == Verdict.TOO_EARLY


def test_a_gap_too_small_to_matter_is_no_verdict_however_sure():
    found = judge(duels([1] * 100, disagreement=0.003), 300)
    assert found.evidence > ENOUGH_EVIDENCE
    assert found.verdict == Verdict.TOO_EARLY


def test_after_six_hundred_answers_without_a_verdict_no_difference_is_shown():
    even = duels([1, -1, -1, 1] * 20)
    assert judge(even, HORIZON - 1).verdict == Verdict.TOO_EARLY
    assert judge(even, HORIZON).verdict == Verdict.NO_DIFFERENCE


def test_the_first_verdict_stands_and_the_figures_move_on():
    won = duels([1] * 30)
    later = judge([*won, *duels([-1] * 60)], HORIZON)
    assert later.verdict == Verdict.HELPS
    assert later.fell_after == judge(won, 200).fell_after
    assert later.gap < 0


# The mix


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_mix_adds_up_and_no_arm_is_ever_without_answers(verdict):
    mix = MIXES[verdict]
    assert sum(mix.values()) == pytest.approx(100)
    assert min(mix[stream] for stream in ("ranked", "control", "duel")) >= 5


def test_the_order_is_paid_for_less_when_it_does_not_help():
    best_first = (Verdict.HELPS, Verdict.TOO_EARLY, Verdict.NO_DIFFERENCE, Verdict.HURTS)
    ranked = [MIXES[verdict]["ranked"] for verdict in best_first]
    assert ranked == sorted(ranked, reverse=True)
