"""Words a language model quotes, found again in the text: it copies words well and counts places badly. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from weaklabels.languagemodel.prompts import folded

MOST_PLACES = 100  # of one quote
BULLETS = "-*•– \t"
QUOTATION_MARKS = " \t\"'`“”„‘’«»"
STOPS = ".,;:"


class Mark(NamedTuple):
    """A stretch of the text (code points, `end` exclusive), and the answer that was given for it."""

    start: int
    end: int
    answer: str


@dataclass(frozen=True)
class Quoted:
    """What could be found of an answer, and what could not."""

    marks: tuple[Mark, ...] = ()
    absent: int = 0  # quotes that stand nowhere in the text
    unread: int = 0  # lines that are no quote with an answer the rule allows


def quoted_in(said: str, text: str, answers: Mapping[str, int | None]) -> Quoted:
    """Read lines of the form `answer: words`; each quote marks every place where it stands as whole words.

    White space may differ from the text's, for a line cannot hold a line break; upper and lower case may not. A line
    that is one of the answers that mean silence says nothing.

    >>> quoted_in("Place: Bergen\\nPlace: Oslo\\nRain!", "The rain in Bergen.", {"Place": 1, "none": None})
    Quoted(marks=(Mark(start=12, end=18, answer='Place'),), absent=1, unread=1)
    """
    by_name = {folded(answer): answer for answer in answers}
    silent = {folded(answer) for answer, label in answers.items() if label is None}
    marks: set[Mark] = set()
    absent = unread = 0
    for line in _lines(said):
        name, _colon, quote = line.partition(":")
        answer = by_name.get(folded(name))
        if answer is None or not quote.strip():
            unread += folded(line) not in silent
            continue
        found = {Mark(start, end, answer) for start, end in _places(quote, text)}
        marks |= found
        absent += not found
    return Quoted(tuple(sorted(marks)), absent, unread)


def _lines(said: str) -> Iterator[str]:
    """Without bullets, blank lines and the fences around code."""
    for line in said.splitlines():
        bare = line.strip(BULLETS)
        if bare and not bare.startswith("```"):
            yield bare


def _places(quote: str, text: str) -> list[tuple[int, int]]:
    """Where the quote stands; where it does not, without the stop at its end."""
    words = quote.strip(QUOTATION_MARKS)
    return _found(words, text) or _found(words.rstrip(STOPS).strip(QUOTATION_MARKS), text)


def _found(words: str, text: str) -> list[tuple[int, int]]:
    if not re.search(r"\w", words):
        return []
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    behind = r"(?!\w)" if re.search(r"\w\Z", words) else ""
    pattern = before + r"\s+".join(map(re.escape, words.split())) + behind
    return [match.span() for match in islice(re.finditer(pattern, text), MOST_PLACES)]
