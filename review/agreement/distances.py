"""How far apart are two answers? 0 is the same answer, 1 as far apart as answers to the question can be."""

from collections.abc import Collection, Sequence, Set

import numpy as np
from numpy.typing import ArrayLike, NDArray

Distances = NDArray[np.float64]


def nominal(classes: int) -> Distances:
    """Labels are the same or they are not."""
    return 1 - np.eye(classes)


def linear(values: ArrayLike) -> Distances:
    """Of ratings: the steps between them, as a share of the longest way."""
    scale = np.asarray(values, dtype=np.float64)
    apart = np.abs(scale[:, None] - scale)
    return apart / max(apart.max(initial=0), 1e-300)


def in_steps(values: ArrayLike) -> Distances:
    """Of ratings: the steps between them as they are, more than 1 for most."""
    scale = np.asarray(values, dtype=np.float64)
    return np.abs(scale[:, None] - scale)


def interval(values: ArrayLike) -> Distances:
    """Of ratings: linear, squared. Two steps off is four times as bad as one."""
    return linear(values) ** 2


def jaccard(one: Set, other: Set) -> float:
    """Share of the labels in either set that are not in both; two empty sets agree.

    References
    ----------
    Jaccard (1912). The distribution of the flora in the alpine zone. New Phytologist 11.

    Examples
    --------
    >>> jaccard({1, 2, 3, 4}, {3, 4, 5})
    0.6
    >>> jaccard(set(), set())
    0.0
    """
    either = len(one | other)
    return 1 - len(one & other) / either if either else 0.0


def masi(one: Set, other: Set) -> float:
    """1 - Jaccard's likeness x 1, 2/3, 1/3 or 0: the same, one within the other, overlapping, nothing in common.

    References
    ----------
    Passonneau (2006). Measuring agreement on set-valued items (MASI). LREC.

    Examples
    --------
    >>> round(masi({1, 2}, {1, 2, 3, 4}), 4)
    0.6667
    """
    if one == other:
        return 0.0
    part = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - (1 - jaccard(one, other)) * part


def between_sets(sets: Sequence[Collection[int]], kind: str = "masi") -> Distances:
    """Between all answers to a question that takes several labels, by `jaccard` or `masi`.

    Examples
    --------
    >>> between_sets([{0}, {0, 1}, set()], "jaccard").tolist()
    [[0.0, 0.5, 1.0], [0.5, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    labels = sorted({label for given in sets for label in given})
    held = np.array([[label in given for label in labels] for given in sets], dtype=np.float64)
    held = held.reshape(len(sets), len(labels))
    both, sizes = held @ held.T, held.sum(axis=1)
    either = sizes[:, None] + sizes - both
    likeness = np.where(either > 0, both / np.maximum(either, 1), 1.0)
    return 1 - likeness * {"jaccard": jaccard_part, "masi": masi_part}[kind](both, sizes)


def jaccard_part(both: NDArray, sizes: NDArray) -> NDArray[np.float64]:
    return np.ones_like(both)


def masi_part(both: NDArray, sizes: NDArray) -> NDArray[np.float64]:
    within = both == np.minimum(sizes[:, None], sizes)
    same = within & (sizes[:, None] == sizes)
    return np.where(same, 1, np.where(within, 2 / 3, 1 / 3))
