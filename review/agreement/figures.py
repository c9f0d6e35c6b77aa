"""What may be said of a coefficient: its value and interval, or why there is none."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from review.agreement.resampling import Sums, Value

ENOUGH = 50  # documents with two answers or more; docs/review.md says how often the interval held
ENOUGH_GROUPS = 15  # where documents belong to groups


class State(StrEnum):
    MEASURED = "measured"
    TOO_FEW = "too few"
    ONE_LABEL = "one label"


@dataclass(frozen=True)
class Figure:
    """A coefficient over so many documents (or groups). `value` and the ends are None unless it was measured."""

    state: State
    count: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    groups: int | None = None  # that were drawn instead of documents

    @classmethod
    def of(cls, sums: Sums, value: Value, enough: int = ENOUGH, most: float = 1.0) -> "Figure":
        """ "Too few" below `enough`; "one label" where chance alone would agree always, in the data or a resample.

        `most` is the most the figure can be: an interval made wider for few groups ends there.
        """
        if sums.count < enough or (sums.groups is not None and sums.groups < ENOUGH_GROUPS):
            return cls(State.TOO_FEW, sums.count, groups=sums.groups)
        middle = float(value(sums.totals))
        interval = sums.interval(value) if np.isfinite(middle) else None
        if interval is None:
            state = State.TOO_FEW if np.isfinite(middle) else State.ONE_LABEL
            return cls(state, sums.count, groups=sums.groups)
        low, high = interval
        return cls(State.MEASURED, sums.count, middle, low, min(high, most), sums.groups)
