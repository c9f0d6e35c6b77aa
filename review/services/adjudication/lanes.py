"""A text with a lane for each annotator under every line, cut where any mark begins or ends. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from review.agreement import Mark

MOST_LANES = 6  # more do not fit between two lines; everybody's marks are in the list beside


@dataclass(frozen=True)
class Piece:
    """A stretch of text in which nothing begins or ends; `lanes` holds the colour of each lane, 0 for none."""

    start: int
    end: int
    text: str
    lanes: tuple[int, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.lanes)) > 1


def pieces_of(text: str, marks: Sequence[Sequence[Mark]], slots: Mapping[int, int]) -> list[Piece]:
    """In the order of the text. Where marks of one annotator overlap, the lane shows the one that began last.

    Examples
    --------
    >>> [(one.text, one.lanes) for one in pieces_of("Ann left", [[Mark(0, 3, 7)], []], {7: 2})]
    [('Ann', (2, 0)), (' left', (0, 0))]
    """
    edges = sorted({0, len(text), *(edge for lane in marks for mark in lane for edge in mark[:2])})
    lanes = [painted(lane, edges, slots) for lane in marks]
    colours = zip(*lanes, strict=True) if lanes else (() for _edge in edges)
    return [
        Piece(start, end, text[start:end], tuple(lane))
        for (start, end), lane in zip(pairwise(edges), colours, strict=False)
    ]


def painted(lane: Sequence[Mark], edges: Sequence[int], slots: Mapping[int, int]) -> list[int]:
    """The colour of one lane between each edge and the next."""
    places = {edge: place for place, edge in enumerate(edges)}
    colours = [0] * (len(edges) - 1)
    for mark in sorted(lane, key=lambda mark: (mark.start, -mark.end)):
        between = range(places[mark.start], places[mark.end])
        colours[places[mark.start] : places[mark.end]] = [slots.get(mark.label, 1)] * len(between)
    return colours
