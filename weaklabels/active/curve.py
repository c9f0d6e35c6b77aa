"""Where does the learning curve go? "About 400 more answers to F1 0.80", or why that cannot be said yet."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

POINTS = 5  # runs, at least
GROWN = 2.0  # the last run has learned from so many times the answers of the first, at least
WIDEST = 4.0  # times the low end of a band that its high end may be
DECAYS = np.linspace(0.1, 1.5, 29)
FAR = 20  # times the answers there are: nobody is sent that far
SURE = (0.025, 0.975)


class Withheld(StrEnum):
    """Why nothing is foretold."""

    FEW_RUNS = "few_runs"  # fewer than five
    NEARBY_RUNS = "nearby_runs"  # the last has not twice the answers of the first
    FLAT = "flat"  # the curve does not rise to the goal, as far as can be seen
    WIDE = "wide"  # the band spans more than a factor of 4


@dataclass(frozen=True)
class Curve:
    """F1 = top - gap x answers^(-decay), once for the figures and once for each resampling of the audit documents."""

    top: NDArray[np.float64]
    gap: NDArray[np.float64]
    decay: NDArray[np.float64]
    answers: float  # of the last run

    def at(self, answers: float) -> NDArray[np.float64]:
        return self.top - self.gap * answers**-self.decay

    def needed(self, goal: float) -> NDArray[np.float64]:
        """Answers in all until F1 is the goal; infinite where the curve stays below."""
        rise = np.maximum(self.top - goal, 1e-12)
        with np.errstate(over="ignore"):
            found = (self.gap / rise) ** (1 / self.decay)
        return np.where(self.top > goal, found, np.inf)

    def band(self, answers: float) -> tuple[float, float, float]:
        """The middle, and between what F1 lies with 95 %, at so many answers."""
        drawn = np.clip(self.at(answers), 0, 1)
        low, high = np.quantile(drawn[1:], SURE) if len(drawn) > 1 else (drawn[0], drawn[0])
        return float(drawn[0]), float(low), float(high)


@dataclass(frozen=True)
class Forecast:
    """So many more answers to the goal, and between what with 95 %; or why not."""

    goal: float
    more: int | None
    between: tuple[int, int] | None
    withheld: Withheld | None = None


def fit_curve(answers: ArrayLike, f1: ArrayLike, draws: NDArray[np.float64] | None = None) -> Curve:
    """Fit the power law to the runs so far by least squares.

    Parameters
    ----------
    answers
        What each run learned from, above 0.
    f1
        Of each run on the same audit documents.
    draws
        The same on resampled documents, shape (draws, runs), as of `metrics.macro_draws`; the band comes from these.

    References
    ----------
    Figueroa, Zeng-Treitler, Kandula, Ngo (2012). Predicting sample size required for classification performance.
    """
    sizes, figures = np.asarray(answers, np.float64), np.atleast_2d(np.asarray(f1, np.float64))
    if sizes.min(initial=1) <= 0 or figures.shape[1] != len(sizes) or not len(sizes):
        msg = (
            f"Each run needs a number of answers above 0 and an F1, not {sizes.tolist()} and {figures.shape}."
        )
        raise ValueError(msg)
    table = figures if draws is None else np.vstack([figures, draws])
    fits = [fitted(sizes, table, decay) for decay in DECAYS]
    errors = np.array([error for error, _top, _gap in fits])
    best = errors.argmin(axis=0)
    each = np.arange(len(table))
    tops, gaps = (np.array([fit[part] for fit in fits])[best, each] for part in (1, 2))
    return Curve(tops, gaps, DECAYS[best], float(sizes[-1]))


def fitted(
    sizes: NDArray[np.float64], table: NDArray[np.float64], decay: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Squared error, top and gap of each row at this decay; the top is at most 1 and the curve never falls."""
    shrinking = sizes**-decay
    centred = shrinking - shrinking.mean()
    width = max(float(centred @ centred), 1e-12)
    gap = np.maximum(-(table - table.mean(axis=1, keepdims=True)) @ centred / width, 0)
    top = table.mean(axis=1) + gap * shrinking.mean()
    over = top > 1
    gap_below_1 = np.maximum((1 - table) @ shrinking / (shrinking @ shrinking), 0)
    top, gap = np.where(over, 1.0, top), np.where(over, gap_below_1, gap)
    missed = table - (top[:, None] - gap[:, None] * shrinking)
    return (missed**2).sum(axis=1), top, gap


def forecast(curve: Curve, runs: ArrayLike, goal: float) -> Forecast:
    """How many more answers to the goal, if that can be said.

    Parameters
    ----------
    curve
        With draws: without them there is no band.
    runs
        The numbers of answers that it was fitted on.
    """
    sizes = np.asarray(runs, np.float64)
    if len(sizes) < POINTS:
        return Forecast(goal, None, None, Withheld.FEW_RUNS)
    if sizes.max() < GROWN * sizes.min():
        return Forecast(goal, None, None, Withheld.NEARBY_RUNS)
    needed = np.minimum(curve.needed(goal), 1e9)
    low, high = np.quantile(needed[1:] if len(needed) > 1 else needed, SURE)
    if needed[0] > FAR * curve.answers:
        return Forecast(goal, None, None, Withheld.FLAT)
    if high > WIDEST * low:
        return Forecast(goal, None, None, Withheld.WIDE)
    middle, least, most = (max(0, round(one - curve.answers)) for one in (float(needed[0]), low, high))
    return Forecast(goal, middle, (least, max(most, middle)))


def gain(curve: Curve, answers: int = 100) -> tuple[float, float, float]:
    """What so many more answers add to F1: the middle, and between what with 95 %."""
    gains = curve.at(curve.answers + answers) - curve.at(curve.answers)
    low, high = np.quantile(gains[1:] if len(gains) > 1 else gains, SURE)
    return float(gains[0]), float(low), float(high)
