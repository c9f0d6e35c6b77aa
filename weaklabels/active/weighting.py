"""What would a random sample say, when the documents were not drawn at random but with known probabilities?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

ENOUGH = 30  # documents
Z = 1.959963984540054  # 95 %


@dataclass(frozen=True)
class Weighted:
    """A mean over all documents of the pool, estimated from those drawn, and its 95 % interval.

    `worth` is Kish's effective sample size: how many random documents would say as much.
    """

    mean: float
    interval: tuple[float, float]
    documents: int
    worth: float


def lure_weights(probabilities: NDArray[np.float64], pool: int) -> NDArray[np.float64]:
    """The weight of each document drawn, in the order of drawing, so that the weighted mean has no bias.

    v_m = 1 + (N - M) / (N - m) x (1 / ((N - m + 1) q_m) - 1) of M documents drawn from N, the m-th with probability
    q_m among those that were left.

    References
    ----------
    Farquhar, Gal, Rainforth (2021). On statistical bias in active learning. ICLR, eq. 7.

    Examples
    --------
    Uniform draws all weigh the same:

    >>> lure_weights(1 / np.arange(10, 7, -1), 10).tolist()
    [1.0, 1.0, 1.0]
    """
    drawn = len(probabilities)
    number = np.arange(1, drawn + 1)
    left = pool - number
    share = np.divide(pool - drawn, left, out=np.zeros(drawn), where=left > 0)
    return 1 + share * (1 / ((left + 1) * probabilities) - 1)


def in_scale(probabilities: NDArray[np.float64], pool: int) -> NDArray[np.float64]:
    """Probabilities that are all off by one factor, in their own scale: the mean of 1 / ((N - m + 1) q_m) is 1 then.

    A document's stored probability counts also that the draw might have gone to the audit share, or to no share at all
    while a stream was dry; within one pool that is a factor nobody wrote down.

    Examples
    --------
    >>> in_scale(0.3 / np.arange(10, 7, -1), 10).round(6).tolist()
    [0.1, 0.111111, 0.125]
    """
    left = pool - np.arange(len(probabilities))
    return probabilities * (1 / (left * probabilities)).mean()


def weighted_check(values: ArrayLike, probabilities: ArrayLike, pool: int) -> Weighted | None:
    """The mean of the values over the pool; None with fewer than 30 documents or where some could not be drawn.

    Parameters
    ----------
    values
        Of each document in the order of drawing: for accuracy whether the model was right that was current *before*
        it learned from the document.
    probabilities
        With which each was drawn from those left. One of 0, or one that is not known, makes the check impossible.
    pool
        Documents there were to draw from before the first draw.

    Examples
    --------
    >>> weighted_check([1.0] * 29, [0.01] * 29, 100) is None
    True
    """
    numbers, chances = np.asarray(values, np.float64), np.asarray(probabilities, np.float64)
    if numbers.shape != chances.shape or len(numbers) > pool:
        msg = (
            f"{numbers.shape} values, {chances.shape} probabilities, a pool of {pool}: each draw needs both."
        )
        raise ValueError(msg)
    if len(numbers) < ENOUGH or not np.isfinite(chances).all() or chances.min() <= 0:
        return None
    weights = lure_weights(chances, pool)
    mean = float((weights * numbers).mean())
    spread = float((weights * numbers).std(ddof=1) / np.sqrt(len(numbers)))
    spread *= np.sqrt(max(0.0, 1 - len(numbers) / pool))
    worth = float(weights.sum() ** 2 / (weights**2).sum())
    return Weighted(mean, (mean - Z * spread, mean + Z * spread), len(numbers), worth)
