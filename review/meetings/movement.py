"""Did agreement move? The difference of two shares with its interval, or too early to say."""

from dataclasses import dataclass
from math import sqrt

FEWEST = 30  # documents before, and as many after, below which no difference is shown
Z = 1.959964  # of 95 %


@dataclass(frozen=True)
class Share:
    """On so many of so many documents people differed."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """By Wilson's score, 95 %."""
        p, n = self.value, self.of
        middle, half = p + Z**2 / (2 * n), Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
        return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)


@dataclass(frozen=True)
class Movement:
    """How much less, or more, people differ after than before; the difference is None where it is too early."""

    before: Share
    after: Share
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_early(self) -> bool:
        return self.difference is None

    @property
    def has_fallen(self) -> bool:
        return self.high is not None and self.high < 0

    @property
    def has_risen(self) -> bool:
        return self.low is not None and self.low > 0


def movement(before: Share, after: Share, fewest: int = FEWEST) -> Movement:
    """After less before, with 95 % interval from both scores.

    References
    ----------
    Newcombe (1998). Interval estimation for the difference between independent proportions. Statistics in
    Medicine 17, method 10.

    Examples
    --------
    Newcombe's table II, a: 56 of 70 against 48 of 80.

    >>> found = movement(Share(48, 80), Share(56, 70))
    >>> [round(value, 4) for value in (found.difference, found.low, found.high)]
    [0.2, 0.0524, 0.3339]
    >>> movement(Share(1, 29), Share(9, 90)).is_early
    True
    """
    if before.of < fewest or after.of < fewest:
        return Movement(before, after)
    (low1, high1), (low2, high2) = after.interval, before.interval
    one, other = after.value, before.value
    apart = one - other
    low = apart - sqrt((one - low1) ** 2 + (high2 - other) ** 2)
    high = apart + sqrt((high1 - one) ** 2 + (other - low2) ** 2)
    return Movement(before, after, apart, low, high)
