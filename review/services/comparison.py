"""What there is to see of how far annotators agree on one question."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from annotate.models import Label, Question, User
from review.agreement import Difference, Figure, Reading, Thresholds
from review.services.overlap import Which
from review.services.reached import Reached

Answer = Label | int | str  # a label, a step of a rating


@dataclass(frozen=True)
class Measured:
    """A coefficient by its name in `review.wording`, and what may be said of it."""

    name: str
    figure: Figure
    reading: Reading | None = None  # of those that are corrected for chance

    @classmethod
    def corrected(cls, name: str, figure: Figure) -> "Measured":
        return cls(name, figure, Thresholds().read(figure))

    def read_by(self, thresholds: Thresholds) -> "Measured":
        return replace(self, reading=thresholds.read(self.figure)) if self.reading else self


@dataclass(frozen=True)
class OfLabel:
    """One label against all others; `share` is that of all compared answers."""

    label: Label
    share: float
    measured: Measured


@dataclass(frozen=True)
class OfPair:
    """How two agree: Cohen's kappa, of marks the exact F1. None: too few documents, or one label only."""

    one: User
    other: User
    documents: int
    agreed: float
    value: float | None
    interval: tuple[float, float] | None = None  # None also where there are too many pairs to draw for each


@dataclass(frozen=True)
class Cell:
    """How often one said the row's answer where another said the column's; `level` shades it, 0 to 6."""

    column: Answer
    count: int
    level: int


@dataclass(frozen=True)
class Confusions:
    answers: list[Answer]
    rows: list[tuple[Answer, list[Cell]]]


@dataclass(frozen=True)
class Comparison:
    """`which` answers were compared, on how many documents, and what came of it; what does not apply is empty."""

    question: Question
    which: Which
    documents: int
    annotators: int
    measured: list[Measured]
    labels: list[OfLabel] = field(default_factory=list)
    levels: list[tuple[int, Measured]] = field(
        default_factory=list
    )  # of labels with labels above them; 1 is the top
    pairs: list[OfPair] = field(default_factory=list)
    confusions: Confusions | None = None
    differences: dict[Difference, int] = field(default_factory=dict)
    reached: Reached | None = None  # by the counters; None where the answers were read
    thresholds: Thresholds = field(default_factory=Thresholds)  # by which the figures are read

    def read_by(self, thresholds: Thresholds) -> "Comparison":
        """The same figures, read by what the project has chosen."""
        return replace(
            self,
            measured=[one.read_by(thresholds) for one in self.measured],
            labels=[replace(one, measured=one.measured.read_by(thresholds)) for one in self.labels],
            levels=[(level, one.read_by(thresholds)) for level, one in self.levels],
            thresholds=thresholds,
        )

    @property
    def headline(self) -> Measured | None:
        return next((one for one in self.measured if one.reading), None)


def in_common(pairs: Iterable[OfPair]) -> list[OfPair]:
    """Those with most documents in common first."""
    return sorted(pairs, key=lambda pair: (-pair.documents, str(pair.one), str(pair.other)))


def in_doubt(of: OfLabel) -> tuple[bool, float, float]:
    low = of.measured.figure.low
    return low is None, low or 0.0, -of.share
