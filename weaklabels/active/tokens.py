"""Where are a text's words? Pieces with their places in code points; and spans as tags of words, and back."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

OUTSIDE = "O"
# Scripts that write no spaces between words: each sign is a token (Han, kana, Thai, Lao, Khmer, Burmese, Tibetan)
UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)


class Stretch(NamedTuple):
    """From `start` to before `end`, in code points; `label` is the caller's."""

    start: int
    end: int
    label: str


class Scored(NamedTuple):
    """A stretch that a model proposes, and how sure it is; 1 where it cannot say."""

    start: int
    end: int
    label: str
    score: float


@dataclass(frozen=True)
class Token:
    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Words, numbers and signs, in order; what is between them is white space.

    Examples
    --------
    >>> [token.text for token in tokens_of("Dr. Ng's 12mg 東京")]
    ['Dr', '.', 'Ng', "'", 's', '12', 'mg', '東', '京']
    """
    return [
        Token(found.group(), found.start(), found.end()) for found in pattern(text.isascii()).finditer(text)
    ]


@cache
def pattern(ascii_only: bool) -> re.Pattern[str]:
    """A letter keeps the marks that are written on it: for `re` they are no part of a word.

    In ASCII there are none, and not looking for them is many times faster.
    """
    if ascii_only:
        return re.compile(r"[A-Za-z]+|[0-9]+|\S")
    marks = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M")
    letter = rf"(?![{UNSPACED}_\d])\w[{marks}]*"
    return re.compile(rf"[{UNSPACED}]|(?:{letter})+|\d+|\S")


def cut_at(tokens: Iterable[Token], edges: Iterable[int]) -> list[Token]:
    """The tokens, cut where a span begins or ends inside one, so that every span is whole tokens.

    Examples
    --------
    >>> [token.text for token in cut_at(tokens_of("unhappy"), [2])]
    ['un', 'happy']
    """
    inside = set(edges)
    if not inside:
        return list(tokens)
    found = []
    for token in tokens:
        cuts = [at for at in range(token.start + 1, token.end) if at in inside]
        starts = [token.start, *cuts]
        for start, end in zip(starts, [*cuts, token.end], strict=True):
            found.append(Token(token.text[start - token.start : end - token.start], start, end))
    return found


def tags_of(tokens: Sequence[Token], spans: Iterable[Stretch]) -> list[str]:
    """B-label, I-label or O for each token. A span that overlaps an earlier, longer one is left out.

    Examples
    --------
    >>> tags_of(tokens_of("to New York"), [Stretch(3, 11, "place")])
    ['O', 'B-place', 'I-place']
    """
    tags = [OUTSIDE] * len(tokens)
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        here = [at for at, token in enumerate(tokens) if token.start < span.end and token.end > span.start]
        if here and all(tags[at] == OUTSIDE for at in here):
            tags[here[0]] = f"B-{span.label}"
            for at in here[1:]:
                tags[at] = f"I-{span.label}"
    return tags


def spans_of(tokens: Sequence[Token], tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """First token, token behind the last, and label of each run of tags; an I that follows nothing begins one."""
    found: list[tuple[int, int, str]] = []
    for at, tag in enumerate(tags):
        if tag == OUTSIDE:
            continue
        label = tag[2:]
        if tag[0] == "I" and found and found[-1][1:] == (at, label):
            found[-1] = (found[-1][0], at + 1, label)
        else:
            found.append((at, at + 1, label))
    return found
