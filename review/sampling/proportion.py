"""A share of some that stand for many: its value with an exact interval."""

from dataclasses import dataclass
from functools import cached_property

from scipy.special import betaincinv


@dataclass(frozen=True)
class Proportion:
    """So many of so many.

    References
    ----------
    Clopper, Pearson (1934). The use of confidence or fiducial limits. Biometrika 26.

    Examples
    --------
    >>> [round(end, 4) for end in Proportion(81, 263).interval]
    [0.2527, 0.3676]
    >>> Proportion(0, 0).interval
    (0.0, 1.0)
    """

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        return self.hits / self.of if self.of else None

    @cached_property
    def interval(self) -> tuple[float, float]:
        """Two-sided, 95 %."""
        missed = self.of - self.hits
        low = float(betaincinv(self.hits, missed + 1, 0.025)) if self.hits else 0.0
        return low, float(betaincinv(self.hits + 1, missed, 0.975)) if missed else 1.0
