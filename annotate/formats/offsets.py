"""In which unit does a file count the offsets of its spans?

Gloss counts Unicode code points. JavaScript counts UTF-16 units, in which a character above U+FFFF (most
emoji) is two, and so do files written by doccano and others. Without such a character both are the same.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.formats.answers import WrittenSpan

HIGH = "\U00010000"  # the first character that takes two UTF-16 units


class Utf16:
    """Turns offsets in UTF-16 units into code points, for one text."""

    def __init__(self, text: str) -> None:
        places = [place for place, character in enumerate(text) if character >= HIGH]
        self._units = [place + before for before, place in enumerate(places)]  # where each begins, in units
        self.length = len(text) + len(places)

    def point(self, unit: int) -> int | None:
        """The code point at this unit; None in the middle of a character or past the end."""
        before = bisect_left(self._units, unit)
        if unit > self.length or (before and self._units[before - 1] == unit - 1):
            return None
        return unit - before


def counts_differ(text: str) -> bool:
    return not text.isascii() and max(text) >= HIGH


def from_utf16(text: str, spans: Sequence[WrittenSpan]) -> list[WrittenSpan] | None:
    """The spans in code points, or None if one does not fit."""
    index = Utf16(text)
    turned = []
    for span in spans:
        start, end = index.point(span.start), index.point(span.end)
        if start is None or end is None:
            return None
        turned.append(WrittenSpan(start, end, span.label, span.quote))
    return turned


@dataclass
class UnitEvidence:
    """What the lines on which the two units differ say about the file's unit."""

    code_points: int = 0  # lines whose spans only fit so, or fit better so
    utf16: int = 0

    def see(self, text: str, spans: Sequence[WrittenSpan]) -> None:
        turned = from_utf16(text, spans)
        as_points, as_units = _fit(text, spans), _fit(text, turned) if turned is not None else 0
        self.code_points += as_points > as_units
        self.utf16 += as_units > as_points


def _fit(text: str, spans: Sequence[WrittenSpan]) -> float:
    """How well do these offsets fit? 0 if one cannot be; more if quotes match and edges do not cut words."""
    fit = 0.0
    for span in spans:
        if not span.start < span.end <= len(text):
            return 0.0
        if span.quote is not None:
            if span.quote != text[span.start : span.end]:
                return 0.0
            fit += 1
        fit += 0.5 * _is_edge(text, span.start) + 0.5 * _is_edge(text, span.end)
    return 1 + fit


def _is_edge(text: str, place: int) -> bool:
    """Does a word begin or end here, or is there a blank or a mark on one side?"""
    return place in (0, len(text)) or text[place - 1].isalnum() != text[place].isalnum()
