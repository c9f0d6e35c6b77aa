"""What two sequences have in common, in a time that no text can stretch beyond a few seconds."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

MOST_PAIRS = 400_000  # of units that are compared each with each; two texts of 600 lines have fewer

Opcode = tuple[str, int, int, int, int]


def matcher(before: Sequence[str], after: Sequence[str]) -> "SequenceMatcher[str]":
    """Long texts of few different lines would take quadratic time without the shortcut for frequent ones."""
    if len(before) * len(after) > MOST_PAIRS:
        return _Anchored(before, after)
    return SequenceMatcher(None, before, after, autojunk=True)


class _Anchored(SequenceMatcher):
    """Cut at the units that stand once on either side, in the order of both; what lies between two cuts is compared.

    So does patience diff. difflib alone takes the square of the length where every other line has changed.
    """

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        super().__init__(None, "", "")
        self._before = before
        self._after = after

    def get_opcodes(self) -> list[Opcode]:
        made: list[Opcode] = []
        i = j = 0
        for i_cut, j_cut in [*_anchors(self._before, self._after), (len(self._before), len(self._after))]:
            made += _between(self._before[i:i_cut], self._after[j:j_cut], i, j)
            if i_cut < len(self._before):
                made.append(("equal", i_cut, i_cut + 1, j_cut, j_cut + 1))
            i, j = i_cut + 1, j_cut + 1
        return list(_joined(made))


def _between(before: Sequence[str], after: Sequence[str], i: int, j: int) -> list[Opcode]:
    """What became of a stretch that begins at these places. One that is too long to compare changed as a whole."""
    if not before and not after:
        return []
    if len(before) * len(after) > MOST_PAIRS:
        return [("replace", i, i + len(before), j, j + len(after))]
    codes = SequenceMatcher(None, before, after, autojunk=True).get_opcodes()
    return [(kind, i + a, i + a_end, j + b, j + b_end) for kind, a, a_end, b, b_end in codes]


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The longest row of units that stand once on either side and in the same order on both.

    >>> _anchors("a-b-c-d", "d+a+b+c")
    [(0, 2), (2, 4), (4, 6)]
    """
    there = dict(_once(after))
    pairs = [(place, there[unit]) for unit, place in _once(before) if unit in there]
    ends: list[int] = []  # the smallest place after with which a row of this length ends
    rows: list[int] = []  # the pair it ends with
    previous: list[int] = []
    for number, (_place, place_after) in enumerate(pairs):
        length = bisect_left(ends, place_after)
        previous.append(rows[length - 1] if length else -1)
        ends[length : length + 1] = [place_after]
        rows[length : length + 1] = [number]
    row: list[tuple[int, int]] = []
    at = rows[-1] if rows else -1
    while at >= 0:
        row.append(pairs[at])
        at = previous[at]
    return row[::-1]


def _once(units: Sequence[str]) -> list[tuple[str, int]]:
    counts = Counter(units)
    return [(unit, place) for place, unit in enumerate(units) if counts[unit] == 1]


def _joined(codes: Sequence[Opcode]) -> Iterator[Opcode]:
    """The same with neighbours of one kind in one piece."""
    last: Opcode | None = None
    for code in codes:
        if last and last[0] == code[0]:
            last = (last[0], last[1], code[2], last[3], code[4])
            continue
        if last:
            yield last
        last = code
    if last:
        yield last
