"""Which documents are learned from, and which are asked, when a way of learning is tried out?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

FOLDS = 3


def folds(
    groups: NDArray[np.integer], rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Learned from and asked, three times, so that each document is asked once, and never beside its own group."""
    fold = fold_of(groups, FOLDS, rng)
    for number in range(FOLDS):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)


def fold_of(groups: NDArray[np.integer], count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """The fold of each document: groups stay whole, and the folds are about as large as one another.

    The documents of a conversation are alike: who learned from one of them is better at the others than at a new
    conversation, and would find itself surer than it may be. With fewer groups than folds nothing can be kept apart,
    and the documents are folded one by one.

    Parameters
    ----------
    groups
        A number for each document; those of one group have the same.

    Examples
    --------
    >>> folds_of_seven = fold_of(np.array([5, 5, 5, 1, 1, 8, 8]), 3, np.random.default_rng(0))
    >>> [len(set(folds_of_seven[part].tolist())) for part in ([0, 1, 2], [3, 4], [5, 6])]
    [1, 1, 1]
    """
    _names, numbers = np.unique(groups, return_inverse=True)
    sizes = np.bincount(numbers)
    if len(sizes) < count or len(sizes) == len(numbers):
        return rng.permutation(np.arange(len(numbers)) % count)
    shuffled = rng.permutation(len(sizes))
    held = [0] * count
    fold_of_group = np.zeros(len(sizes), np.intp)
    for group in shuffled[np.argsort(-sizes[shuffled], kind="stable")].tolist():
        smallest = held.index(min(held))
        fold_of_group[group] = smallest
        held[smallest] += int(sizes[group])
    return fold_of_group[numbers]
