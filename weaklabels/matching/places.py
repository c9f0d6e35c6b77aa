"""Which stretches of a document does a place name? Code points, `end` exclusive."""

import re

from weaklabels.matching import definitions as d
from weaklabels.matching.automaton import Automaton, Spans
from weaklabels.matching.characters import is_word_character
from weaklabels.matching.documents import Document, end_of_words

LONGEST_HEADING = 80
NAMED = re.compile(r"[*\s]*[^\W\d_a-z][^\n:.!?]{0,39}:[*\s]*(?:\s|$)")
HEADING_MARKS = re.compile(r"[\s#*]*")
AFTER_HEADING = re.compile(r"[ \t:*]*")


def stretches(place: d.Place, document: Document, heading: Automaton | None) -> Spans:
    """Where in this document the place is; `heading` is the pattern of a section."""
    match place:
        case d.Stretch():
            return _stretch(place, document)
        case d.Section():
            return sections(document.text, heading) if heading else []
        case d.Turn(side):
            turns = document.turns[:1] if side is d.Side.FIRST else document.turns[-1:]
        case d.Speaker(names):
            wanted = {name.casefold() for name in names}
            turns = tuple(turn for turn in document.turns if turn.speaker.casefold() in wanted)
    return [(turn.start, turn.end) for turn in turns]


def _stretch(place: d.Stretch, document: Document) -> Spans:
    text, count, is_first = document.text, place.count, place.side is d.Side.FIRST
    if place.unit is d.Unit.WORDS:
        if is_first:
            return [(0, end_of_words(text, count))]
        words = document.word_spans
        return [(words[-count][0] if len(words) > count else 0, len(text))]
    if len(text) <= count:
        return [(0, len(text))]
    return (
        [(0, _end_of_word(text, count))]
        if is_first
        else [(_start_of_word(text, len(text) - count), len(text))]
    )


def _end_of_word(text: str, cut: int) -> int:
    """The cut, or the beginning of the word it would cut."""
    while 0 < cut < len(text) and is_word_character(text[cut - 1]) and is_word_character(text[cut]):
        cut -= 1
    return cut


def _start_of_word(text: str, cut: int) -> int:
    while 0 < cut < len(text) and is_word_character(text[cut - 1]) and is_word_character(text[cut]):
        cut += 1
    return cut


def sections(text: str, heading: Automaton) -> Spans:
    """From behind each heading that the pattern matches at its beginning to the next heading."""
    found: Spans = []
    begun: int | None = None
    place = 0
    for line in text.splitlines(keepends=True):
        matched = _behind_heading(line, heading)
        if begun is not None and (matched is not None or is_heading(line)):
            found.append((begun, place))
            begun = None
        if matched is not None:
            begun = place + matched
        place += len(line)
    if begun is not None:
        found.append((begun, place))
    return [(start, end) for start, end in found if end > start]


def _behind_heading(line: str, heading: Automaton) -> int | None:
    """Where the section begins in the line of its heading; None if it is not that heading."""
    mark = HEADING_MARKS.match(line)
    start = mark.end() if mark else 0
    spans = heading.spans(line[start : start + LONGEST_HEADING])
    if not spans or spans[0][0] != 0:
        return None
    end = start + spans[0][1]
    rest = AFTER_HEADING.match(line, end)
    return (rest.end() if rest else end) if is_heading(line) else None


def is_heading(line: str) -> bool:
    """A name with ":" at the beginning of a line; a short line that begins with "#" or has no small letter."""
    bare = line.strip()
    if NAMED.match(bare):
        return True
    return 0 < len(bare) <= LONGEST_HEADING and (bare[0] == "#" or bare.isupper())
