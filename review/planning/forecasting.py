"""When is the goal reached, and what will that take? From the spread of the days so far, and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

ENOUGH_DAYS = 5  # days of work
DRAWS = 1_000
FARTHEST = 50  # times as many days as were seen: beyond that the days seen say nothing
PARTS = 4  # of the way to the goal, for the picture
LEVELS = (0.05, 0.5, 0.95)


class Withheld(StrEnum):
    """Why there is no forecast."""

    TOO_FEW = "too few"  # days
    NO_PROGRESS = "no progress"  # some days would never end it
    TOO_FAR = "too far"


@dataclass(frozen=True)
class Day:
    """A day of work: documents accepted, hours spent, and money, where it is known."""

    documents: float
    hours: float
    money: float | None = None


@dataclass(frozen=True)
class Band:
    """Nine of ten draws lie from `low` to `high`, half of them below `middle`."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """What is still to come until the goal, in days of work, hours and money.

    Attributes
    ----------
    way
        The days it takes to a quarter, half, three quarters and all of what is left.
    """

    remaining: int
    days: Band
    hours: Band
    money: Band | None
    way: tuple[Band, ...]
    seen: int  # days it rests on
    seed: int


def forecast(days: Sequence[Day], remaining: int, seed: int) -> Forecast | Withheld:
    """Draw days to come from the days seen until what remains is done.

    Each draw first takes as many days as were seen, with replacement: how fast people are is itself known from these
    few days only. From those it takes the days to come.

    Parameters
    ----------
    days
        Each day on which somebody worked.
    remaining
        Documents still to be accepted.
    seed
        The same seed and days give the same band.

    Returns
    -------
    Forecast | Withheld
        Withheld with fewer than ENOUGH_DAYS days, or where the goal is farther than FARTHEST times the days seen.

    References
    ----------
    Efron, Tibshirani (1993). An Introduction to the Bootstrap, chapter 8.

    Examples
    --------
    Days that are all alike leave no doubt:

    >>> found = forecast([Day(10, 2.0, 50.0)] * 5, remaining=35, seed=1)
    >>> found.days
    Band(low=4.0, middle=4.0, high=4.0)
    >>> found.hours, found.money.middle
    (Band(low=7.0, middle=7.0, high=7.0), 175.0)
    >>> str(forecast([Day(10, 2.0)] * 4, remaining=35, seed=1))
    'too few'
    """
    if len(days) < ENOUGH_DAYS:
        return Withheld.TOO_FEW
    documents = np.array([day.documents for day in days])
    if documents.mean() <= 0:
        return Withheld.NO_PROGRESS
    most = FARTHEST * len(days)
    if remaining / documents.mean() > most / 2:
        return Withheld.TOO_FAR
    drawn = _drawn(len(days), most, np.random.default_rng(seed))
    done = documents[drawn].cumsum(axis=1)
    if (done[:, -1] < remaining).mean() > 1 - LEVELS[-1]:
        return Withheld.TOO_FAR
    crossings = [_crossing(done, remaining * part / PARTS) for part in range(1, PARTS + 1)]
    last = crossings[-1]
    has_money = all(day.money is not None for day in days)
    return Forecast(
        remaining,
        _band(last),
        _band(_spent(np.array([day.hours for day in days])[drawn], done, remaining, last)),
        _band(_spent(np.array([day.money or 0 for day in days])[drawn], done, remaining, last))
        if has_money
        else None,
        tuple(_band(crossing) for crossing in crossings),
        len(days),
        seed,
    )


def _drawn(seen: int, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Which day stands for each day to come, shape (draws, days)."""
    pace = rng.integers(seen, size=(DRAWS, seen))
    return np.take_along_axis(pace, rng.integers(seen, size=(DRAWS, most)), axis=1)


def _crossing(done: NDArray[np.float64], wanted: float) -> NDArray[np.int64]:
    """The day on which so many are done, from 1 on; 0 where nothing remains."""
    if wanted <= 0:
        return np.zeros(len(done), dtype=np.int64)
    reached = done >= wanted
    return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, done.shape[1])


def _spent(
    each: NDArray[np.float64], done: NDArray[np.float64], remaining: int, last: NDArray[np.int64]
) -> NDArray[np.float64]:
    """What is spent until then; of the last day only the part that is needed."""
    if remaining <= 0:
        return np.zeros(len(each))
    place, rows = last - 1, np.arange(len(each))
    before = np.where(place > 0, done[rows, place - 1], 0.0)
    that_day = done[rows, place] - before
    part = np.clip((remaining - before) / np.where(that_day > 0, that_day, 1), 0, 1)
    return each.cumsum(axis=1)[rows, place] - each[rows, place] * (1 - part)


def _band(values: NDArray) -> Band:
    return Band(*(float(level) for level in np.quantile(values, LEVELS)))
