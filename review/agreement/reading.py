"""What may a coefficient be used for? By the lower end of its interval, against thresholds the project has chosen."""

from dataclasses import dataclass
from enum import StrEnum

from review.agreement.figures import Figure, State


class Reading(StrEnum):
    TOO_FEW = "too few"
    ONE_LABEL = "one label"
    RELIABLE = "reliable"  # even the lower end is above the upper threshold
    TENTATIVE = "tentative"  # the lower end is between the two
    UNDECIDED = "undecided"  # the lower end is below both, the upper end is not: more documents would tell
    UNRELIABLE = "unreliable"  # the whole interval is below the lower threshold


@dataclass(frozen=True)
class Thresholds:
    """From where on labels may be relied on, and from where on conclusions may be drawn with care.

    There is no universal one: subjective tasks stay far below these. Krippendorff's are the start.

    References
    ----------
    Krippendorff (2004). Content analysis, 2nd ed., chapter 11. Sage.
    Artstein, Poesio (2008). Inter-coder agreement for computational linguistics. Computational Linguistics 34.
    """

    reliable: float = 0.8
    tentative: float = 0.667

    def __post_init__(self) -> None:
        if not 0 < self.tentative <= self.reliable <= 1:
            msg = f"Thresholds lie above 0 and up to 1, tentative below reliable, not {self.tentative}, {self.reliable}"
            raise ValueError(msg)

    def read(self, figure: Figure) -> Reading:
        """Never by the point value: a kappa of 0.85 from 60 documents may be one of 0.7.

        Examples
        --------
        >>> str(Thresholds().read(Figure(State.MEASURED, 60, 0.85, 0.70, 0.95)))
        'tentative'
        """
        if figure.state is not State.MEASURED:
            return Reading(figure.state.value)
        if figure.low >= self.reliable:
            return Reading.RELIABLE
        if figure.low >= self.tentative:
            return Reading.TENTATIVE
        return Reading.UNDECIDED if figure.high >= self.tentative else Reading.UNRELIABLE
