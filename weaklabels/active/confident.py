"""Confident learning: which given labels does a model contradict that has not seen them?

All of it takes the probabilities of each answer from a fit without its document. Arithmetic only.

References
----------
Northcutt, Jiang, Chuang (2021). Confident learning: estimating uncertainty in dataset labels. JAIR 70.
"""

import numpy as np
from numpy.typing import NDArray

Chances = NDArray[np.float64]  # (answers, labels)
Places = NDArray[np.intp]  # of a label, for each answer
NONE = -1
SURE = 0.9  # what is at least so probable is sure, though the model is surer on average


def self_confidence(chances: Chances, given: Places) -> NDArray[np.float64]:
    """For each label, how probable the model finds it on average where it was given (equation 2).

    Returns
    -------
    Shape (labels,); infinite for a label that nobody gave, so that nothing reaches it.

    Examples
    --------
    >>> chances = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8]])
    >>> self_confidence(chances, np.array([0, 0, 1])).round(3).tolist()
    [0.8, 0.8]
    """
    times = np.bincount(given, minlength=chances.shape[1])
    sums = np.bincount(given, weights=chances[np.arange(len(given)), given], minlength=chances.shape[1])
    return np.divide(sums, times, out=np.full(len(times), np.inf), where=times > 0)


def capped(thresholds: NDArray[np.float64]) -> NDArray[np.float64]:
    """None above SURE: a model that finds a label 96 % probable on average would doubt nothing it finds 93 %.

    That is not in the paper, whose models were less sure. A label nobody gave stays out of reach.

    Examples
    --------
    >>> capped(np.array([0.96, 0.5, np.inf])).tolist()
    [0.9, 0.5, inf]
    """
    return np.where(np.isfinite(thresholds), np.minimum(thresholds, SURE), thresholds)


def confident_labels(chances: Chances, thresholds: NDArray[np.float64]) -> Places:
    """The likeliest of the labels that reach their thresholds; NONE where none does.

    A label the model is always shy of has a low threshold, so a frequent label does not drown a rare one.

    Examples
    --------
    >>> confident_labels(np.array([[0.55, 0.45], [0.6, 0.4]]), np.array([0.8, 0.42])).tolist()
    [1, -1]
    """
    reached = np.where(chances >= thresholds, chances, -1.0)
    return np.where(reached.max(axis=1) >= 0, reached.argmax(axis=1), NONE)


def confident_joint(given: Places, found: Places, labels: int) -> NDArray[np.int64]:
    """Answers by given (rows) and confident label (columns); those without the second are in no cell (equation 1)."""
    known = found != NONE
    cells = np.bincount(given[known] * labels + found[known], minlength=labels**2)
    return cells.reshape(labels, labels)


def estimated_joint(joint: NDArray[np.int64], given: Places) -> NDArray[np.float64]:
    """Shares of all answers by given and true label: rows are stretched to what was given (equation 3).

    A label with no confident answer at all is taken to be right.

    Examples
    --------
    >>> estimated_joint(np.array([[3, 1], [0, 2]]), np.array([0] * 6 + [1] * 2)).tolist()
    [[0.5625, 0.1875], [0.0, 0.25]]
    """
    counts = np.bincount(given, minlength=len(joint)).astype(np.float64)
    rows = joint.sum(axis=1, keepdims=True)
    shares = np.divide(joint, rows, out=np.eye(len(joint)), where=rows > 0)
    return shares * counts[:, None] / max(counts.sum(), 1)


def wrong_share(joint: NDArray[np.float64]) -> float:
    """How many answers are wrong by this estimate, as a share."""
    return float(joint.sum() - np.trace(joint))


def margins(chances: Chances, given: Places) -> NDArray[np.float64]:
    """The given label's probability less that of the likeliest other one: -1, certainly wrong, to 1.

    Examples
    --------
    >>> margins(np.array([[0.1, 0.7, 0.2], [0.6, 0.3, 0.1]]), np.array([0, 0])).round(2).tolist()
    [-0.6, 0.3]
    """
    rows = np.arange(len(given))
    others = chances.copy()
    others[rows, given] = -np.inf
    return chances[rows, given] - others.max(axis=1)
