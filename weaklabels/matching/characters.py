"""Which characters does a class of a pattern stand for? Exactly those it stands for in Python's `re`.

A set is a sorted tuple of ranges of code points. Upper and lower case follow `re.IGNORECASE`, which knows more
than two forms of some letters (k, K and the Kelvin sign): each class is asked of Python itself, once.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from annotate.documents.words import MARKS, UNSPACED

LAST = 0x10FFFF
LAST_ASCII = 0x7F
LAST_WITH_CASE = 0x1FFFF  # far behind the last script that has upper and lower case
LAST_LETTER = 0x3FFFF  # the planes behind hold no letter, digit or blank
SURROGATES = (0xD800, 0xDFFF)  # no text holds them

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class CharSet:
    """A set of characters, as ranges that neither touch nor overlap."""

    ranges: Ranges

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int]]) -> "CharSet":
        merged: list[tuple[int, int]] = []
        for low, high in sorted(ranges):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        return cls(tuple(merged))

    @classmethod
    def of_characters(cls, characters: Iterable[str]) -> "CharSet":
        return cls.of((ord(character), ord(character)) for character in characters)

    @cached_property
    def _lows(self) -> list[int]:
        return [low for low, _high in self.ranges]

    def __contains__(self, character: str) -> bool:
        point = ord(character)
        place = bisect_right(self._lows, point) - 1
        return place >= 0 and point <= self.ranges[place][1]

    def __or__(self, other: "CharSet") -> "CharSet":
        return CharSet.of(self.ranges + other.ranges)

    def __invert__(self) -> "CharSet":
        gaps, after = [], 0
        for low, high in self.ranges:
            if low > after:
                gaps.append((after, low - 1))
            after = high + 1
        return CharSet((*gaps, (after, LAST)) if after <= LAST else tuple(gaps))

    def __and__(self, other: "CharSet") -> "CharSet":
        return ~(~self | ~other)

    def __sub__(self, other: "CharSet") -> "CharSet":
        return self & ~other

    @cached_property
    def is_ascii(self) -> bool:
        return not self.ranges or self.ranges[-1][1] <= LAST_ASCII


NOTHING = CharSet(())
ASCII = CharSet(((0, LAST_ASCII),))
ANY = CharSet(((0, LAST),))
NEWLINE = CharSet.of_characters("\n")
ASCII_WORD = CharSet(((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)))


@lru_cache(maxsize=3)
def category(escape: str) -> CharSet:
    r"""What \w, \d or \s stands for. Every code point is asked, the first time."""
    before, after = SURROGATES
    points = "".join(map(chr, (*range(before), *range(after + 1, LAST_LETTER + 1))))
    runs = re.finditer(f"{escape}+", points)
    return CharSet.of((ord(run[0][0]), ord(run[0][-1])) for run in runs)


@lru_cache(maxsize=1)
def word_characters() -> CharSet:
    r"""What makes a word for a list of words: \w, and the marks that belong to letters of many scripts."""
    return category(r"\w") | CharSet.of_characters(MARKS)


@lru_cache(maxsize=1)
def blanks() -> CharSet:
    return category(r"\s")


IS_UNSPACED = re.compile(f"[{UNSPACED}]")


@lru_cache(maxsize=1)
def cased() -> str:
    """Every character that has another form."""
    return "".join(
        character
        for character in map(chr, range(LAST_WITH_CASE + 1))
        if character.lower() != character or character.upper() != character
    )


@lru_cache(maxsize=4096)
def any_case(plain: CharSet, source: str) -> CharSet:
    """The set of a class when case does not matter; `source` is the class as Python writes it."""
    of_cased = CharSet.of_characters(cased())
    asked = re.compile(source, re.IGNORECASE).findall(cased())
    return (plain - of_cased) | CharSet.of_characters(asked)


@lru_cache(maxsize=4096)
def letter(character: str, *, match_case: bool) -> CharSet:
    """One character, with its other forms unless case matters."""
    alone = CharSet.of_characters(character)
    return alone if match_case else any_case(alone, re.escape(character)) | alone


def is_word_character(character: str) -> bool:
    """Is it part of a word, for lists of words?"""
    if character.isascii():
        return character.isalnum() or character == "_"
    return character in word_characters()


@lru_cache(maxsize=1)
def folding() -> dict[int, str]:
    """For every character with other forms the one that stands for all of them: each is one code point long.

    Blanks stand for each other too, so that words broken over two lines are found.
    """
    table = dict(_blanks_alike())
    for character in cased():
        if ord(character) not in table:
            forms = re.findall(re.escape(character), cased(), re.IGNORECASE)  # itself among them
            stands = min(forms, key=lambda form: (form != form.lower(), form))
            table |= {ord(form): stands for form in forms}
    return table


@lru_cache(maxsize=1)
def _blanks_alike() -> dict[int, str]:
    return {point: " " for low, high in blanks().ranges for point in range(low, high + 1)}


def blank_out(text: str) -> str:
    """The text as words are compared when case matters: all blanks are alike."""
    return text.translate(_blanks_alike())


def fold(text: str) -> str:
    """The text as words are compared when case does not matter. As long as before, so places stay.

    >>> fold("Straße\\nİZMİR")
    'straße izmir'
    """
    return text.translate(folding())
