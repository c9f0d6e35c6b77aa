"""Two people changed one page: both changes, where they touch different places; both shown, where they do not.

Three-way merge after Khanna, Kunal and Pierce, "A formal investigation of diff3" (2007), first of lines; what
overlaps in lines is tried again word by word, since a paragraph is one line.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from booklet.text.matching import matcher

LINE = re.compile(r"[^\n]*\n|[^\n]+")
WORD = re.compile(r"\w+[^\w\n]*|[^\w\n]+|\n")  # a word with what parts it from the next
LONGEST_IN_WORDS = 20_000  # characters of one side; what is longer and overlaps is a conflict of lines
MINE = "<<<<<<< "
MIDDLE = "======="
THEIRS = ">>>>>>> "


@dataclass(frozen=True)
class Overlap:
    """A stretch both changed, each in their own way."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """The pieces of the merged text in their order: words both agree on, and overlaps."""

    pieces: tuple[str | Overlap, ...]

    @property
    def overlaps(self) -> list[Overlap]:
        return [piece for piece in self.pieces if isinstance(piece, Overlap)]

    def text(self, mine: str = "", theirs: str = "") -> str:
        """The whole, with both versions of each overlap between marks that carry these names."""
        return "".join(
            _marked(piece, mine, theirs) if isinstance(piece, Overlap) else piece for piece in self.pieces
        )


@dataclass(frozen=True)
class _Edit:
    """The units of the base from `start` to `end` become `units`."""

    start: int
    end: int
    units: tuple[str, ...]

    def touches(self, start: int, end: int, unit: re.Pattern[str]) -> bool:
        """Does it change something of this stretch? Words side by side make one sense, lines do not."""
        if unit is WORD or self.start == self.end or start == end:
            return self.start <= end and start <= self.end
        return self.start < end and start < self.end


def merge(base: str, mine: str, theirs: str) -> Merged:
    """What the text becomes when both changes are kept.

    Parameters
    ----------
    base : str
        The text both began with.
    mine, theirs : str
        What each made of it.

    Examples
    --------
    >>> merge("a\\nb\\nc\\n", "A\\nb\\nc\\n", "a\\nb\\nC\\n").text()
    'A\\nb\\nC\\n'
    >>> merge("a\\n", "b\\n", "c\\n").overlaps
    [Overlap(base='a\\n', mine='b\\n', theirs='c\\n')]
    """
    if mine == theirs or base == theirs:
        return Merged((mine,))
    if base == mine:
        return Merged((theirs,))
    return Merged(tuple(_joined(_merged(base, mine, theirs, LINE, _by_words))))


def has_marks(text: str) -> bool:
    """Is a conflict left in it that nobody has decided?"""
    lines = text.splitlines()
    return any(line.startswith(MINE) for line in lines) and any(line.startswith(THEIRS) for line in lines)


def _by_words(overlap: Overlap) -> Iterator[str | Overlap]:
    """The overlap with its disjoint words merged; one conflict of whole lines, if any word is left to dispute."""
    if max(len(overlap.base), len(overlap.mine), len(overlap.theirs)) > LONGEST_IN_WORDS or not overlap.base:
        return iter([overlap])
    pieces = list(_merged(overlap.base, overlap.mine, overlap.theirs, WORD, lambda one: iter([one])))
    return iter([overlap] if any(isinstance(piece, Overlap) for piece in pieces) else pieces)


def _merged(
    base: str,
    mine: str,
    theirs: str,
    unit: re.Pattern[str],
    settle: Callable[[Overlap], Iterator[str | Overlap]],
) -> Iterator[str | Overlap]:
    units = unit.findall(base)
    ours, others = _edits(units, unit.findall(mine)), _edits(units, unit.findall(theirs))
    at = 0
    for start, end, of_mine, of_theirs in _groups(ours, others, unit):
        yield "".join(units[at:start])
        left, right = _applied(units, start, end, of_mine), _applied(units, start, end, of_theirs)
        if not of_theirs or left == right:
            yield left
        elif not of_mine:
            yield right
        else:
            yield from settle(Overlap("".join(units[start:end]), left, right))
        at = end
    yield "".join(units[at:])


def _edits(base: Sequence[str], changed: Sequence[str]) -> list[_Edit]:
    opcodes = matcher(base, changed).get_opcodes()
    return [
        _Edit(i, i_end, tuple(changed[j:j_end])) for kind, i, i_end, j, j_end in opcodes if kind != "equal"
    ]


def _groups(
    mine: list[_Edit], theirs: list[_Edit], unit: re.Pattern[str]
) -> Iterator[tuple[int, int, list[_Edit], list[_Edit]]]:
    """The edits of both sides in the base's order; those that touch one another are one group."""
    waiting = sorted([(edit, 0) for edit in mine] + [(edit, 1) for edit in theirs], key=_place)
    while waiting:
        first, side = waiting.pop(0)
        start, end = first.start, first.end
        group: tuple[list[_Edit], list[_Edit]] = ([], [])
        group[side].append(first)
        while waiting and waiting[0][0].touches(start, end, unit):
            edit, side = waiting.pop(0)
            group[side].append(edit)
            end = max(end, edit.end)
        yield start, end, *group


def _place(edit: tuple[_Edit, int]) -> tuple[int, int]:
    return edit[0].start, edit[0].end


def _applied(units: Sequence[str], start: int, end: int, edits: list[_Edit]) -> str:
    """The base's units from `start` to `end` after these edits."""
    made: list[str] = []
    for edit in edits:
        made.extend(units[start : edit.start])
        made.extend(edit.units)
        start = edit.end
    return "".join([*made, *units[start:end]])


def _joined(pieces: Iterator[str | Overlap]) -> Iterator[str | Overlap]:
    """The same with neighbouring words in one piece."""
    words: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            words.append(piece)
            continue
        if any(words):
            yield "".join(words)
        words = []
        yield piece
    if any(words):
        yield "".join(words)


def _marked(overlap: Overlap, mine: str, theirs: str) -> str:
    return f"{MINE}{mine}\n{_lined(overlap.mine)}{MIDDLE}\n{_lined(overlap.theirs)}{THEIRS}{theirs}\n"


def _lined(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
