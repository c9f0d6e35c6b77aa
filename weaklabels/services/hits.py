"""The words of a text a rule fired on, with as much around them as one needs to judge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.models import Document
from weaklabels.matching.compiled import Compiled, Hit
from weaklabels.matching.documents import Document as Read
from weaklabels.models import FunctionVersion
from weaklabels.services.definitions import dictionaries_for, rules_of

AROUND = 160  # characters kept before the first and behind the last match, while somebody writes
AROUND_TO_JUDGE = 600  # and where it is to be decided whether the rule is right
LONGEST_WORD = 20  # no word is cut for so many characters


@dataclass(frozen=True)
class Piece:
    """A run of text: the rule's words (`is_match`), what else it looked at (`is_beside`), or what stands between."""

    text: str
    is_match: bool = False
    is_beside: bool = False


@dataclass(frozen=True)
class Excerpt:
    """The pieces of a text, cut to the neighbourhood of the matches."""

    pieces: list[Piece]
    cut_before: bool
    cut_behind: bool


def excerpt_of(
    version: FunctionVersion, document: Document, spans: Sequence[tuple[int, int]] = ()
) -> Excerpt:
    """Where this version fires on the document; `spans` instead where they are known."""
    if spans:
        return excerpt(document.text, Hit(tuple(spans)), AROUND_TO_JUDGE)
    if version.function.kind != "declarative":
        return excerpt(document.text, Hit(), AROUND_TO_JUDGE)
    [rule] = rules_of([version])
    compiled = Compiled(rule.when, dictionaries_for(version.function.project, [rule]))
    hit = compiled.hit(Read.of(document.text, document.metadata)) or Hit()
    return excerpt(document.text, hit, AROUND_TO_JUDGE)


def excerpt(text: str, hit: Hit, around: int = AROUND) -> Excerpt:
    """Pieces that join to the text, or to the part of it around the matches where it is long.

    >>> [(piece.text, piece.is_match) for piece in excerpt("Money back, now", Hit(((0, 10),))).pieces]
    [('Money back', True), (', now', False)]
    """
    marks = sorted(
        [(start, end, True) for start, end in hit.spans] + [(start, end, False) for start, end in hit.beside]
    )
    first = _word_start(text, marks[0][0] - around) if marks else 0
    last = _word_end(text, max(end for _start, end, _is in marks) + around if marks else 4 * around)
    return Excerpt(list(_pieces(text, marks, first, last)), first > 0, last < len(text))


def _word_start(text: str, place: int) -> int:
    if place <= LONGEST_WORD:
        return 0
    return text.rfind(" ", place - LONGEST_WORD, place) + 1 or place


def _word_end(text: str, place: int) -> int:
    if place + LONGEST_WORD >= len(text):
        return len(text)
    blank = text.find(" ", place, place + LONGEST_WORD)
    return place if blank < 0 else blank


def _pieces(text: str, marks: Sequence[tuple[int, int, bool]], place: int, last: int) -> Iterator[Piece]:
    for start, end, is_match in marks:
        if start < place:  # overlaps the one before
            continue
        if place < start:
            yield Piece(text[place:start])
        yield Piece(text[start:end], is_match=is_match, is_beside=not is_match)
        place = end
    if place < last:
        yield Piece(text[place:last])
