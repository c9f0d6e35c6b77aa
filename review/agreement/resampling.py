"""How far would a figure move with other documents? Bootstrap from what each document adds to the totals."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import ndtr, ndtri, stdtrit

DRAWS = 1_000
BLOCKS = 500  # more different rows than that are dealt into so many blocks; the width is then known to 3 %
HALF = 0.5  # of each of the two documents in `Sums.unseen`
SEED = 20_111  # the same data gives the same interval, whoever looks and when
MOST_UNDEFINED = 0.05  # of the draws; with more of them an interval would be one of the other draws only

Totals = NDArray[np.float64]
Value = Callable[[Totals], NDArray[np.float64]]


@dataclass(frozen=True)
class Sums:
    """What each document (or group of documents) adds to totals; equal rows once, with how often they occur.

    Every figure here is a function of such totals: so many documents resampled are so many draws from a multinomial
    over the different rows, whatever the number of documents. That is the bootstrap itself, not an approximation.

    Where nobody has disagreed yet, documents drawn from those seen never disagree, and an interval would say "1 to 1".
    So half a document that agrees and half one that disagrees are drawn with them, as Jeffreys' prior does for a
    share. On 100 documents that is hardly seen; it brings coverage where agreement is high from 81 to 96 %.

    Attributes
    ----------
    rows, times
        What a document adds, shape (different documents, columns), and how many documents add that.
    unseen
        What a document that agrees would add, and one that disagrees; shape (2, columns).
    members
        Where a row is a group of documents: how many documents there are in all groups.

    Examples
    --------
    >>> sums = Sums(np.array([[1.0, 1.0], [1.0, 0.0]]), np.array([90, 10]))  # documents, agreed
    >>> sums.totals.tolist()
    [100.0, 90.0]
    >>> [round(end, 2) for end in sums.interval(lambda totals: totals[..., 1] / totals[..., 0])]
    [0.83, 0.95]
    """

    rows: NDArray[np.float64]
    times: NDArray[np.int64]
    unseen: NDArray[np.float64] | None = None
    members: int | None = None

    @classmethod
    def of_rows(cls, rows: NDArray[np.float64], unseen: NDArray[np.float64] | None = None) -> Self:
        return cls(rows, np.ones(len(rows), dtype=np.int64), unseen)

    @property
    def count(self) -> int:
        """Of documents, in groups or not."""
        return int(self.times.sum()) if self.members is None else self.members

    @property
    def groups(self) -> int | None:
        """How many there are to draw from; None where documents are drawn."""
        return None if self.members is None else len(self.rows)

    @property
    def totals(self) -> Totals:
        return self.times @ self.rows

    def by_group(self, groups: sparse.csr_array) -> "Sums":
        """A row for each group instead: `groups` says how often each row is in each of them."""
        rows = groups @ self.rows
        unseen = None if self.unseen is None else self.unseen * self.count / max(len(rows), 1)
        return Sums(rows, np.ones(len(rows), dtype=np.int64), unseen, self.count)

    @cached_property
    def resampled(self) -> "Sums":
        """What draws are made of: the rows with the unseen ones, or blocks of them where there are very many."""
        drawn = self._dealt() if len(self.rows) > BLOCKS else self
        if self.unseen is None:
            return drawn
        return Sums(np.vstack([drawn.rows, self.unseen]), np.append(drawn.times, [HALF, HALF]))

    @cached_property
    def draws(self) -> Totals:
        """The same for every figure of these documents, so that figures can be compared draw by draw."""
        return self.resampled.drawn()

    def drawn(self, draws: int = DRAWS, seed: int = SEED) -> Totals:
        """Totals of as many documents again, drawn with replacement; shape (draws, columns)."""
        whole = self.times.sum()
        shares = self.times / whole
        return np.random.default_rng(seed).multinomial(int(whole), shares, draws) @ self.rows

    def interval(self, value: Value) -> tuple[float, float] | None:
        """95 %, bias-corrected and accelerated (BCa); None where too many draws have no value.

        References
        ----------
        Efron (1987). Better bootstrap confidence intervals. JASA 82.
        """
        values = value(self.draws)
        values = np.sort(values[np.isfinite(values)])
        if len(values) < (1 - MOST_UNDEFINED) * DRAWS:
            return None
        middle = float(value(self.resampled.totals))
        below = (np.searchsorted(values, middle, "left") + np.searchsorted(values, middle, "right")) / 2
        bias = ndtri(np.clip(below / len(values), 1 / DRAWS, 1 - 1 / DRAWS))
        ends = bias + ndtri([0.025, 0.975])
        shares = ndtr(bias + ends / (1 - self.resampled.acceleration(value) * ends))
        low, high = np.quantile(values, shares)
        seen = float(value(self.totals))
        wider = 1.0 if self.groups is None else few_groups(self.groups)
        return seen - wider * max(seen - float(low), 0), seen + wider * max(float(high) - seen, 0)

    def acceleration(self, value: Value) -> float:
        """From what the figure would be without each document in turn (the jackknife)."""
        without = value(self.totals - self.rows)
        known = np.isfinite(without)
        times = self.times[known]
        pulls = np.average(without[known], weights=times) - without[known]
        spread = times @ pulls**2
        return float(times @ pulls**3 / (6 * spread**1.5)) if spread > 0 else 0.0

    def _dealt(self) -> "Sums":
        """All documents dealt at random into blocks of nearly the same size, to be drawn in place of documents."""
        places = np.random.default_rng(SEED).permutation(np.repeat(np.arange(len(self.rows)), self.times))
        blocks = np.arange(len(places)) % BLOCKS
        shape = (BLOCKS, len(self.rows))
        dealt = sparse.csr_array((np.ones(len(places)), (blocks, places)), shape=shape)
        return Sums.of_rows(dealt @ self.rows)


def few_groups(groups: int) -> float:
    """How much wider an interval of so many groups must be: drawn from few, they spread too little.

    By Student's t instead of the normal distribution, and by the groups less one; of 100 groups it is 2 %.

    References
    ----------
    Cameron, Gelbach, Miller (2008). Bootstrap-based improvements for inference with clustered errors. Review of
    Economics and Statistics 90.

    Examples
    --------
    >>> [round(few_groups(groups), 2) for groups in (15, 24, 100, 1000)]
    [1.13, 1.08, 1.02, 1.0]
    """
    return float(stdtrit(groups - 1, 0.975) / ndtri(0.975) * np.sqrt(groups / (groups - 1)))
