"""Which texts are (nearly) the same? Pure: texts in, pairs out.

A text is the set of its pairs of neighbouring words, without case and punctuation. The least of its values under each
of some hash functions stands for it: two texts agree in about as many of them as their sets have in common.
"""

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

HASHES, A_BAND = 32, 4
ALIKE = 26  # hashes in common, of 32: about four fifths of the pairs of words
LONGEST = 20_000  # characters of a text that are looked at
WORD = re.compile(r"\w+")
Signature = NDArray[np.uint32]

# Odd multipliers and increments, always the same: what a release was made of must not hang on a library's generator.
MULTIPLIERS = np.array(
    [zlib.crc32(b"times %d" % number) * 2**31 + 2 * number + 1 for number in range(HASHES)], dtype=np.uint64
)
INCREMENTS = np.array([zlib.crc32(b"plus %d" % number) for number in range(HASHES)], dtype=np.uint64)


def signature(text: str) -> Signature:
    """What stands for a text: 32 numbers.

    References
    ----------
    Broder (1997), On the resemblance and containment of documents.

    Examples
    --------
    >>> bool((signature("Hello, you there!") == signature("hello you  there")).all())
    True
    """
    words = WORD.findall(text[:LONGEST].casefold()) or [text.strip()]
    pairs = set(pairwise(words)) or {(words[0], "")}
    hashed = np.array([zlib.crc32("\0".join(pair).encode("utf-8", "replace")) for pair in pairs], np.uint64)
    return (
        ((MULTIPLIERS[:, None] * hashed + INCREMENTS[:, None]) >> np.uint64(32)).min(axis=1).astype(np.uint32)
    )


def alike(signatures: Sequence[Signature] | NDArray[np.uint32]) -> list[tuple[int, int]]:
    """Pairs of places of texts that are nearly the same; of many that are, each with a neighbour.

    Examples
    --------
    >>> alike([signature(text) for text in ("We call you back on Monday.", "No.", "we call you back on monday")])
    [(0, 2)]
    """
    table = np.asarray(signatures, dtype=np.uint32).reshape(-1, HASHES)
    found: set[tuple[int, int]] = set()
    for begin in range(0, HASHES, A_BAND):
        band = table[:, begin : begin + A_BAND]
        order = np.lexsort(band.T)
        one, other = order[:-1], order[1:]
        near = (band[one] == band[other]).all(axis=1)
        near[near] = (table[one[near]] == table[other[near]]).sum(axis=1) >= ALIKE
        found.update(zip(one[near].tolist(), other[near].tolist(), strict=True))
    return sorted({(min(pair), max(pair)) for pair in found})
