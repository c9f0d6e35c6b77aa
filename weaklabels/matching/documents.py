"""A document as a rule sees it: its text, its metadata, and who says what where. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, NamedTuple

from weaklabels.matching.characters import UNSPACED, word_characters

ASCII_WORD = re.compile(r"\w+")
NAMED_LINE = re.compile(r"([^\s:][^\n:]{0,59}):[ \t]+(?=\S)")


class Turn(NamedTuple):
    """One contribution to a conversation; code points, `end` exclusive."""

    start: int
    end: int
    speaker: str


@dataclass(frozen=True)
class Document:
    """`turns` as the importer found them; see `turns_of`."""

    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()

    @classmethod
    def of(cls, text: str, metadata: Mapping[str, Any]) -> "Document":
        return cls(text, metadata, turns_of(text, metadata))

    @cached_property
    def word_spans(self) -> list[tuple[int, int]]:
        return word_spans(self.text)


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


def turns_of(text: str, metadata: Mapping[str, Any]) -> tuple[Turn, ...]:
    """The turns the metadata tells or, in a dialogue, the lines; none where they are not sound.

    The same as static/js/turns.js, which draws them.
    """
    told = metadata.get("turns")
    if isinstance(told, list):
        return _sound(told, len(text))
    return tuple(_named_lines(text)) if metadata.get("format") == "dialogue" else ()


def _sound(told: list[Any], length: int) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for turn in told:
        values = tuple(turn.get(name) for name in Turn._fields) if isinstance(turn, Mapping) else ()
        if [type(value) for value in values] != [int, int, str]:
            return ()
        start, end, speaker = values
        if not (turns[-1].end if turns else 0) <= start < end <= length:
            return ()
        turns.append(Turn(start, end, speaker))
    return tuple(turns)


def _named_lines(text: str) -> list[Turn]:
    turns: list[Turn] = []
    place = 0
    for line in text.split("\n"):
        end = place + len(line.rstrip())
        if named := NAMED_LINE.match(line):
            turns.append(Turn(place + named.end(), end, named[1].strip()))
        elif turns and line.strip():
            turns[-1] = turns[-1]._replace(end=end)
        place += len(line) + 1
    return turns
