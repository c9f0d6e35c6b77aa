"""How much do the answers to one document differ? For ordering what somebody has to decide."""

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import chain
from math import log2

Parts = frozenset[Hashable]  # of an answer: its label, its labels, its marks


def entropy(answers: Sequence[Parts]) -> float:
    """Of answers that are one thing each, in bits.

    Examples
    --------
    >>> a, b = frozenset("a"), frozenset("b")
    >>> entropy([a, b]), entropy([a, a]), round(entropy([a, a, b]), 3)
    (1.0, 0.0, 0.918)
    """
    total = len(answers)
    return sum(count / total * log2(total / count) for count in Counter(answers).values())


def mean_entropy(answers: Sequence[Parts]) -> float:
    """Of answers that are sets: each part somebody named is a question of its own, yes or no; their mean, in bits.

    So ten marks of which two differ are in less doubt than two of which both do.

    Examples
    --------
    >>> mean_entropy([frozenset("ab"), frozenset("a")]), mean_entropy([frozenset("a"), frozenset("b")])
    (0.5, 1.0)
    """
    named = Counter(chain.from_iterable(answers))
    shared = Counter(named.values())  # how many parts so many people named
    total = len(answers)
    bits = sum(parts * of_yes(people / total) for people, parts in shared.items())
    return bits / max(len(named), 1)


def of_yes(share: float) -> float:
    """Of a question that this share of people answers with yes."""
    return 0.0 if share in (0, 1) else -share * log2(share) - (1 - share) * log2(1 - share)


def surprise(times: int, of: int) -> float:
    """How rare something is, in bits; what was never seen counts as seen once.

    >>> surprise(1, 8), surprise(8, 8), surprise(0, 8)
    (3.0, 0.0, 3.0)
    """
    return log2(max(of, 1) / max(times, 1))
