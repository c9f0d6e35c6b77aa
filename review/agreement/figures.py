"""What may be said of a coefficient: its value and interval, or why there is none."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from review.agreement.resampling import Sums, Value

ENOUGH = 50  # documents with two answers or more; docs/review.md says how often the interval held


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

    @classmethod
    def of(cls, sums: Sums, value: Value, enough: int = ENOUGH) -> "Figure":
        """ "Too few" below `enough`; "one label" where chance alone would agree always, in the data or a resample."""
        if sums.count < enough:
            return cls(State.TOO_FEW, sums.count)
        middle = float(value(sums.totals))
        interval = sums.interval(value) if np.isfinite(middle) else None
        if interval is None:
            state = State.TOO_FEW if np.isfinite(middle) else State.ONE_LABEL
            return cls(state, sums.count)
        return cls(State.MEASURED, sums.count, middle, *interval)
