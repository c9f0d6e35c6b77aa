"""Where words stand that somebody commented on, after the page was edited around them, or in them.

The selector is the one of the W3C Web Annotation Data Model: the words and what stood on either side of them.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

CONTEXT = 60  # characters kept on either side
HOLD = 16  # of the context: enough to find a place by
ALIKE = 0.6  # as alike as this, changed words are still the same passage
MOST_PLACES = 200  # that are looked at
KEPT = 4_000  # anchors with where they stand: words that are gone are looked for in all of a page


@dataclass(frozen=True)
class Anchor:
    """Words, and what stood before and after them."""

    quote: str
    before: str = ""
    after: str = ""


def anchor_at(text: str, start: int, end: int) -> Anchor:
    """The anchor of a stretch of a text.

    >>> anchor_at("It is too dear for us", 10, 14)
    Anchor(quote='dear', before='It is too ', after=' for us')
    """
    return Anchor(text[start:end], text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT])


@lru_cache(maxsize=KEPT)
def find(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Where the words stand in another text, or what became of them; None where they are gone.

    Examples
    --------
    >>> find(Anchor("dear", "It is too ", " for us"), "Is it dear? It is too dear for all of us")
    (22, 26)
    >>> find(Anchor("too dear today", "It is ", " for us"), "It is too dear these days for us")
    (6, 25)
    """
    if not anchor.quote:
        return None
    return _same_words(anchor, text) or _between(anchor, text) or _alike(anchor, text)


def _same_words(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """The same words, where what stands around them is most like what stood there."""
    places = [found.start() for found in re.finditer(re.escape(anchor.quote), text)][:MOST_PLACES]
    if not places:
        return None
    best = max(places, key=lambda start: _fit(anchor, text, start, start + len(anchor.quote)))
    return best, best + len(anchor.quote)


def _between(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """What stands now between what stood on either side, if it is like the words."""
    before, after = anchor.before[-HOLD:], anchor.after[:HOLD]
    ends = [found.end() for found in re.finditer(re.escape(before), text)][:MOST_PLACES] if before else []
    longest = 3 * len(anchor.quote) + HOLD
    for start in ends:
        end = text.find(after, start, start + longest) if after else -1
        if end > start:
            words = _trimmed(text, start, end)
            if words and _ratio(anchor.quote, text[slice(*words)]) >= ALIKE:
                return words
    return None


def _alike(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """The stretch of the same number of words that is most like them, beginning at a word of theirs."""
    words = anchor.quote.split()
    first = {word.casefold() for word in words[:2]}
    spots = list(re.finditer(r"\S+", text))
    places = [place for place, found in enumerate(spots) if found[0].casefold() in first][:MOST_PLACES]
    stretches = [
        (spots[place].start(), spots[min(place + len(words), len(spots)) - 1].end()) for place in places
    ]
    best = max(stretches, key=lambda one: _ratio(anchor.quote, text[slice(*one)]), default=None)
    return best if best and _ratio(anchor.quote, text[slice(*best)]) >= ALIKE else None


def _fit(anchor: Anchor, text: str, start: int, end: int) -> float:
    before = text[max(start - len(anchor.before), 0) : start]
    return _ratio(anchor.before, before) + _ratio(anchor.after, text[end : end + len(anchor.after)])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = text[start:end]
    left = start + len(words) - len(words.lstrip(" \n,.;:"))
    right = end - len(words) + len(words.rstrip(" \n,.;:"))
    return (left, right) if left < right else None


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
