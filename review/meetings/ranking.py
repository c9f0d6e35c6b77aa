"""What should a team talk about first? Frequency times rarity times what is missing in the booklet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.agreement.doubt import surprise
from review.meetings.themes import Theme

WRITTEN = 0.5  # a page of one of the labels halves the worth, one of both quarters it
DECIDED = 0.5  # and so does a decision on just this


@dataclass(frozen=True)
class Weighed:
    """A theme, the documents it was seen on, and what talking about it is worth."""

    theme: Theme
    documents: Sequence[int]
    rarity: float  # of its rarer label, in bits
    absence: float
    worth: float


def weigh(
    themes: Mapping[Theme, Sequence[int]],
    times: Mapping[int, int],
    pages: frozenset[int] = frozenset(),
    decided: frozenset[Theme] = frozenset(),
) -> list[Weighed]:
    """All themes, the one worth most first.

    Parameters
    ----------
    themes
        With the documents on which people differ so.
    times
        On how many documents each label was given; the rarer of a theme's two counts.
    pages
        Labels that have a page in the booklet with words of its own.
    decided
        Themes on which something was decided before.

    Examples
    --------
    Twice as rare is worth one bit more; a page halves:

    >>> themes = {Theme(1, 2): [7, 8], Theme(1, 3): [9]}
    >>> [(one.theme.other, one.worth) for one in weigh(themes, {1: 8, 2: 4, 3: 4}, frozenset({2}))]
    [(2, 2.0), (3, 2.0)]
    """
    of = sum(times.values())
    weighed = [_weighed(theme, documents, times, of, pages, decided) for theme, documents in themes.items()]
    return sorted(weighed, key=lambda one: (-one.worth, -len(one.documents), str(one.theme)))


def _weighed(
    theme: Theme,
    documents: Sequence[int],
    times: Mapping[int, int],
    of: int,
    pages: frozenset[int],
    decided: frozenset[Theme],
) -> Weighed:
    labels = {label for label in theme if label is not None}
    rarity = max(surprise(times.get(label, 0), of) for label in labels)
    absence = WRITTEN ** len(labels & pages) * (DECIDED if theme in decided else 1.0)
    return Weighed(theme, documents, rarity, absence, len(documents) * rarity * absence)
