"""What part of the answers, or of the seconds, does the ranked order save?"""

from dataclasses import dataclass

import numpy as np
import scipy  # its optimize is loaded at first use: web processes count nothing
from numpy.typing import NDArray

RESAMPLES = 500
ROUNDING = 1e-9
PARTS = ((1, 10), (1, 5), (1, 4), (1, 3), (1, 2), (2, 3), (3, 4), (9, 10))
LEAST_SHARE_FOUND = 0.5  # of the resamples in which there was something to save


@dataclass(frozen=True)
class Curve:
    """How an arm learned: models of its first answers, more and more of them.

    Parameters
    ----------
    costs
        Of the answers each model learned from, ascending: their number, or their seconds. The first is 0: what is
        known from the cold start, the same in both arms.
    right
        Models by documents: was it right? Documents drawn uniformly that none of these models learned from: audit,
        and of the control arm those of the other replicate.
    """

    costs: NDArray[np.floating]
    right: NDArray[np.floating]


@dataclass(frozen=True)
class Saved:
    """The share saved (below 0: it costs more) with its 95 % interval. None where nothing can be said yet."""

    share: float | None
    interval: tuple[float, float] | None


def saved(ranked: Curve, control: Curve, groups: NDArray, rng: np.random.Generator) -> Saved:
    """What the ranked arm would have done without, to be as right as all of the control arm's answers made it.

    Both curves are made monotone first; the interval resamples the documents by groups. With a control arm that has
    not become better than it was at its start there is nothing to save from, and no figure.

    Parameters
    ----------
    groups
        Of each document: those of a conversation or a file count as one draw.

    References
    ----------
    Barlow, Bartholomew, Bremner, Brunk (1972). Statistical Inference under Order Restrictions. Wiley.
    Efron (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7.

    Examples
    --------
    >>> steps = np.arange(11.0)
    >>> slow = Curve(steps, (np.arange(100) < 50 + 3 * steps[:, None]).astype(float))
    >>> fast = Curve(steps, (np.arange(100) < 50 + np.minimum(6 * steps[:, None], 45)).astype(float))
    >>> round(saved(fast, slow, np.arange(100), np.random.default_rng(0)).share, 2)
    0.5
    """
    names, of_document = np.unique(groups, return_inverse=True)
    if not len(names):
        return Saved(None, None)
    share = _share(ranked, control, np.ones(len(of_document)))
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=RESAMPLES)
    shares = [_share(ranked, control, weights[of_document]) for weights in drawn]
    found = [one for one in shares if one is not None]
    if share is None or len(found) < RESAMPLES * LEAST_SHARE_FOUND:
        return Saved(None, None)
    low, high = np.quantile(found, [0.025, 0.975])
    return Saved(share, (float(low), float(high)))


def _share(ranked: Curve, control: Curve, weights: NDArray[np.floating]) -> float | None:
    ours, theirs = (_monotone(curve, weights) for curve in (ranked, control))
    if theirs[-1] - theirs[0] < ROUNDING:
        return None
    if ours[-1] >= theirs[-1]:
        return 1 - _cost_of(theirs[-1], ranked.costs, ours) / float(control.costs[-1])
    return _cost_of(ours[-1], control.costs, theirs) / float(ranked.costs[-1]) - 1


def _monotone(curve: Curve, weights: NDArray[np.floating]) -> NDArray[np.floating]:
    return scipy.optimize.isotonic_regression(curve.right @ weights / weights.sum()).x


def _cost_of(wanted: float, costs: NDArray[np.floating], reached: NDArray[np.floating]) -> float:
    """The cost at which a monotone curve first is where it is wanted, on straight lines between its points."""
    place = int(np.searchsorted(reached, wanted - ROUNDING))
    if place == 0:
        return float(costs[0])
    rise = reached[place] - reached[place - 1]
    part = (wanted - reached[place - 1]) / rise if rise > 0 else 1.0
    return float(costs[place - 1] + part * (costs[place] - costs[place - 1]))


def nearest_part(share: float) -> tuple[int, int]:
    """The share as people say it: (1, 3) for "about a third".

    Examples
    --------
    >>> nearest_part(0.36), nearest_part(0.81), nearest_part(0.02)
    ((1, 3), (3, 4), (1, 10))
    """
    return min(PARTS, key=lambda part: abs(part[0] / part[1] - share))
