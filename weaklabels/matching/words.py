"""Plain words in texts of ASCII, many texts at a time.

With all that is no letter, digit or underscore made a blank, a whole word is the literal “ word ”: the engine has no
edge to look at, and texts joined by a blank are one, since no word reaches from one into the next.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

try:
    import hyperscan
except ImportError:  # pragma: no cover
    hyperscan = None

PLAIN = re.compile(r"\w+", re.ASCII)
SPACED = (
    bytes(sign if chr(sign).isalnum() or sign == ord("_") else ord(" ") for sign in range(128)) + b" " * 128
)
JOINED_BYTES = 2**20


class Word(NamedTuple):
    """A word to be found, and the number that is told of it."""

    letters: str
    number: int
    match_case: bool


def is_plain(entry: str) -> bool:
    """
    >>> is_plain("refund"), is_plain("money back"), is_plain("Zoë")
    (True, False, False)
    """
    return PLAIN.fullmatch(entry) is not None


@lru_cache(maxsize=64)
def compiled_words(words: tuple[Word, ...]) -> "hyperscan.Database | None":
    """What finds them; kept by its content."""
    if not words:
        return None
    database = hyperscan.Database()
    database.compile(
        expressions=[f" {word.letters} ".encode() for word in words],
        ids=[word.number for word in words],
        flags=[0 if word.match_case else hyperscan.HS_FLAG_CASELESS for word in words],
        literal=True,
    )
    return database


def found_words(
    database: "hyperscan.Database", texts: Sequence[bytes]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The numbers of the words that stand in texts of ASCII, and in which text each does; again and again."""
    numbers: list[int] = []
    ends: list[int] = []
    add_number, add_end = numbers.append, ends.append

    def on_match(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
        add_number(number)
        add_end(end)

    places: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
    for first, last, bounds in _joinable(texts):
        database.scan(b" %b " % b" ".join(texts[first:last]).translate(SPACED), on_match)
        where = np.searchsorted(bounds, np.array(ends, np.int64), side="left")
        places.append((first + where).astype(np.int32))
        ends.clear()
    return np.array(numbers, np.int64), np.concatenate(places)


def _joinable(texts: Sequence[bytes]) -> Iterator[tuple[int, int, NDArray[np.int64]]]:
    """From which text to before which, and up to where a match in each of these may reach."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    first = 0
    while first < len(texts):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + JOINED_BYTES)))
        yield first, last, ends[first:last] - before + 1
        first = last
