"""What part of the answers is saved: known curves in, the known share out."""

import numpy as np
import pytest

from weaklabels.active.saving import Curve, saved

STEPS = np.arange(0, 101, 10.0)


def curve(speed, costs=STEPS, documents=1_000, seed=0):
    """A document is right from a level of learning on that chance gave it; accuracy rises from 0.5 by `speed`."""
    levels = np.random.default_rng(seed).random(documents)
    return Curve(costs, (levels < np.minimum(0.5 + speed * STEPS / 100, 0.95)[:, None]).astype(float))


def found(ranked, control):
    documents = ranked.right.shape[1]
    return saved(ranked, control, np.arange(documents), np.random.default_rng(1))


def test_an_arm_that_learns_one_and_a_half_times_as_fast_saves_a_third():
    figure = found(curve(0.3), curve(0.2))
    assert figure.share == pytest.approx(1 / 3, abs=0.03)
    assert figure.interval[0] < figure.share < figure.interval[1]


def test_a_slower_arm_saves_less_than_nothing():
    assert found(curve(0.2), curve(0.3)).share == pytest.approx(-1 / 3, abs=0.03)


def test_the_same_arm_saves_nothing():
    assert found(curve(0.2), curve(0.2)).share == pytest.approx(0)


def test_in_seconds_a_saving_is_lost_on_documents_that_take_longer():
    dear = curve(0.3, costs=STEPS * 12.0)
    cheap = curve(0.2, costs=STEPS * 8.0)
    assert found(dear, cheap).share == pytest.approx(0, abs=0.04)


def test_few_documents_make_the_interval_wide():
    narrow = found(curve(0.3), curve(0.2)).interval
    wide = found(curve(0.3, documents=60), curve(0.2, documents=60)).interval
    assert wide[1] - wide[0] > 2 * (narrow[1] - narrow[0])


def test_where_control_learned_nothing_there_is_no_figure():
    assert found(curve(0.3), curve(0.0)).share is None


def test_without_documents_there_is_no_figure():
    assert found(curve(0.3, documents=0), curve(0.2, documents=0)).share is None


def test_documents_of_a_group_are_resampled_together():
    ranked, control = curve(0.3, documents=200), curve(0.2, documents=200)
    alone = saved(ranked, control, np.arange(200), np.random.default_rng(1)).interval
    twins = [Curve(one.costs, np.repeat(one.right, 5, axis=1)) for one in (ranked, control)]
    grouped = saved(*twins, np.repeat(np.arange(200), 5), np.random.default_rng(1)).interval
    assert grouped == pytest.approx(alone, abs=1e-9)
