"""From how much on is a soft label good enough to say it? Chosen on gold."""

import numpy as np
from numpy.typing import NDArray

ENOUGH_POSITIVE = 10  # gold documents of the label; with fewer the plain threshold is safer
PLAIN = 0.5


def choose_threshold(scores: NDArray[np.float64], true: NDArray[np.bool_]) -> float:
    """The threshold at which saying the label has the best F1 on gold, midway between two scores.

    Half a document is added to each kind of error, so that a lucky few do not move it far. Of equally good
    thresholds the one nearest to 0.5 is taken. With fewer than 10 gold documents of the label, or none of
    another, it is 0.5.

    Parameters
    ----------
    scores
        Soft label of each gold document, from a fit without it (`comparison.crossfit`).
    true
        Whether the label is the document's.

    Examples
    --------
    >>> choose_threshold(np.repeat([0.9, 0.3, 0.1], 10), np.repeat([True, True, False], 10))
    0.2
    """
    if true.sum() < ENOUGH_POSITIVE or true.all():
        return PLAIN
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(true[order])
    said = np.arange(1, len(scores) + 1)
    f1 = 2 * hits / (said + true.sum() + 1)
    borders = np.append(ranked[:-1] > ranked[1:], True)
    below = np.append(ranked[1:], 0.0)
    middles = ((ranked + below) / 2)[borders]
    best = f1[borders] >= f1[borders].max() - 1e-12
    return float(middles[best][np.argmin(np.abs(middles[best] - PLAIN))].round(12))
