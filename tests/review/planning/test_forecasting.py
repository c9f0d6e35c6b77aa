"""A forecast is as wide as the days differ, and is withheld where they say nothing."""

import numpy as np
import pytest

from config.testing.soaking import LONG
from review.planning import ENOUGH_DAYS, Band, Day, Forecast, Withheld, forecast

WORLDS = 200 if LONG else 80


def test_equal_days_leave_no_doubt():
    found = forecast([Day(4, 1.0, 30.0)] * ENOUGH_DAYS, 10, seed=3)
    assert found.days == Band(3, 3, 3)
    assert found.hours == Band(2.5, 2.5, 2.5), "of the last day only the half that is needed"
    assert found.money == Band(75, 75, 75)
    assert [band.middle for band in found.way] == [1, 2, 2, 3]


def test_days_that_differ_more_give_a_wider_band():
    even = forecast([Day(n, 1.0) for n in (9, 10, 11, 10, 9, 11)], 100, seed=3)
    odd = forecast([Day(n, 1.0) for n in (1, 19, 2, 18, 5, 15)], 100, seed=3)
    assert odd.days.high - odd.days.low > even.days.high - even.days.low
    assert odd.days.low < 10 < odd.days.high


def test_too_few_days_no_progress_and_too_far_are_no_forecast():
    assert forecast([Day(10, 1.0)] * (ENOUGH_DAYS - 1), 10, 1) is Withheld.TOO_FEW
    assert forecast([Day(0, 1.0)] * ENOUGH_DAYS, 10, 1) is Withheld.NO_PROGRESS
    assert forecast([Day(1, 1.0)] * ENOUGH_DAYS, 10_000, 1) is Withheld.TOO_FAR


def test_a_goal_that_is_reached_takes_nothing_more():
    found = forecast([Day(3, 1.0, 2.0)] * ENOUGH_DAYS, 0, seed=1)
    assert (found.days, found.hours, found.money) == (Band(0, 0, 0),) * 3


def test_the_same_seed_gives_the_same_band_and_no_money_where_a_day_has_none():
    days = [Day(n, 1.0, 5.0 if n else None) for n in (0, 5, 3, 8, 2)]
    assert forecast(days, 40, seed=7) == forecast(days, 40, seed=7)
    assert forecast(days, 40, seed=7).money is None


def test_nine_of_ten_bands_hold_what_comes():
    """Days drawn from a known law; the true number of days lies in the band in about 90 % of the worlds."""
    rng = np.random.default_rng(5)
    held = 0
    for world in range(WORLDS):
        days = rng.poisson(12, size=20)
        coming = rng.poisson(12, size=200).cumsum()
        took = int((coming >= 240).argmax()) + 1
        found = forecast([Day(int(day), 1.0) for day in days], 240, seed=world)
        assert isinstance(found, Forecast)
        held += found.days.low <= took <= found.days.high
    assert held / WORLDS == pytest.approx(0.9, abs=0.06)
