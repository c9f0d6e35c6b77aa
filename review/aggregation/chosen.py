"""One answer a document, without a table of all answers there are: hardly two sets, marks or texts are the same."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from review.aggregation.proposals import TIE


@dataclass(frozen=True)
class Chosen:
    """Documents in their order.

    Attributes
    ----------
    documents
        Their names.
    answers
        What was chosen, as a number, or TIE.
    confidence
        From 0 to 1.
    """

    documents: NDArray[np.int64]
    answers: NDArray[np.int64]
    confidence: NDArray[np.float64]


def most_frequent(documents: ArrayLike, said: ArrayLike) -> Chosen:
    """The answer that most people gave, its confidence their share; a tie where two are as frequent.

    Parameters
    ----------
    documents, said
        A row an answer, in any order; the same answer has the same number, from 0.

    Examples
    --------
    >>> chosen = most_frequent([5, 5, 5, 6, 6], [3, 9, 3, 0, 1])
    >>> chosen.answers.tolist(), chosen.confidence.round(2).tolist()
    ([3, -1], [0.67, 0.5])
    """
    rows = np.column_stack([np.asarray(documents, dtype=np.int64), np.asarray(said, dtype=np.int64)])
    pairs, times = np.unique(rows, axis=0, return_counts=True)
    order = np.lexsort((-times, pairs[:, 0]))
    pairs, times = pairs[order], times[order]
    names, first, answers = np.unique(pairs[:, 0], return_index=True, return_counts=True)
    second = times[np.minimum(first + 1, max(len(times) - 1, 0))] if len(times) else times
    is_tie = (answers > 1) & (second == times[first])
    given = np.add.reduceat(times, first) if len(first) else times
    return Chosen(names, np.where(is_tie, TIE, pairs[first, 1]), times[first] / np.maximum(given, 1))


def median(documents: ArrayLike, ratings: ArrayLike) -> Chosen:
    """The middle rating; a tie where two different ones are in the middle. Confidence: the share at most a step away.

    Examples
    --------
    >>> chosen = median([5, 5, 5, 6, 6], [1, 2, 5, 3, 4])
    >>> chosen.answers.tolist(), chosen.confidence.round(2).tolist()
    ([2, -1], [0.67, 1.0])
    """
    names, given = np.asarray(documents, dtype=np.int64), np.asarray(ratings, dtype=np.int64)
    order = np.lexsort((given, names))
    names, given = names[order], given[order]
    known, first, places, count = np.unique(names, return_index=True, return_inverse=True, return_counts=True)
    low, high = given[first + (count - 1) // 2], given[first + count // 2]
    middle = (low + high) / 2
    near = np.bincount(places, np.abs(given - middle[places]) <= 1, len(known))
    return Chosen(known, np.where(low == high, low, TIE), near / np.maximum(count, 1))
