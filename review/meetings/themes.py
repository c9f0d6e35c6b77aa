"""Which labels stand against which? From the answers to documents to what a team keeps differing on."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

from review.agreement.spans import Mark, touching

Parts = frozenset[Hashable]  # of an answer: its label or step, its labels, its marks


class Theme(NamedTuple):
    """Two labels (or steps) of which one person gives the one and another the other, the smaller first.

    With `other` None one person gives `one` and another nothing there; twice the same, they set other borders.
    """

    one: int
    other: int | None


def themes_of(documents: Mapping[int, Sequence[Parts]]) -> dict[Theme, list[int]]:
    """Each theme with the documents on which any two people differ so; a document counts once.

    Examples
    --------
    >>> themes_of({7: [frozenset([1]), frozenset([2])], 8: [frozenset([1]), frozenset([1])]})
    {Theme(one=1, other=2): [7]}
    """
    found: defaultdict[Theme, list[int]] = defaultdict(list)
    for document in sorted(documents):
        for theme in sorted(themes_on(documents[document]), key=str):
            found[theme].append(document)
    return dict(found)


def themes_on(answers: Sequence[Parts]) -> set[Theme]:
    """Of one document."""
    return {theme for one, other in combinations(answers, 2) for theme in between(one, other)}


def between(one: Parts, other: Parts) -> set[Theme]:
    """How two answers differ.

    Examples
    --------
    >>> sorted(between(frozenset([1, 2]), frozenset([1])))
    [Theme(one=2, other=None)]
    >>> between(frozenset([Mark(0, 4, 1)]), frozenset([Mark(0, 5, 1)]))
    {Theme(one=1, other=1)}
    """
    mine, theirs = one - other, other - one
    if any(isinstance(part, Mark) for part in mine | theirs):
        return between_marks(sorted(mine), sorted(theirs))
    if mine and theirs:
        return {Theme(*sorted(pair)) for pair in product(mine, theirs)}
    return {Theme(label, None) for label in mine | theirs}


def between_marks(mine: Sequence[Mark], theirs: Sequence[Mark]) -> set[Theme]:
    found = set()
    for marks, others in ((mine, theirs), (theirs, mine)):
        for mark, places in zip(marks, touching(marks, others), strict=True):
            met = [Theme(*sorted((mark.label, others[place].label))) for place in places]
            found.update(met or [Theme(mark.label, None)])
    return found


def labels_in(parts: Parts) -> set[Hashable]:
    return {part.label if isinstance(part, Mark) else part for part in parts}
