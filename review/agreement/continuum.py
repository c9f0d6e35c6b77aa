"""Agreement on every place of a text: its words (token alpha) or its characters in whole units (unitizing alpha)."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from review.agreement.coefficients import quotient
from review.agreement.resampling import Sums, Totals
from review.agreement.spans import Mark

OUTSIDE = 0


@dataclass
class Codes:
    """A number for each set of labels that marks give to one place; 0 is outside every mark."""

    known: dict[frozenset[Hashable], int] = field(default_factory=lambda: {frozenset(): OUTSIDE})

    def of(self, labels: Iterable[Hashable]) -> int:
        return self.known.setdefault(frozenset(labels), len(self.known))


@dataclass(frozen=True)
class Line:
    """One document cut at every border of every annotator's marks; inside a piece nothing changes.

    Attributes
    ----------
    codes
        What each annotator says of each piece, shape (annotators, pieces).
    lengths
        Of the pieces, in words or code points.
    squares
        Sum of the squared lengths of all units, a place outside counting as a unit of its own.
    """

    codes: NDArray[np.int64]
    lengths: NDArray[np.int64]
    squares: float

    @classmethod
    def of(cls, answers: Sequence[Sequence[Mark]], length: int, codes: Codes) -> "Line":
        borders = {0, length, *(end for marks in answers for mark in marks for end in mark[:2])}
        cuts = np.array(sorted(borders))
        table = np.array([coded(marks, cuts, codes) for marks in answers], dtype=np.int64)
        lengths = np.diff(cuts)
        squares = sum(unit_squares(marks, codes) for marks in answers) + (lengths * (table == OUTSIDE)).sum()
        return cls(table.reshape(len(answers), len(lengths)), lengths, float(squares))


def coded(marks: Sequence[Mark], cuts: NDArray[np.int64], codes: Codes) -> list[int]:
    """Of each piece between the cuts."""
    held: list[set[int]] = [set() for _piece in cuts[1:]]
    for mark in marks:
        first, last = np.searchsorted(cuts, mark[:2])
        for piece in range(first, last):
            held[piece].add(mark.label)
    return [codes.of(labels) for labels in held]


def unit_squares(marks: Sequence[Mark], codes: Codes) -> int:
    """Sum of the squared lengths of one annotator's units; where marks overlap, each stretch is a unit."""
    cuts = np.array(sorted({end for mark in marks for end in mark[:2]}), dtype=np.int64)
    inside = np.array(coded(marks, cuts, codes), dtype=np.int64) != OUTSIDE
    return int((np.diff(cuts) ** 2 * inside).sum())


def line_sums(lines: Sequence[Line], codes: Codes, outside: bool = True) -> Sums:
    """What each document adds: disagreement, squares of units, then answers for each code.

    Parameters
    ----------
    outside
        Whether places count that every annotator leaves outside. Without them agreement is on what at least one marked.
    """
    rows = [line_row(line, len(codes.known), outside) for line in lines if len(line.codes) > 1]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 2 + len(codes.known))
    agreeing = table.sum(axis=0) / max(len(table), 1)
    agreeing[0], by_chance = 0, agreeing.copy()
    by_chance[0] = expected_by_chance(agreeing[2:])
    return Sums.of_rows(table, np.array([agreeing, by_chance]))


def expected_by_chance(given: NDArray[np.float64]) -> float:
    """Disagreement where every place is answered at random, each label as often as it was given."""
    return float(given.sum() - (given**2).sum() / max(given.sum(), 1))


def line_row(line: Line, codes: int, outside: bool) -> NDArray[np.float64]:
    annotators = len(line.codes)
    lengths = line.lengths * (1 if outside else (line.codes != OUTSIDE).any(axis=0))
    given = np.bincount(line.codes.ravel(), np.tile(lengths, annotators), codes)
    agreeing = sum(((line.codes == own) * lengths).sum() for own in line.codes) - given.sum()
    disagreement = given.sum() - agreeing / (annotators - 1)
    skipped = annotators * (line.lengths.sum() - lengths.sum())
    return np.concatenate([[disagreement, line.squares - skipped], given])


def token_alpha(totals: Totals) -> NDArray[np.float64]:
    """Krippendorff's nominal alpha with every word a unit; long documents weigh more.

    Its value moves with the words that everybody leaves outside: 0.53 with them can be 0.34 without. Show both.
    """
    given = totals[..., 2:]
    words = given.sum(axis=-1)
    return 1 - quotient(totals[..., 0] * (words - 1), words**2 - (given**2).sum(axis=-1))


def unit_alpha(totals: Totals) -> NDArray[np.float64]:
    """Krippendorff's unitizing alpha of 2016: chance moves whole units about, and places outside one by one.

    Documents are summed before the quotient: two annotators without a document in common never meet.

    References
    ----------
    Krippendorff, Mathet, Bouvry, Widlöcher (2016). On the reliability of unitizing textual continua: further
    developments. Quality & Quantity 50.
    """
    given = totals[..., 2:]
    length = given.sum(axis=-1)
    expected = length * quotient(length**2 - (given**2).sum(axis=-1), length**2 - totals[..., 1])
    return 1 - quotient(totals[..., 0], expected)


def one_label_alpha(answers: Sequence[Sequence[Mark]], length: int) -> float:
    """Krippendorff's unitizing alpha of 1995/2004 of one label in one text; NaN where nobody marked anything.

    For comparison with published figures: it punishes a border that is off by the square of the distance.

    References
    ----------
    Krippendorff (2004). Content analysis, 2nd ed., chapter 11. Sage.

    Examples
    --------
    >>> round(one_label_alpha([[Mark(1, 9, 0)], [Mark(2, 3, 0), Mark(4, 5, 0), Mark(6, 7, 0)]], 10), 4)
    -0.7003
    """
    annotators = len(answers)
    sections = [sectioned(marks, length) for marks in answers]
    pairs = ((one, other) for one in range(annotators) for other in range(annotators) if one != other)
    observed = sum(
        section_distance(mine, theirs)
        for one, other in pairs
        for mine in sections[one]
        for theirs in sections[other]
    )
    units = [end - start for marks in answers for start, end, _label in marks]
    gaps = np.array([end - start for part in sections for start, end, inside in part if not inside])
    expected = sum(
        (len(units) - 1) * (2 * unit**3 - 3 * unit**2 + unit) / 3
        + unit**2 * np.maximum(gaps - unit + 1, 0).sum()
        for unit in units
    )
    places = annotators * length
    possible = places * (places - 1) - sum(unit * (unit - 1) for unit in units)
    if not units:
        return float("nan")
    return float(1 - observed / (annotators * (annotators - 1) * length) / (2 * expected / possible))


def sectioned(marks: Sequence[Mark], length: int) -> list[tuple[int, int, bool]]:
    """Start, end and whether it is a unit, for the whole line; the marks of one label do not overlap."""
    sections, at = [], 0
    for start, end, _label in sorted(marks):
        if at < start:
            sections.append((at, start, False))
        sections.append((start, end, True))
        at = end
    return [*sections, (at, length, False)] if at < length else sections


def section_distance(one: tuple[int, int, bool], other: tuple[int, int, bool]) -> int:
    """Of two units that overlap, the squared distances of their ends; of a unit within a gap, its squared length."""
    start, end, inside = one
    if inside and other[2]:
        overlap = start < other[1] and other[0] < end
        return (start - other[0]) ** 2 + (end - other[1]) ** 2 if overlap else 0
    if inside:
        return (end - start) ** 2 if other[0] <= start and end <= other[1] else 0
    return section_distance(other, one) if other[2] else 0
