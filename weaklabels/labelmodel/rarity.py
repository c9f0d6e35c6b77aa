"""How much more does a rule say whose label is rare? Asked of gold."""

import numpy as np
from numpy.typing import NDArray

LEANS = np.linspace(0, 1, 11)
LEVELS = 0.7 * np.linspace(-2, 2, 9)  # log-odds about which rules are better or worse than expected


def rarity_of(prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each label: by how much, in log-odds, it is rarer than if all were equally frequent; below 0, more frequent.

    >>> rarity_of(np.array([0.9, 0.1])).round(2).tolist()
    [-2.2, 2.2]
    """
    even, shares = 1 / len(prior), np.clip(prior, 1e-9, 1 - 1e-9)
    return np.log(even / (1 - even)) - np.log(shares / (1 - shares))


def lean_towards_rare(
    rarity: NDArray[np.float64], seen: NDArray[np.float64], right: NDArray[np.float64], expected: float
) -> float:
    """Which part of a label's rarity do its rules make up for, from 0 to 1?

    Who writes a rule for a rare label makes it more exact, or nobody could use it: at 1 a rule is right as often as
    any other whatever its label, at 0 its class-balanced accuracy is that of others. With lean t and what is expected
    of rules, c in log-odds, a vote for label v is right with log-odds c + t max(rarity, 0) - rarity. Rules of a
    frequent label are never expected to say less than others. The answer is the mean of t over what the votes leave
    likely: t even from 0 to 1, c normal about what is expected. Without votes on rare labels it is one half.

    Parameters
    ----------
    rarity
        Of each label, by `rarity_of`.
    seen, right
        Of each label, how many votes for it are known to be right or wrong, and how many are right: as counted, since
        a vote for a rare label that is wrong is as good a proof as one for a frequent label.
    expected
        Log-odds.

    Examples
    --------
    Of a label of one document in ten, rules that are right 18 times in 20, and once in 20:

    >>> rarity = rarity_of(np.array([0.9, 0.1]))
    >>> [round(lean_towards_rare(rarity, np.array([0, 20]), np.array([0, n]), 1.1), 1) for n in (18, 1)]
    [0.8, 0.1]
    """
    lean, level = LEANS[:, None, None], LEVELS[None, :, None]
    odds = expected + level + lean * np.maximum(rarity, 0) - rarity
    likely = -(right * np.log1p(np.exp(-odds)) + (seen - right) * np.log1p(np.exp(odds))).sum(axis=2)
    likely -= np.linspace(-2, 2, len(LEVELS)) ** 2 / 2
    weights = np.exp(likely - likely.max()).sum(axis=1)
    return float(weights @ LEANS / weights.sum())
