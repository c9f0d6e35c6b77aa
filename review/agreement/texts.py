"""How alike are two texts? By the fewest characters to be changed from one to the other."""

from collections.abc import Hashable, Sequence
from itertools import combinations

import numpy as np

from review.agreement.resampling import Sums, Totals

LONGEST = 2_000  # characters compared of each: the rest costs time and says little more


def likeness(one: str, other: str) -> float:
    """1 less the share of the longer text that must be put in, left out or replaced (Levenshtein); 1 is the same.

    Bit by bit, a column of the table at a time.

    References
    ----------
    Levenshtein (1966). Binary codes capable of correcting deletions, insertions and reversals.
    Hyyrö (2003). A bit-vector algorithm for computing edit distances. Nordic Journal of Computing 10.

    Examples
    --------
    >>> round(likeness("kitten", "sitting"), 4), likeness("", ""), likeness("a", "")
    (0.5714, 1.0, 0.0)
    """
    one, other = one[:LONGEST], other[:LONGEST]
    longer = max(len(one), len(other))
    return 1 - distance(one, other) / longer if longer else 1.0


def distance(one: str, other: str) -> int:
    """
    >>> distance("flaw", "lawn"), distance("", "abc"), distance("same", "same")
    (2, 3, 0)
    """
    if not one or not other:
        return len(one) + len(other)
    places: dict[str, int] = {}
    for place, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << place
    whole, last, score = (1 << len(one)) - 1, 1 << (len(one) - 1), len(one)
    plus, minus = whole, 0
    for letter in other:
        same = places.get(letter, 0)
        across = same | minus
        down = (((same & plus) + plus) ^ plus) | same
        more, fewer = minus | ~(down | plus) & whole, plus & down
        score += bool(more & last) - bool(fewer & last)
        more, fewer = (more << 1 | 1) & whole, fewer << 1 & whole
        plus, minus = fewer | ~(across | more) & whole, more & across
    return score


def text_sums(documents: Sequence[Sequence[str]]) -> Sums:
    """Of each document with two texts or more: 1, the share of its pairs that are the same, and their mean likeness.

    Examples
    --------
    >>> text_sums([["ab", "ab", "ad"]]).totals.round(2).tolist()
    [1.0, 0.33, 0.67]
    """
    rows = [_row(texts) for texts in documents if len(texts) > 1]
    return Sums.of_rows(np.array(rows, dtype=np.float64).reshape(-1, 3), np.array([[1.0, 1, 1], [1, 0, 0]]))


def _row(texts: Sequence[str]) -> list[float]:
    pairs = list(combinations(texts, 2))
    same = [one == other for one, other in pairs]
    alike = [1.0 if is_same else likeness(*pair) for pair, is_same in zip(pairs, same, strict=True)]
    return [1.0, sum(same) / len(pairs), sum(alike) / len(pairs)]


def the_same(totals: Totals) -> Totals:
    """Share of pairs of texts that are equal."""
    return totals[..., 1] / totals[..., 0]


def mean_likeness(totals: Totals) -> Totals:
    return totals[..., 2] / totals[..., 0]


def set_sums(documents: Sequence[Sequence[frozenset[Hashable]]]) -> Sums:
    """Of each document, over its pairs of answers: parts in both, twice, and parts of either. For F1 of relations.

    Examples
    --------
    >>> set_sums([[frozenset("ab"), frozenset("bc")]]).totals.tolist()
    [2.0, 4.0]
    """
    rows = [
        np.sum(
            [[2 * len(one & other), len(one) + len(other)] for one, other in combinations(sets, 2)], axis=0
        )
        for sets in documents
        if len(sets) > 1
    ]
    table = np.array(rows, dtype=np.float64).reshape(-1, 2)
    parts = table[:, 1].mean() if len(table) else 0.0
    return Sums.of_rows(table, np.array([[parts, parts], [0.0, parts]]))
