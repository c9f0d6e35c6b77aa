"""What does the span model see of a word? Itself, its shape, its ends, its neighbours, and what lists and rules say."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from weaklabels.active.tokens import Token, tokens_of

Dictionaries = Mapping[str, Iterable[str]]  # a name, and phrases of it
LONGEST = 6  # tokens of a phrase that is looked up
BEFORE, BEHIND = "<", ">"  # what stands beside the first and the last word
RUN = re.compile(r"(.)\1+")


def cues_of(tokens: Sequence[Token], hints: Sequence[Iterable[str]]) -> list[list[str]]:
    """The cues of every token, as crfsuite takes them; `hints` are more of them, from lists and rules."""
    words = [BEFORE, BEFORE, *(token.text.casefold() for token in tokens), BEHIND, BEHIND]
    shapes = [BEFORE, *(shape(token.text) for token in tokens), BEHIND]
    found = []
    for at, token in enumerate(tokens):
        two_left, left, word, right, two_right = words[at : at + 5]
        found.append(
            [
                *of_word(token.text),
                f"-1={left}",
                f"+1={right}",
                f"-2={two_left}",
                f"+2={two_right}",
                f"-1,0={left}|{word}",
                f"0,+1={word}|{right}",
                f"-2,-1={two_left}|{left}",
                f"+1,+2={right}|{two_right}",
                f"first={words[2]}",
                f"s-1={shapes[at]}",
                f"s+1={shapes[at + 2]}",
                *hints[at],
            ]
        )
    return found


@lru_cache(maxsize=100_000)
def of_word(text: str) -> tuple[str, ...]:
    word = text.casefold()
    ends = [f"p{size}={word[:size]}" for size in (1, 2, 3, 4) if len(word) >= size]
    ends += [f"e{size}={word[-size:]}" for size in (1, 2, 3, 4) if len(word) >= size]
    return ("always", f"0={word}", f"s={shape(text)}", *ends)


@lru_cache(maxsize=100_000)
def shape(text: str) -> str:
    """Kinds of characters, runs as one.

    Examples
    --------
    >>> shape("McDonald"), shape("2026"), shape("!")
    ('XxXx', '9', '!')
    """
    kinds = "".join(
        "9" if sign.isdigit() else "X" if sign.isupper() else "x" if sign.isalpha() else sign for sign in text
    )
    return RUN.sub(r"\1", kinds)


class Lists:
    """Phrases by the name of their list, to be found in tokens."""

    def __init__(self, dictionaries: Dictionaries) -> None:
        self.names: dict[tuple[str, ...], set[str]] = {}
        for name, phrases in dictionaries.items():
            for phrase in phrases:
                words = tuple(token.text.casefold() for token in tokens_of(phrase))
                if 0 < len(words) <= LONGEST:
                    self.names.setdefault(words, set()).add(name)
        self.lengths = sorted({len(words) for words in self.names})

    def hits(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
        """First token, token behind the last, and the list's name."""
        words = [token.text.casefold() for token in tokens] if self.names else []
        for start in range(len(words)):
            for length in self.lengths:
                if start + length > len(words):
                    break
                for name in self.names.get(tuple(words[start : start + length]), ()):
                    yield start, start + length, name
