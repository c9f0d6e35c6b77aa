"""Who contradicts a given label? From counts to a verdict of each source. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

LEAD = 2  # so many more must say the other label: one rule, or one colleague, errs too often


@dataclass(frozen=True)
class Opposed:
    """Others say `label`: so many of them, and so many what was said."""

    label: int
    against: int
    agreeing: int


def opposed(said: int, votes: Mapping[int, int]) -> Opposed | None:
    """The label that most say instead, if at least LEAD more say it; where two are as frequent, nothing is clear.

    Examples
    --------
    >>> opposed(1, {2: 3, 1: 1})
    Opposed(label=2, against=3, agreeing=1)
    >>> opposed(1, {2: 2, 1: 1}), opposed(1, {2: 2, 3: 2})
    (None, None)
    """
    others = Counter({label: count for label, count in votes.items() if label != said and count})
    agreeing = votes.get(said, 0)
    ranking = others.most_common(2)
    if not ranking or ranking[0][1] - agreeing < LEAD:
        return None
    if len(ranking) > 1 and ranking[1][1] == ranking[0][1]:
        return None
    return Opposed(*ranking[0], agreeing)
