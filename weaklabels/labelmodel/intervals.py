"""How sure is a share that was counted?"""

from dataclasses import dataclass
from math import sqrt

ENOUGH = 30  # cases; with fewer a share is no figure yet
Z = 1.959963984540054  # 95 %


@dataclass(frozen=True)
class Proportion:
    """So many of so many. With fewer than 30 there are too few for a figure: `share` and `interval` are None.

    Examples
    --------
    >>> few = Proportion(20, 29)
    >>> few.too_few, few.share, few.interval
    (True, None, None)
    >>> Proportion(81, 263).share
    0.30798479087452474
    """

    right: int
    of: int

    @property
    def too_few(self) -> bool:
        return self.of < ENOUGH

    @property
    def share(self) -> float | None:
        return None if self.too_few else self.right / self.of

    @property
    def interval(self) -> tuple[float, float] | None:
        return None if self.too_few else wilson(self.right, self.of)


def wilson(right: int, of: int) -> tuple[float, float]:
    """Wilson's interval for a share, 95 %; of nothing it is 0 to 1.

    Parameters
    ----------
    right, of
        Counts, 0 <= right <= of.

    References
    ----------
    Wilson (1927). Probable inference, the law of succession, and statistical inference. JASA 22.

    Examples
    --------
    Newcombe (1998), Statistics in Medicine 17, table I, method 3, 81 of 263:

    >>> [round(end, 4) for end in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    if not of:
        return 0.0, 1.0
    middle = (right + Z * Z / 2) / (of + Z * Z)
    half = Z / (of + Z * Z) * sqrt(right * (of - right) / of + Z * Z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)
