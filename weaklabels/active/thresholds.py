"""From which probability on is a label given, where a document may have many? Chosen on answers not learned from."""

import numpy as np
from numpy.typing import NDArray

CENTRE = 10  # positive answers with which a label's own threshold weighs as much as the common one
PLAIN = 0.5


def shrunk_thresholds(probabilities: NDArray[np.floating], true: NDArray[np.bool_]) -> NDArray[np.float64]:
    """One for each label: its own best, drawn to the best common one by (n x own + 10 x common) / (n + 10).

    A label's own threshold alone fits the luck of a few answers.

    Parameters
    ----------
    probabilities, true
        Shape (documents, labels).

    Examples
    --------
    >>> said = np.repeat([[0.9], [0.3], [0.1]], 10, axis=0)
    >>> shrunk_thresholds(said, np.repeat([[True], [True], [False]], 10, axis=0)).round(3).tolist()
    [0.2]
    """
    common = best_threshold(probabilities.ravel(), true.ravel())
    positive = true.sum(axis=0)
    own = np.array([best_threshold(*pair) for pair in zip(probabilities.T, true.T, strict=True)])
    return (positive * own + CENTRE * common) / (positive + CENTRE)


def best_threshold(probabilities: NDArray[np.floating], true: NDArray[np.bool_]) -> float:
    """Where F1 is best, midway between two probabilities; of equally good ones that nearest to 0.5."""
    if not true.any() or true.all():
        return PLAIN
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(true[order])
    f1 = 2 * hits / (np.arange(1, len(ranked) + 1) + true.sum())
    below = np.append(ranked[1:], 0.0)
    borders = ranked > below
    middles = ((ranked + below) / 2)[borders]
    best = middles[f1[borders] >= f1[borders].max() - 1e-12]
    return float(best[np.argmin(np.abs(best - PLAIN))])
