"""Do two annotators mark the same spans? F1 of each pair of annotators, and in what way they differ."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from enum import StrEnum
from itertools import accumulate, combinations
from operator import eq
from typing import NamedTuple

import numpy as np

from review.agreement.coefficients import quotient
from review.agreement.resampling import Sums, Totals


class Mark(NamedTuple):
    """A labelled stretch of one document; offsets count code points, `end` is exclusive."""

    start: int
    end: int
    label: int


Answers = Mapping[Hashable, Sequence[Mark]]  # of one document, by annotator; no marks: a true "none"


class Match(StrEnum):
    """When are two marks the same? Each is a column of `f1_sums`."""

    EXACT = "exact"  # the same borders and label
    BORDERS = "borders"  # the same borders, whatever the label
    LABEL = "label"  # some text in common and the same label, whatever the borders
    OVERLAP = "overlap"  # some text in common


class Difference(StrEnum):
    """What became of a mark when another annotator read the same text."""

    NONE = "none"
    LABEL = "label"
    BOUNDARY = "boundary"
    BOTH = "both"
    MISSED = "missed"


def touching(one: Sequence[Mark], other: Sequence[Mark]) -> list[list[int]]:
    """For each mark the places of those in the other list, sorted, that share a code point with it."""
    starts = [mark.start for mark in other]
    reach = list(accumulate((mark.end for mark in other), max))
    return [
        [
            place
            for place in range(bisect_right(reach, mark.start), bisect_left(starts, mark.end))
            if other[place].end > mark.start
        ]
        for mark in one
    ]


def matched(likes: Sequence[Sequence[int]]) -> int:
    """The most marks that can be put side by side, each at most once (augmenting paths; Kuhn 1955).

    Examples
    --------
    >>> matched([[0, 1], [0], []])
    2
    """
    taken_by: dict[int, int] = {}

    def place_for(mine: int, seen: set[int]) -> bool:
        for place in likes[mine]:
            if place in seen:
                continue
            seen.add(place)
            if place not in taken_by or place_for(taken_by[place], seen):
                taken_by[place] = mine
                return True
        return False

    return sum(place_for(mine, set()) for mine in range(len(likes)))


def compared(one: Sequence[Mark], other: Sequence[Mark]) -> list[int]:
    """One pair's row: matches by each rule, in the order of `Match`; marks of both; 1 if neither marked anything."""
    one, other = sorted(set(one)), sorted(set(other))
    near = touching(one, other)
    named = [
        [place for place in places if other[place].label == mark.label]
        for mark, places in zip(one, near, strict=True)
    ]
    borders = Counter(mark[:2] for mark in one) & Counter(mark[:2] for mark in other)
    return [
        len(set(one) & set(other)),
        borders.total(),
        matched(named),
        matched(near),
        len(one) + len(other),
        not (one or other),
    ]


def f1_sums(documents: Sequence[Answers]) -> Sums:
    """Of documents, every pair of annotators in each: `compared`, then 1 for each pair of annotators.

    Documents with one annotator are left out. Of a document that many annotators read, all pairs count, so it weighs
    more than one that two read.
    """
    rows = [
        np.sum([[*compared(one, other), 1] for one, other in combinations(answers.values(), 2)], axis=0)
        for answers in documents
        if len(answers) > 1
    ]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(Match) + 3)
    marks, pairs = table[:, -3:].mean(axis=0)[[0, 2]] if len(rows) else (0, 0)
    agreeing = [*[marks / 2] * len(Match), marks, 0, pairs]
    return Sums.of_rows(table, np.array([agreeing, [*[0] * len(Match), marks, 0, pairs]]))


def f1(totals: Totals, rule: Match) -> Totals:
    """2 x matches / marks of both; two empty answers are no evidence; undefined (NaN) where nobody marked anything.

    F1 needs no count of the places where nobody marked anything; with more and more of those, kappa tends to it.

    References
    ----------
    Hripcsak, Rothschild (2005). Agreement, the F-measure, and reliability in information retrieval. JAMIA 12.

    Examples
    --------
    >>> documents = [{"ann": [Mark(0, 4, 1), Mark(6, 9, 2)], "bob": [Mark(0, 4, 1), Mark(6, 8, 2)]}]
    >>> {str(rule): float(f1(f1_sums(documents).totals, rule)) for rule in Match}
    {'exact': 0.5, 'borders': 0.5, 'label': 1.0, 'overlap': 1.0}
    """
    return quotient(2 * totals[..., list(Match).index(rule)], totals[..., len(Match)])


def differences(one: Sequence[Mark], other: Sequence[Mark]) -> dict[Difference, int]:
    """Each mark of either once: the best fitting are paired first, what is left was missed by the other.

    Examples
    --------
    >>> found = differences([Mark(0, 4, 1), Mark(6, 9, 2)], [Mark(0, 4, 2), Mark(20, 22, 1)])
    >>> {str(kind): count for kind, count in found.items() if count}
    {'label': 1, 'missed': 2}
    """
    mine, theirs = set(one), set(other)
    found = dict.fromkeys(Difference, 0)
    for kind, same in STAGES.items():
        fitting = [(mark, candidate) for mark in mine for candidate in theirs if same(mark, candidate)]
        for mark, candidate in sorted(fitting, key=how_badly):
            if mark in mine and candidate in theirs:
                mine.remove(mark)
                theirs.remove(candidate)
                found[kind] += 1
    found[Difference.MISSED] = len(mine) + len(theirs)
    return found


def how_badly(pair: tuple[Mark, Mark]) -> tuple[int, Mark, Mark]:
    """The more two marks have in common the better they fit; of equals the first ones, whoever made them."""
    one, other = sorted(pair)
    return -common(one, other), one, other


def common(one: Mark, other: Mark) -> int:
    """Code points."""
    return min(one.end, other.end) - max(one.start, other.start)


def same_borders(one: Mark, other: Mark) -> bool:
    return one[:2] == other[:2]


def touch(one: Mark, other: Mark) -> bool:
    return one.start < other.end and other.start < one.end


def touch_with_label(one: Mark, other: Mark) -> bool:
    return one.label == other.label and touch(one, other)


STAGES: dict[Difference, Callable[[Mark, Mark], bool]] = {
    Difference.NONE: eq,
    Difference.LABEL: same_borders,
    Difference.BOUNDARY: touch_with_label,
    Difference.BOTH: touch,
}
