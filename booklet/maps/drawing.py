"""A map as an SVG picture: the root at the left, its branches to the right in their colours. Pure.

It carries its colours as attributes, for a policy that forbids inline styles and for whoever opens it elsewhere; a page
of ours colours it anew for its theme by `data-slot`. All words are text of an XML tree, so none of them is markup.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from booklet.maps.nodes import ROOT, Node, Tree

LINE = 18  # height of a line of text
PADDING = 8
GAP = 10  # between one box and the next below it
ACROSS = 36  # between a box and its children
WIDEST = 28  # of a line, in widths of a digit
DIGIT = 7.6  # its width at 13 pixels, for typefaces no browser here has to have
BOLD = 8.5
MARGIN = 16
SLOTS = (
    "#0151b1", "#c37b81", "#42910e", "#a079e4", "#593202", "#034554", "#a05172", "#685b11",
)  # fmt: skip
INK, SOFT, PAPER = "#1b1f26", "#59616e", "#ffffff"
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


@dataclass(frozen=True)
class Box:
    """Where a node stands, with its text in lines."""

    node: Node
    depth: int
    slot: int
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def drawing(tree: Tree, start: str = ROOT) -> str:
    """The map, or one branch of it, as the source of an SVG picture.

    Examples
    --------
    >>> from booklet.maps.nodes import tree_of
    >>> "&lt;b&gt;" in drawing(tree_of([Node("root", "", "<b>")]))
    True
    """
    boxes = {box.node.id: box for box in _placed(tree, start)}
    width = max(box.x + box.width for box in boxes.values()) + MARGIN
    height = max(box.y + box.height for box in boxes.values()) + MARGIN
    svg = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "map-drawing",
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "role": "img",
            "font-family": "system-ui, sans-serif",
            "font-size": "13",
        },
    )
    ElementTree.SubElement(svg, "title").text = _clean(tree.nodes[start].text)
    paper = {"class": "paper", "width": f"{width:.0f}", "height": f"{height:.0f}", "fill": PAPER}
    ElementTree.SubElement(svg, "rect", paper)
    for box in boxes.values():
        if box.node.id != start:
            _draw_branch(svg, boxes[box.node.parent], box)
    for box in boxes.values():
        _draw_box(svg, box)
    return ElementTree.tostring(svg, encoding="unicode")


def _draw_branch(svg: ElementTree.Element, above: Box, box: Box) -> None:
    begin, end, half = above.x + above.width, box.x, ACROSS / 2
    curve = [begin + half, above.middle, end - half, box.middle, end, box.middle]
    path = f"M{begin:.1f} {above.middle:.1f}C" + " ".join(f"{number:.1f}" for number in curve)
    shape = {"d": path, "fill": "none", "stroke": SLOTS[box.slot - 1], "stroke-width": "1.5"}
    ElementTree.SubElement(svg, "path", shape | {"data-slot": str(box.slot)})


def _draw_box(svg: ElementTree.Element, box: Box) -> None:
    colour = SLOTS[box.slot - 1] if box.slot else SOFT
    slot = {"data-slot": str(box.slot)} if box.slot else {}
    place = {
        "x": f"{box.x:.1f}",
        "y": f"{box.y:.1f}",
        "width": f"{box.width:.1f}",
        "height": f"{box.height:.1f}",
    }
    look = {"rx": "5", "fill": PAPER, "stroke": colour, "stroke-width": "1" if box.depth > 1 else "2"}
    ElementTree.SubElement(svg, "rect", place | look | slot)
    weight = {} if box.depth > 1 else {"font-weight": "600"}
    for number, line in enumerate(box.lines):
        y = box.y + PADDING + LINE * (number + 0.72)
        text = ElementTree.SubElement(
            svg, "text", {"x": f"{box.x + PADDING:.1f}", "y": f"{y:.1f}", "fill": INK} | weight
        )
        text.text = _clean(line)


def _placed(tree: Tree, start: str) -> Iterator[Box]:
    """Each node at the middle of a band as high as itself or as all bands of its children, whichever is higher."""
    steps = list(tree.walk(start))
    lines = {node.id: tuple(wrapped(node.text)) for node, _depth in steps}
    heights = {one: LINE * len(those) + 2 * PADDING for one, those in lines.items()}
    bands: dict[str, float] = {}
    for node, _depth in reversed(steps):
        children = tree.below.get(node.id, ())
        bands[node.id] = max(heights[node.id] + GAP, sum(bands[child] for child in children))
    slots = _slots(tree, start)
    places = {start: (float(MARGIN), float(MARGIN))}
    for node, depth in steps:
        left, top = places[node.id]
        width = max(map(_width, lines[node.id])) * (BOLD if depth < 2 else DIGIT) + 2 * PADDING
        children = tree.below.get(node.id, ())
        below = top + (bands[node.id] - sum(bands[child] for child in children)) / 2
        for child in children:
            places[child] = (left + width + ACROSS, below)
            below += bands[child]
        y = top + (bands[node.id] - heights[node.id]) / 2
        yield Box(node, depth, slots[node.id], lines[node.id], left, y, width, heights[node.id])


def _slots(tree: Tree, start: str) -> dict[str, int]:
    """Each branch of the root in a colour of its own."""
    slots = {start: 0}
    for number, branch in enumerate(tree.below.get(start, ())):
        for node, _depth in tree.walk(branch):
            slots[node.id] = number % len(SLOTS) + 1
    return slots


def wrapped(text: str) -> Iterator[str]:
    """The text in lines no wider than WIDEST, cut between words where it can be.

    >>> list(wrapped("the quick brown fox jumps over the lazy dog"))
    ['the quick brown fox jumps', 'over the lazy dog']
    """
    line = ""
    for word in text.split() or [" "]:
        if line and _width(f"{line} {word}") > WIDEST:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
        while _width(line) > WIDEST:
            fitting = next(end for end in range(len(line), 0, -1) if end == 1 or _width(line[:end]) <= WIDEST)
            yield line[:fitting]
            line = line[fitting:]
    if line:
        yield line


def _width(text: str) -> float:
    """In widths of a digit: Chinese, Japanese and Korean signs count nearly twice, capitals and m a little more."""
    return sum(map(_sign_width, text))


def _sign_width(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.8
    return 1.25 if sign.isupper() or sign in "mw%@" else 1


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)
