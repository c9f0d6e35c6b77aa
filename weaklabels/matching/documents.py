"""A document as a rule sees it: its text, its metadata, and who says what where. Pure."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from annotate.documents.turns import Turn, turns_of
from weaklabels.matching.characters import UNSPACED, word_characters

ASCII_WORD = re.compile(r"\w+")
FEW_PAIRS = 4  # for more it pays to find all words first


@dataclass(frozen=True)
class Document:
    """`turns` as people see them on every page (annotate/documents/turns.py)."""

    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()

    @classmethod
    def of(cls, text: str, metadata: Mapping[str, Any]) -> "Document":
        return cls(text, metadata, tuple(turns_of(metadata, text)))

    @cached_property
    def word_spans(self) -> list[tuple[int, int]]:
        return word_spans(self.text)

    def words_counted(self, pairs: int) -> Callable[[int, int], int]:
        """What counts the words that begin from one place to before another, asked so often.

        >>> Document("one two three").words_counted(pairs=1)(1, 10)
        2
        """
        if pairs <= FEW_PAIRS and self.text.isascii():
            return self._words_begun
        starts = [start for start, _end in self.word_spans]
        return lambda start, end: bisect_left(starts, end) - bisect_left(starts, start)

    def _words_begun(self, start: int, end: int) -> int:
        """Of a text in ASCII, without a look at the rest of it."""
        is_inside = start > 0 and ASCII_WORD.fullmatch(self.text, start - 1, start + 1) is not None
        return len(ASCII_WORD.findall(self.text, start, end)) - (is_inside and start < end)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words stand: runs of letters, digits and marks; in scripts without blanks each character."""
    return [found.span() for found in _words_of(text)]


def _words_of(text: str) -> Iterator[re.Match[str]]:
    return (ASCII_WORD if text.isascii() else _word()).finditer(text)


def end_of_words(text: str, count: int) -> int:
    """Where the first so many words end."""
    end = 0
    for found in islice(_words_of(text), count):
        end = found.end()
    return end


@lru_cache(maxsize=1)
def _word() -> re.Pattern[str]:
    marks = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in word_characters().ranges if low > 0x7F)
    return re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[\w{marks}])+")
