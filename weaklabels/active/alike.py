"""Which documents are nearly the same? Found by sketches of their features, without comparing all with all."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from weaklabels.active.spreading import ALONE

BINS, BANDS = 64, 16
LIKENESS = 0.55  # of features that both have, among those that either has: a word in a dozen may be another
NOTHING = np.uint32(2**32 - 1)
MULTIPLIER = np.uint32(2654435761)  # Knuth's: scatters numbers that are near each other


def near_duplicates(rows: sparse.csr_matrix) -> NDArray[np.int64]:
    """A number for each group of near-duplicates, the same for all in it; -1 for documents that have none.

    References
    ----------
    Broder (1997). On the resemblance and containment of documents.
    Li, Owen, Zhang (2012). One permutation hashing. NIPS.

    Examples
    --------
    >>> table = np.zeros((4, 40))
    >>> table[0, :20] = table[1, 1:20] = table[2, 20:] = 1
    >>> near_duplicates(sparse.csr_matrix(table)).tolist()
    [0, 0, -1, -1]
    """
    drawn = sketches(rows)
    pairs = [pair for band in np.split(np.arange(BINS), BANDS) for pair in alike_by(drawn, band)]
    ours, theirs = np.array(pairs, np.int64).reshape(-1, 2).T
    links = sparse.coo_matrix((np.ones(len(ours)), (ours, theirs)), shape=(len(drawn),) * 2)
    _count, groups = connected_components(links, directed=False)
    alone = np.bincount(groups)[groups] == 1
    return np.where(alone, ALONE, groups).astype(np.int64)


def sketches(rows: sparse.csr_matrix) -> NDArray[np.uint32]:
    """Of each document the least hash in each of 64 bins: two agree in as many as they share of their features."""
    hashes = rows.indices.astype(np.uint32) * MULTIPLIER
    bins, values = hashes >> np.uint32(26), hashes & np.uint32(2**26 - 1)
    found = np.full((rows.shape[0], BINS), NOTHING, np.uint32)
    documents = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    np.minimum.at(found, (documents, bins), values)
    return found


def alike_by(drawn: NDArray[np.uint32], band: NDArray[np.intp]) -> NDArray[np.int64]:
    """Pairs of a document and the first that agrees with it in this band, if they are alike in all."""
    _keys, firsts, places = np.unique(drawn[:, band], axis=0, return_index=True, return_inverse=True)
    first = firsts[places.reshape(-1)]
    others = np.flatnonzero(first != np.arange(len(drawn)))
    ours, theirs = drawn[others], drawn[first[others]]
    there = (ours != NOTHING) | (theirs != NOTHING)
    agreed = ((ours == theirs) & there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    close = agreed >= LIKENESS
    return np.column_stack([others, first[others]])[close]


def beside_answered(groups: NDArray[np.int64], asked: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of the first `asked` documents the group of each, and how many of the others, which were answered, are of it.

    Examples
    --------
    >>> [found.tolist() for found in beside_answered(np.array([4, -1, 0, 4, 4, -1]), asked=3)]
    [[4, -1, 0], [2, 0, 0]]
    """
    ours, theirs = groups[:asked], groups[asked:]
    times = np.bincount(theirs[theirs != ALONE], minlength=groups.max(initial=0) + 1)
    return ours, np.where(ours == ALONE, 0, times[ours])
