"""A spot check that may be looked at after every document: the limits hold at all looks together."""

from dataclasses import dataclass
from fractions import Fraction
from math import log, log1p

import numpy as np
from numpy.typing import NDArray

from review.sampling.exact import Rate, first_bad
from review.sampling.fixed import check_batch, checked_rates
from review.sampling.strata import chosen

ERRORS = 5  # with more the plan is lost; each further one costs every earlier look a few documents
Counts = NDArray[np.int64] | int

SAFETY = 1e-9  # what logarithms of the factorials of a million documents may be off by
HALVINGS = 30
FEW = 64  # documents; half of what is looked through first


@dataclass(frozen=True)
class SequentialPlan:
    """With no error by the first size, or at most one by the second, and so on, the rate is excluded.

    A look after each document is allowed. The price is a first size above that of the plan of fixed size: 99 there
    become 121 here, for 3 % at 95 %.

    Attributes
    ----------
    sizes
        How many must have been checked, by errors found.
    risk
        Chance that the plan passes a batch with just too many errors, at whatever look; at most 1 - confidence.
    """

    batch: int | None
    rate: Fraction
    confidence: Fraction
    sizes: tuple[int, ...]

    @property
    def risk(self) -> float:
        return float(passing(self.sizes, Errors.just_too_many(self.rate, self.batch)))

    def may_claim(self, checked: int, errors: int) -> bool:
        return not self.is_lost(errors) and checked >= self.sizes[errors]

    def is_lost(self, errors: int) -> bool:
        return errors >= len(self.sizes)


@dataclass(frozen=True)
class Errors:
    """How will the next checked documents turn out, if `bad` of the batch are wrong? Without a batch `rate` are."""

    rate: float
    batch: int | None = None
    bad: Counts = 0

    @classmethod
    def just_too_many(cls, rate: Fraction, batch: int | None) -> "Errors":
        return cls(float(rate)) if batch is None else cls(float(rate), batch, first_bad(batch, rate))

    def among(self, more: Counts, new: Counts, checked: int = 0, found: Counts = 0) -> NDArray[np.float64]:
        """P(so many new errors among so many more), after so many checked and found; all shapes that fit each other."""
        if self.batch is None:
            return np.exp(chosen(more, new) + new * log(self.rate) + (more - new) * log1p(-self.rate))
        bad, left = np.asarray(self.bad)[..., None, None] - found, self.batch - checked
        return np.exp(chosen(bad, new) + chosen(left - bad, more - new) - chosen(left, more))


def sequential_plan(
    rate: Rate, errors: int = ERRORS, confidence: Rate = 0.95, batch: int | None = None
) -> SequentialPlan:
    """Every look gets the same chance to be wrong alone, as large as all of them together allow.

    Parameters
    ----------
    errors
        The most that may turn up.

    Raises
    ------
    ValueError
        As `fixed_plan`.

    Examples
    --------
    >>> sequential_plan(0.03, errors=2).sizes
    (121, 183, 237)
    """
    excluded, sure = checked_rates(rate, confidence)
    check_batch(batch, excluded, sure, errors)
    doubt = float(1 - sure)
    future = Errors.just_too_many(excluded, batch)
    alone = found_by(future, errors, doubt / (errors + 1))
    low, high = doubt / (errors + 1), doubt  # the sum of the looks' chances, and the chance of one
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        if passing(sizes_at(alone, middle), future) <= doubt - SAFETY:
            low = middle
        else:
            high = middle
    return SequentialPlan(batch, excluded, sure, sizes_at(alone, low))


def found_by(future: Errors, errors: int, until: float) -> NDArray[np.float64]:
    """P(at most j errors among the first n), a row for each n, up to where that is below `until` for all j."""
    found, rows = np.arange(errors + 1), FEW
    while True:
        rows = rows * 2 if future.batch is None else min(rows * 2, future.batch)
        chances = future.among(np.arange(rows + 1)[:, None], found).cumsum(axis=1)
        if chances[-1, -1] <= until:
            return chances


def sizes_at(alone: NDArray[np.float64], doubt: float) -> tuple[int, ...]:
    """For each number of errors the first size at which so few have at most this chance."""
    return tuple(int(np.argmax(column <= doubt)) for column in alone.T)


def passing(sizes: tuple[int, ...], future: Errors) -> NDArray[np.float64]:
    """P(the plan claims at some look): at its size, at most so many errors were found. For each `bad` of the future."""
    found = np.arange(len(sizes))
    before, new = found[:, None], np.maximum(found - found[:, None], 0)
    state = np.zeros((*np.shape(future.bad), 1, len(sizes)))
    state[..., 0], checked, passed = 1.0, 0, 0.0
    for errors, size in enumerate(sizes):  # in between nothing is claimed
        state = state @ np.triu(future.among(size - checked, new, checked, before))
        passed = passed + state[..., 0, : errors + 1].sum(axis=-1)
        state[..., : errors + 1], checked = 0, size
    return np.minimum(passed, 1.0)
