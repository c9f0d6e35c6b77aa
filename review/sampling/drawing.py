"""A simple random sample that anybody can draw again from the same batch and the same seed."""

from collections.abc import Sequence
from random import Random


def drawn(answers: Sequence[int], size: int, seed: int) -> list[int]:
    """So many of the answers in the order in which they are to be checked; each order is as likely as any other.

    >>> drawn(range(10), 4, 7) == drawn(range(10), 4, 7), len(set(drawn(range(10), 10, 8)))
    (True, 10)
    """
    return Random(seed).sample(answers, size)  # noqa: S311 - drawn again by whoever doubts it


def drawn_by_part(parts: Sequence[Sequence[int]], sizes: Sequence[int], seed: int) -> list[tuple[int, int]]:
    """The same for each part by itself, then mixed: (part, answer)."""
    random = Random(seed)  # noqa: S311
    chosen = [
        (number, answer)
        for number, (answers, size) in enumerate(zip(parts, sizes, strict=True))
        for answer in random.sample(answers, size)
    ]
    random.shuffle(chosen)
    return chosen
