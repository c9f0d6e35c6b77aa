"""What one version of a text has that another has not: line beside line, with the words that differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from booklet.text.matching import matcher

WORD = re.compile(r"\w+|\s+|[^\w\s]")
AROUND = 3  # unchanged lines shown on either side of a change
LONGEST_IN_WORDS = 5_000  # characters of a line; a longer one differs as a whole

Pieces = tuple[tuple[str, bool], ...]  # words, and whether the other side lacks them


@dataclass(frozen=True)
class Row:
    """A line before and the line after that stands for it. None: there is none on that side. A gap has neither."""

    before: Pieces | None = None
    after: Pieces | None = None
    number_before: int | None = None
    number_after: int | None = None

    @property
    def kind(self) -> str:
        """gap, same, gone, new or changed"""
        if self.before is None and self.after is None:
            return "gap"
        if self.before is None or self.after is None:
            return "new" if self.before is None else "gone"
        return "same" if self.before == self.after else "changed"


def rows_of(before: str, after: str) -> list[Row]:
    """The changed lines with three around each; a gap stands for what is left out.

    Examples
    --------
    >>> [row.kind for row in rows_of("one\\ntwo", "one\\nthree")]
    ['same', 'changed']
    """
    old, new = before.splitlines(), after.splitlines()
    rows: list[Row] = []
    for group in matcher(old, new).get_grouped_opcodes(AROUND):
        if rows or group[0][1] > 0:
            rows.append(Row())
        for kind, i, i_end, j, j_end in group:
            rows.extend(_of_stretch(kind, old[i:i_end], new[j:j_end], i + 1, j + 1))
    return rows


def _of_stretch(kind: str, old: list[str], new: list[str], first_old: int, first_new: int) -> Iterator[Row]:
    for index in range(max(len(old), len(new))):
        left = old[index] if index < len(old) else None
        right = new[index] if index < len(new) else None
        before, after = _pieces(left, right) if kind == "replace" else (_whole(left), _whole(right))
        yield Row(
            before,
            after,
            first_old + index if left is not None else None,
            first_new + index if right is not None else None,
        )


def _whole(line: str | None) -> Pieces | None:
    return None if line is None else ((line, False),)


def _pieces(left: str | None, right: str | None) -> tuple[Pieces | None, Pieces | None]:
    """Both lines cut where they begin or cease to differ."""
    if left is None or right is None:
        return _whole(left), _whole(right)
    if max(len(left), len(right)) > LONGEST_IN_WORDS:
        return ((left, True),), ((right, True),)
    old, new = WORD.findall(left), WORD.findall(right)
    before: list[tuple[str, bool]] = []
    after: list[tuple[str, bool]] = []
    for kind, i, i_end, j, j_end in matcher(old, new).get_opcodes():
        before.append(("".join(old[i:i_end]), kind != "equal"))
        after.append(("".join(new[j:j_end]), kind != "equal"))
    return tuple(piece for piece in before if piece[0]), tuple(piece for piece in after if piece[0])
