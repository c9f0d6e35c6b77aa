"""A spot check in which every part of the batch has its share of the sample: each label, or each annotator."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from review.sampling.exact import Rate
from review.sampling.fixed import checked_rates, enough
from review.sampling.search import lowest
from review.sampling.strata import Stratum, stratified_bound

LEAST = 10  # of every part, or all there are: of a rare one a proportional share would be nothing
MOST_ALLOWED = 1  # with more errors there are too many ways in which they can fall on the parts


@dataclass(frozen=True)
class Part:
    answers: int
    checked: int


@dataclass(frozen=True)
class StratifiedPlan:
    """If at most `allowed` of all checked are wrong, wherever they are, the bound over the parts is below the rate."""

    batch: int
    rate: Fraction
    confidence: Fraction
    parts: tuple[Part, ...]
    allowed: int

    @property
    def size(self) -> int:
        return sum(part.checked for part in self.parts)

    def may_claim(self, checked: int, errors: int) -> bool:
        return checked >= self.size and errors <= self.allowed

    def is_lost(self, errors: int) -> bool:
        return errors > self.allowed


def stratified_plan(
    answers: Sequence[int], rate: Rate, allowed: int = 0, confidence: Rate = 0.95
) -> StratifiedPlan:
    """The smallest sample of which the stratified bound stays below the rate, in whichever part the errors turn up.

    Shares follow the parts' sizes, but LEAST answers of each are checked.

    Raises
    ------
    ValueError
        As `fixed_plan`; more errors than MOST_ALLOWED; or where even a check of every answer would not do.

    Examples
    --------
    >>> plan = stratified_plan([400, 100], 0.03)
    >>> plan.size, [part.checked for part in plan.parts]
    (127, [101, 26])
    """
    excluded, sure = checked_rates(rate, confidence)
    if not 0 <= allowed <= MOST_ALLOWED:
        msg = f"A plan in parts allows {MOST_ALLOWED} error or none, not {allowed}."
        raise ValueError(msg)
    batch = sum(answers)

    def keeps_its_word(size: int) -> bool:
        return all(
            stratified_bound(found, sure) < excluded for found in courses(shares(size, answers), allowed)
        )

    size = lowest(keeps_its_word, allowed + 1, enough(keeps_its_word, allowed, batch))
    if not keeps_its_word(size):
        msg = (
            f"{allowed} errors in {batch} answers are too many: allow fewer, or exclude a higher error rate."
        )
        raise ValueError(msg)
    return StratifiedPlan(batch, excluded, sure, tuple(shares(size, answers)), allowed)


def shares(size: int, answers: Sequence[int]) -> list[Part]:
    """How many of each part are checked, if about so many of all are.

    >>> [part.checked for part in shares(100, [900, 95, 5])]
    [90, 10, 5]
    """
    batch = sum(answers)
    return [Part(many, min(many, max(LEAST, -(-size * many // batch)))) for many in answers]


def courses(parts: Sequence[Part], allowed: int) -> list[list[Stratum]]:
    """Every way in which a check that passes can turn out: without an error, or with one in any of the parts."""
    ways = [[0] * len(parts)]
    if allowed:
        ways += [[int(other == place) for other in range(len(parts))] for place in range(len(parts))]
    return [
        [Stratum(part.answers, part.checked, errors) for part, errors in zip(parts, way, strict=True)]
        for way in ways
    ]
