"""How strong is the evidence that one arm's models are better? A figure that may be looked at after every answer.

The gap between two models' accuracies is P(they disagree) times E[who is right | they disagree]. The first factor is
known from unlabelled documents for nothing; duels estimate the second.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

BETS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
SMALLEST_RATE = 1e-9
GRID = np.linspace(-1, 1, 201)


def e_process(scores: ArrayLike, disagreement: ArrayLike, threshold: float = 0.0) -> NDArray[np.float64]:
    """The evidence after each duel against "the gap is at most `threshold`".

    The mean over bets of the product of 1 + bet * (score - t) / (1 + t), t = threshold / disagreement: a
    non-negative supermartingale that starts at 1 while that is true, so by Ville's inequality it ever reaches 20 with
    probability 5 % at most, however often one looks.

    Parameters
    ----------
    scores
        Of each duel in order: 1 the ranked arm's model was right, -1 the control arm's, 0 neither.
    disagreement
        At its draw: the share of open documents on which the two models disagreed.
    threshold
        A gap in accuracy, as a share.

    References
    ----------
    Waudby-Smith, Ramdas (2024). Estimating means of bounded random variables by betting. JRSS B 86.

    Examples
    --------
    >>> e_process([1, 1, 1], [0.1, 0.1, 0.1]).round(3).tolist()
    [1.455, 2.195, 3.423]
    >>> e_process([1, 1, 1], [0.1, 0.1, 0.1], threshold=0.1).tolist()
    [1.0, 1.0, 1.0]
    """
    gains = _gains(np.asarray(scores, float), np.asarray(disagreement, float), threshold)
    return np.exp(np.cumsum(np.log1p(BETS[:, None] * gains), axis=1)).mean(axis=0)


def _gains(
    scores: NDArray[np.float64], rates: NDArray[np.float64], threshold: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    """What a bet of 1 wins by each duel. A bar above 1 cannot be reached: then every duel counts against it."""
    bar = threshold / np.maximum(rates, SMALLEST_RATE)
    return (scores - bar) / (1 + np.abs(bar))


def interval_of_gap(scores: ArrayLike, disagreement: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """The gaps that the duels so far do not speak against; valid at every look, so wider than a t interval.

    Parameters
    ----------
    scores, disagreement
        As for `e_process`.
    level
        Of confidence.

    Examples
    --------
    >>> interval_of_gap([], [])
    (-1.0, 1.0)
    >>> low, high = interval_of_gap([1] * 30 + [-1] * 5, [0.2] * 35)
    >>> 0 < low < 25 / 35 * 0.2 < high <= 0.2
    True
    """
    scored = np.asarray(scores, float)
    rates = np.asarray(disagreement, float)
    if not len(scored):
        return -1.0, 1.0
    bound = 2 / (1 - level)
    most = float(rates.max())
    gaps = GRID * most
    above = _last(_gains(scored, rates, gaps[:, None]))
    below = _last(_gains(-scored, rates, -gaps[:, None]))
    kept = gaps[(above < bound) & (below < bound)]
    middle = float((scored * rates).mean())
    return (float(kept.min()), float(kept.max())) if len(kept) else (middle, middle)


def _last(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """The evidence after all duels, for each row of gains."""
    return np.mean([np.exp(np.log1p(bet * gains).sum(axis=1)) for bet in BETS], axis=0)
