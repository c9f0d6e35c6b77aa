"""Where the learning curve goes: foretold where the runs say it, withheld with a reason where they do not."""

import numpy as np
import pytest

from weaklabels.active.curve import Withheld, fit_curve, forecast, gain
from weaklabels.active.stopping import kappa, steadiness

RUNS = np.array([50, 100, 150, 200, 300, 400])


def power_law(answers, top=0.9, gap=4.0, decay=0.5):
    return top - gap * np.asarray(answers, float) ** -decay


def noisy(spread, runs=RUNS, seed=0, **law):
    """Figures, and resamplings of them: all runs are judged on the same documents, so they move together."""
    rng = np.random.default_rng(seed)
    draws = (
        power_law(runs, **law) + rng.normal(0, spread, (500, 1)) + rng.normal(0, spread / 3, (500, len(runs)))
    )
    return power_law(runs, **law), draws


def test_it_finds_the_law_that_the_runs_follow():
    curve = fit_curve(RUNS, power_law(RUNS))
    assert curve.at(1600)[0] == pytest.approx(power_law(1600), abs=0.005)
    found = forecast(curve, RUNS, 0.75)
    assert found.more == pytest.approx((4 / 0.15) ** 2 - 400, abs=15)


def test_it_says_how_many_more_answers_and_between_what():
    figures, draws = noisy(0.008)
    found = forecast(fit_curve(RUNS, figures, draws), RUNS, 0.75)
    assert found.withheld is None
    assert found.between[0] <= found.more <= found.between[1]
    assert found.between[0] < (4 / 0.15) ** 2 - 400 < found.between[1]


def test_a_band_of_more_than_a_factor_of_four_is_withheld():
    figures, draws = noisy(0.05)
    found = forecast(fit_curve(RUNS, figures, draws), RUNS, 0.8)
    assert (found.more, found.between, found.withheld) == (None, None, Withheld.WIDE)


def test_a_goal_above_where_the_curve_ends_is_not_foretold():
    figures, draws = noisy(0.005, top=0.7)
    assert forecast(fit_curve(RUNS, figures, draws), RUNS, 0.95).withheld == Withheld.FLAT


def test_few_runs_or_runs_close_together_say_nothing():
    curve = fit_curve(RUNS[:4], power_law(RUNS[:4]))
    assert forecast(curve, RUNS[:4], 0.8).withheld == Withheld.FEW_RUNS
    close = np.array([100, 110, 120, 130, 140, 150])
    assert forecast(fit_curve(close, power_law(close)), close, 0.8).withheld == Withheld.NEARBY_RUNS


def test_a_goal_that_is_reached_needs_no_more():
    figures, draws = noisy(0.005)
    found = forecast(fit_curve(RUNS, figures, draws), RUNS, 0.5)
    assert (found.more, found.between) == (0, (0, 0))


def test_figures_that_do_not_change_or_fall_are_a_flat_curve():
    for figures in (np.full(6, 0.6), np.linspace(0.7, 0.5, 6)):
        curve = fit_curve(RUNS, figures)
        assert np.allclose(curve.at(1000), figures.mean())
        assert gain(curve) == (0, 0, 0)
        assert forecast(curve, RUNS, 0.9).withheld == Withheld.FLAT


def test_a_curve_never_passes_one():
    curve = fit_curve(RUNS, np.linspace(0.5, 0.99, 6))
    assert curve.at(1e9)[0] <= 1
    assert curve.band(1e9)[0] <= 1


def test_the_next_hundred_answers_are_worth_less_and_less():
    figures, draws = noisy(0.005)
    middle, low, high = gain(fit_curve(RUNS, figures, draws))
    assert low <= middle <= high
    assert middle == pytest.approx(power_law(500) - power_law(400), abs=0.01)


@pytest.mark.parametrize(("answers", "f1"), [([0, 1], [0.1, 0.2]), ([1, 2], [0.1]), ([], [])])
def test_runs_that_cannot_be_are_refused(answers, f1):
    with pytest.raises(ValueError, match="Each run needs a number of answers above 0"):
        fit_curve(answers, f1)


def test_models_that_no_longer_change_their_minds_are_steady():
    rng = np.random.default_rng(0)
    first = rng.integers(0, 3, 1000)
    models = [first]
    for _run in range(3):
        models.append(np.where(rng.random(1000) < 0.003, rng.integers(0, 3, 1000), models[-1]))
    found = steadiness(models)
    assert found.steady
    assert found.changed < 0.01
    assert found.f1_differs_by_at_most < 0.05


def test_models_that_still_change_are_not():
    rng = np.random.default_rng(0)
    found = steadiness([rng.integers(0, 3, 500) for _run in range(5)])
    assert not found.steady
    assert found.kappa == pytest.approx(0, abs=0.05)


def test_three_comparisons_are_needed():
    found = steadiness([[0, 1]] * 3)
    assert (found.kappa, found.changed, found.steady) == (None, 0, False)
    assert steadiness([]).f1_differs_by_at_most is None


def test_models_asked_about_other_documents_cannot_be_compared():
    with pytest.raises(ValueError, match="the same documents"):
        steadiness([[0, 1], [0]])


def test_equal_answers_agree_entirely_even_where_all_are_one_label():
    assert kappa([1, 1], [1, 1]) == 1
