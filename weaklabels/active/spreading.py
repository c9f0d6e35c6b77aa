"""How is a list kept from saying the same thing again and again?"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

MOST_ALIKE_IN_A_ROW = 3
ALONE = -1  # the group of a document that has no near-duplicates


def farthest_first(features: sparse.csr_matrix, picks: int, first: int = 0) -> NDArray[np.int64]:
    """Rows such that each next is the one farthest from all before: greedy k-centre, by cosine.

    Parameters
    ----------
    features
        One row a candidate, at most a few thousand.
    first
        The row to begin with.

    References
    ----------
    Gonzalez (1985). Clustering to minimize the maximum intercluster distance. Theoretical Computer Science 38.
    Sener, Savarese (2018). Active learning for convolutional neural networks: a core-set approach. ICLR.

    Examples
    --------
    >>> points = sparse.csr_matrix([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]])
    >>> farthest_first(points, 3).tolist()
    [0, 2, 1]
    """
    lengths = np.sqrt(np.asarray(features.multiply(features).sum(axis=1)).ravel())
    unit = (sparse.diags_array(1 / np.where(lengths > 0, lengths, 1)) @ features).tocsr()
    picks = min(picks, unit.shape[0])
    order = np.empty(picks, np.int64)
    nearest = np.full(unit.shape[0], -np.inf)  # likeness to the nearest pick
    for place in range(picks):
        order[place] = here = first if place == 0 else int(nearest.argmin())
        nearest = np.maximum(nearest, (unit @ unit[[here]].T).toarray().ravel())
        nearest[here] = np.inf
    return order


def in_rounds(
    order: NDArray[np.integer],
    groups: NDArray[np.integer],
    answered: NDArray[np.integer] | None = None,
    most: int = MOST_ALIKE_IN_A_ROW,
) -> NDArray[np.integer]:
    """The order in rounds: at most `most` of each near-duplicate group a round, counting those answered before.

    So copies, however unsure the model is of them, come back only when everything else on the list has had its turn.

    Parameters
    ----------
    order
        Rows, best first.
    groups
        Near-duplicate group of each row; -1 has none.
    answered
        How many of the row's group were answered already.

    Examples
    --------
    >>> in_rounds(np.arange(6), np.array([7, 7, 7, 7, -1, 5])).tolist()
    [0, 1, 2, 4, 5, 3]
    """
    here = groups[order]
    by_group = np.argsort(here, kind="stable")
    sorted_groups = here[by_group]
    first_places = np.searchsorted(sorted_groups, sorted_groups)
    earlier = np.empty(len(order), np.int64)
    earlier[by_group] = np.arange(len(order)) - first_places
    if answered is not None:
        earlier += answered[order]
    rounds = np.where(here == ALONE, 0, earlier // most)
    return order[np.argsort(rounds, kind="stable")]


def without_runs(
    order: NDArray[np.integer],
    groups: NDArray[np.integer],
    recent: Iterable[int] = (),
    most: int = MOST_ALIKE_IN_A_ROW,
) -> NDArray[np.integer]:
    """The order with at most `most` of a near-duplicate group in a row; what would make a longer run waits.

    What still waits at the end, because nothing else is left, is left out.

    Parameters
    ----------
    recent
        Groups of the documents served last, the latest last.

    Examples
    --------
    >>> without_runs(np.arange(6), np.array([7, 7, 7, 7, -1, 7])).tolist()
    [0, 1, 2, 4, 3, 5]
    >>> without_runs(np.arange(3), np.array([7, 7, -1]), recent=[7, 7]).tolist()
    [0, 2, 1]
    """
    run = _Run(most)
    for group in recent:
        run.take(group)
    placed: list[int] = []
    waiting: list[tuple[int, int]] = []
    for row, group in zip(order.tolist(), groups[order].tolist(), strict=True):
        while waiting and not run.forbids(waiting[0][1]):
            placed.append(waiting[0][0])
            run.take(waiting.pop(0)[1])
        if run.forbids(group):
            waiting.append((row, group))
            continue
        placed.append(row)
        run.take(group)
    return np.array(placed + _all_that_fit(waiting, run), order.dtype)


class _Run:
    """How many of one group stand at the end of a list."""

    def __init__(self, most: int) -> None:
        self.most, self.group, self.length = most, ALONE, 0

    def forbids(self, group: int) -> bool:
        return group != ALONE and group == self.group and self.length >= self.most

    def take(self, group: int) -> None:
        self.length = self.length + 1 if group == self.group else 1
        self.group = group


def _all_that_fit(waiting: list[tuple[int, int]], run: _Run) -> list[int]:
    placed = []
    for row, group in waiting:
        if not run.forbids(group):
            placed.append(row)
            run.take(group)
    return placed
