"""How much of their wording do two texts share? Shingles of three words, and short signatures that find the pairs.

A signature has 32 minima of hashed shingles: two texts have the same at a place as often as they share shingles. Cut
into 8 bands of 4, a pair that shares 80 % meets in at least one band with 98 %, one that shares 30 % with 6 %; what
meets is then compared word by word. Pure: arrays in, arrays out.

References
----------
Broder (1997). On the resemblance and containment of documents. Compression and Complexity of Sequences.
"""

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WORDS = 3  # in a shingle; a text of fewer is one shingle
PLACES = 32
BANDS = 8
IN_A_BAND = PLACES // BANDS
LOOKED_AT = 20_000  # characters of a text
AT_ONCE = 200_000  # shingles hashed 32 times in memory at once

WORD = re.compile(r"\w+")

# Always the same: signatures are kept, and neither they nor the parts of a release may hang on a library's generator.
FACTORS = np.array(
    [zlib.crc32(b"times %d" % place) * 2**31 + 2 * place + 1 for place in range(PLACES)], np.uint64
)
ADDED = np.array([zlib.crc32(b"plus %d" % place) for place in range(PLACES)], np.uint64)
STEP = np.uint64(0x9E3779B97F4A7C15)

Signatures = NDArray[np.uint32]


def signatures(texts: Sequence[str]) -> list[bytes | None]:
    """A signature for each text, packed; None for one without a word.

    Examples
    --------
    >>> one, same, other, none = signatures(["A cat sat here.", "a CAT sat, here", "Nothing else", "…"])
    >>> one == same, one == other, none
    (True, False, None)
    """
    found: list[bytes | None] = []
    waiting: list[NDArray[np.uint64]] = []
    count = 0
    for text in texts:
        waiting.append(shingles_of(text))
        count += len(waiting[-1])
        if count > AT_ONCE:
            found += _signed(waiting)
            waiting, count = [], 0
    return found + _signed(waiting)


def shingles_of(text: str) -> NDArray[np.uint64]:
    """The hashes of a text's shingles, those that come again as often as they come."""
    words = WORD.findall(text[:LOOKED_AT].lower())
    hashes = np.fromiter(
        (zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words), np.uint64, len(words)
    )
    if len(hashes) <= WORDS:
        return _rolled(hashes, len(hashes)) if len(hashes) else hashes
    return _rolled(hashes, WORDS)


def _rolled(hashes: NDArray[np.uint64], words: int) -> NDArray[np.uint64]:
    rolled = hashes[: len(hashes) - words + 1].copy()
    for place in range(1, words):
        rolled = rolled * STEP + hashes[place : len(hashes) - words + 1 + place]
    rolled ^= rolled >> np.uint64(29)
    return rolled * STEP


def _signed(many: Sequence[NDArray[np.uint64]]) -> list[bytes | None]:
    lengths = np.array([len(one) for one in many], np.int64)
    signed: list[bytes | None] = [None] * len(many)
    filled = np.flatnonzero(lengths)
    if not len(filled):
        return signed
    hashes = np.concatenate([many[one] for one in filled])
    starts = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
    minima = np.empty((len(filled), PLACES), np.uint32)
    for place, (factor, added) in enumerate(zip(FACTORS, ADDED, strict=True)):
        spread = ((hashes * factor + added) >> np.uint64(32)).astype(np.uint32)
        minima[:, place] = np.minimum.reduceat(spread, starts)
    for row, one in enumerate(filled.tolist()):
        signed[one] = minima[row].tobytes()
    return signed


def shared(one: str, other: str) -> float:
    """The share of all shingles of two texts that both have: 1 for the same words in the same order.

    Examples
    --------
    >>> shared("a cat sat on the mat", "A cat sat on the mat!")
    1.0
    >>> shared("a cat sat on the mat", "a dog lay on the rug")
    0.0
    """
    first, second = set(shingles_of(one).tolist()), set(shingles_of(other).tolist())
    together = len(first | second)
    return len(first & second) / together if together else 0.0


def met_in(band: Signatures) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows that have the same as an earlier one in a band, and that earlier row: the first that has it.

    Examples
    --------
    >>> met_in(np.array([[1, 2], [3, 4], [1, 2], [1, 2]], np.uint32))
    (array([2, 3]), array([0, 0]))
    """
    joined = np.zeros(len(band), np.uint64)
    for place in range(band.shape[1]):
        joined = joined * STEP + band[:, place]
    _values, first, which = np.unique(joined, return_index=True, return_inverse=True)
    leaders = first[which]
    rows = np.flatnonzero(leaders != np.arange(len(band)))
    return rows, leaders[rows]


class Groups:
    """Which rows are one group: the lowest row of each stands for it."""

    def __init__(self, size: int) -> None:
        self._above = np.arange(size, dtype=np.int64)

    def first(self, row: int) -> int:
        above = self._above
        while above[row] != row:
            above[row] = above[above[row]]
            row = int(above[row])
        return row

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._above[high] = low

    def leaders(self) -> NDArray[np.int64]:
        """For each row the one that stands for its group; -1 for a row that is alone.

        Examples
        --------
        >>> groups = Groups(4)
        >>> groups.join(3, 1)
        >>> groups.leaders().tolist()
        [-1, 1, -1, 1]
        """
        firsts = np.fromiter((self.first(row) for row in range(len(self._above))), np.int64, len(self._above))
        sizes = np.bincount(firsts, minlength=len(firsts))
        return np.where(sizes[firsts] > 1, firsts, -1)
