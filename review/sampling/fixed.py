"""A spot check of fixed size: check so many, allow so many errors, and only then say anything."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import log, log1p

from review.sampling.exact import Rate, at_most, exactly, first_bad, is_rare
from review.sampling.search import lowest

MOST = 30_000  # documents to check; nobody would check more by hand, and the digits become many


@dataclass(frozen=True)
class FixedPlan:
    """If at most `allowed` of `size` documents drawn at random are wrong, fewer than `rate` of the batch are.

    The sample is drawn before anything is seen, and checked to the end: stopping at a good moment, or going on after
    one error too many with the numbers of the next plan, would pass bad batches three times too often.

    Attributes
    ----------
    batch
        Number of documents, None for a stream without end.
    risk
        Chance that the plan passes a batch with just too many errors; at most 1 - confidence.
    """

    batch: int | None
    rate: Fraction
    confidence: Fraction
    size: int
    allowed: int

    @property
    def risk(self) -> Fraction:
        return at_most(self.allowed, self.size, self.rate, self.batch)

    def may_claim(self, checked: int, errors: int) -> bool:
        return checked >= self.size and errors <= self.allowed

    def is_lost(self, errors: int) -> bool:
        return errors > self.allowed


def fixed_plan(rate: Rate, allowed: int = 0, confidence: Rate = 0.95, batch: int | None = None) -> FixedPlan:
    """The smallest sample with which the error rate can be excluded, if at most `allowed` errors turn up.

    Raises
    ------
    ValueError
        Rates outside 0 to 1, or a batch in which even a look at every document would allow fewer errors.

    Examples
    --------
    >>> [(plan.size, plan.allowed) for plan in (fixed_plan(0.03, allowed) for allowed in range(4))]
    [(99, 0), (157, 1), (208, 2), (257, 3)]
    >>> [fixed_plan(0.03, allowed, batch=500).size for allowed in range(3)]
    [90, 139, 181]
    """
    excluded, sure = checked_rates(rate, confidence)
    check_batch(batch, excluded, sure, allowed)

    def is_enough(checked: int) -> bool:
        return is_rare(allowed, checked, excluded, batch, 1 - sure)

    size = lowest(is_enough, allowed + 1, enough(is_enough, allowed, batch))
    return FixedPlan(batch, excluded, sure, size, allowed)


def enough(is_enough: Callable[[int], bool], allowed: int, batch: int | None) -> int:
    """Some size that is enough, by doubling: the middle of a large batch would have too many digits."""
    size = allowed + 1
    while size != batch and not is_enough(size):
        size = 2 * size if batch is None else min(2 * size, batch)
    return size


def checked_rates(rate: Rate, confidence: Rate) -> tuple[Fraction, Fraction]:
    excluded, sure = exactly(rate), exactly(confidence)
    for name, value in (("error rate to exclude", excluded), ("confidence", sure)):
        if not 0 < value < 1:
            msg = f"The {name} lies between 0 and 1, not at {float(value)}: 0.03 is 3 %."
            raise ValueError(msg)
    return excluded, sure


def check_batch(batch: int | None, rate: Fraction, sure: Fraction, allowed: int) -> None:
    """Can the plan ever end well, and in a lifetime?"""
    if allowed < 0:
        msg = f"{allowed} errors cannot be allowed: 0 or more can."
        raise ValueError(msg)
    if batch is not None and allowed >= first_bad(batch, rate):
        msg = (
            f"{allowed} errors in {batch} documents are {float(rate):.1%} already: "
            "allow fewer errors, a higher error rate, or check a larger batch."
        )
        raise ValueError(msg)
    if (batch is None or batch > MOST) and log(1 - sure) / log1p(-rate) > MOST:
        msg = (
            f"That would take more than {MOST:,} documents: exclude a higher error rate than {float(rate):%}, "
            f"or be less sure than {float(sure):%}."
        )
        raise ValueError(msg)
