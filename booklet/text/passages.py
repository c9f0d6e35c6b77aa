"""A passage with its marks, cut where marks begin and end; and which passage around some words is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Mark = tuple[int, int, int]  # start, end, label


@dataclass(frozen=True)
class Piece:
    """Some words, and the labels of the marks that lie over them."""

    text: str
    labels: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()  # those of the labels whose mark begins here


def pieces_of(text: str, marks: Sequence[Mark], start: int = 0) -> list[Piece]:
    """The text cut at every end of a mark. `start` is where the text begins in what the marks count from.

    Examples
    --------
    >>> [(piece.text, piece.labels) for piece in pieces_of("Ann went to Rome", [(0, 3, 7), (0, 16, 8)])]
    [('Ann', (7, 8)), (' went to Rome', (8,))]
    """
    inside = [(max(a - start, 0), min(b - start, len(text)), label) for a, b, label in marks]
    inside = sorted(mark for mark in inside if mark[0] < mark[1])
    edges = sorted({0, len(text), *(edge for a, b, _ in inside for edge in (a, b))})
    return [
        Piece(
            text[left:right],
            tuple(label for a, b, label in inside if a <= left and right <= b),
            tuple(label for a, _, label in inside if a == left),
        )
        for left, right in pairwise(edges)
    ]


def around(text: str, start: int, end: int, most: int) -> tuple[int, int]:
    """A stretch of at most so many characters with the words in its midst, cut between words where it can be.

    Examples
    --------
    >>> text = "one two three four five six seven"
    >>> text[slice(*around(text, 14, 18, 18))]
    'three four five'
    """
    spare = max(most - (end - start), 0) // 2
    left, right = max(start - spare, 0), min(end + spare, len(text))
    if left > 0:
        blank = _first_blank(text, left, start)
        left = blank + 1 if blank is not None else left
    if right < len(text):
        blank = _last_blank(text, end, right)
        right = blank if blank is not None else right
    return left, right


def _first_blank(text: str, start: int, end: int) -> int | None:
    return next((place for place in range(start, end) if text[place].isspace()), None)


def _last_blank(text: str, start: int, end: int) -> int | None:
    return next((place for place in range(end - 1, start - 1, -1) if text[place].isspace()), None)
