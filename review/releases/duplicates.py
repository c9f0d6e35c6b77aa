"""Which texts are (nearly) the same? Told from their signatures alone (annotate/profile/shingles.py)."""

import numpy as np
from numpy.typing import NDArray

A_BAND = 4
ALIKE = 26 / 32  # of the places of two signatures: about four fifths of the wording


def alike(signatures: NDArray[np.uint32]) -> list[tuple[int, int]]:
    """Pairs of places of texts that are nearly the same; of many that are, each with a neighbour.

    Parameters
    ----------
    signatures : array, shape (texts, places)
        Two texts have the same number at a place as often as they share their wording.

    References
    ----------
    Broder (1997), On the resemblance and containment of documents.

    Examples
    --------
    >>> alike(np.array([[1, 2, 3, 4, 5, 6, 7, 8], [9, 9, 9, 9, 9, 9, 9, 9], [1, 2, 3, 4, 5, 6, 7, 0]], np.uint32))
    [(0, 2)]
    """
    places = signatures.shape[1]
    found: set[tuple[int, int]] = set()
    for begin in range(0, places, A_BAND):
        band = signatures[:, begin : begin + A_BAND]
        order = np.lexsort(band.T)
        one, other = order[:-1], order[1:]
        near = (band[one] == band[other]).all(axis=1)
        agreed = (signatures[one[near]] == signatures[other[near]]).sum(axis=1)
        near[near] = agreed >= ALIKE * places
        found.update(zip(one[near].tolist(), other[near].tolist(), strict=True))
    return sorted({(min(pair), max(pair)) for pair in found})
