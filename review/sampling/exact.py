"""How many documents must be looked at, and what may be said of those that were not? Whole numbers, nothing rounded."""

from fractions import Fraction
from math import ceil, comb

from review.sampling.search import lowest

Rate = Fraction | float | str
STEPS = 10**8  # in which a bound without a batch is searched


def exactly(rate: Rate) -> Fraction:
    """The number as it is written: 0.07 is 7/100, not the nearest binary number.

    >>> exactly(0.07) * 100
    Fraction(7, 1)
    """
    return rate if isinstance(rate, Fraction) else Fraction(str(rate))


def first_bad(batch: int, rate: Fraction) -> int:
    """The least number of errors with which a batch no longer has fewer than the rate.

    >>> first_bad(500, exactly(0.03)), first_bad(110, exactly(0.03))
    (15, 4)
    """
    return ceil(batch * rate)


def at_most(errors: int, checked: int, rate: Fraction, batch: int | None) -> Fraction:
    """P(so few errors among the checked) where the batch has just too many; without a batch, of a stream without end.

    Hypergeometric, as no document is checked twice; binomial without end.

    >>> round(float(at_most(0, 63, exactly(0.03), 100)), 4), round(float(at_most(1, 157, exactly(0.03), None)), 4)
    (0.0481, 0.0491)
    """
    return Fraction(*ways(errors, checked, rate, batch))


def is_rare(errors: int, checked: int, rate: Fraction, batch: int | None, doubt: Fraction) -> bool:
    """Is that chance at most the doubt? Without a fraction to shorten, which takes long with many digits."""
    few, all_ways = ways(errors, checked, rate, batch)
    return few * doubt.denominator <= all_ways * doubt.numerator


def ways(errors: int, checked: int, rate: Fraction, batch: int | None) -> tuple[int, int]:
    """In how many ways are so few found, and in how many ways can a check turn out?"""
    if batch is not None:
        return found_at_most(errors, checked, first_bad(batch, rate), batch), comb(batch, checked)
    wrong, right = rate.numerator, rate.denominator - rate.numerator
    most = min(errors, checked)
    few = sum(comb(checked, found) * wrong**found * right ** (most - found) for found in range(most + 1))
    return few * right ** (checked - most), rate.denominator**checked


def found_at_most(errors: int, checked: int, bad: int, batch: int) -> int:
    """Ways to check so many of a batch with so many bad documents that at most so many of these are among them."""
    return sum(
        comb(bad, found) * comb(batch - bad, checked - found) for found in range(min(errors, checked) + 1)
    )


def upper_bound(errors: int, checked: int, confidence: Rate = 0.95, batch: int | None = None) -> Fraction:
    """The error rate may be so high, not higher, at this confidence; of a sample whose size was fixed before.

    One-sided and exact: Clopper and Pearson, of a finite batch its hypergeometric counterpart. Without a batch it is
    rounded up to a millionth of a percent.

    Parameters
    ----------
    errors, checked
        Found among how many.
    batch
        Of which the checked ones are a simple random sample.

    References
    ----------
    Clopper, Pearson (1934). The use of confidence or fiducial limits. Biometrika 26.

    Examples
    --------
    >>> round(float(upper_bound(0, 99)), 6), round(float(upper_bound(3, 257)), 6)
    (0.029807, 0.029892)
    >>> upper_bound(0, 63, 0.95, 100)
    Fraction(1, 50)
    """
    check_counts(errors, checked, batch)
    doubt = 1 - exactly(confidence)
    if errors == checked:
        return Fraction(1)
    if batch is None:
        rare = lowest(lambda step: is_rare(errors, checked, Fraction(step, STEPS), None, doubt), 0, STEPS)
        return Fraction(rare, STEPS)
    least = lowest(
        lambda bad: found_at_most(errors, checked, bad, batch) <= doubt * comb(batch, checked),
        errors,
        batch - checked + errors + 1,
    )
    return Fraction(least - 1, batch)


def check_counts(errors: int, checked: int, batch: int | None) -> None:
    if not 0 <= errors <= checked or checked < 1:
        msg = f"Of {checked} checked documents {errors} cannot be wrong; check at least one."
        raise ValueError(msg)
    if batch is not None and checked > batch:
        msg = f"A batch of {batch} has no {checked} documents to check: check {batch} or fewer."
        raise ValueError(msg)
