"""A table as a file has it: what each page of figures shows, for spreadsheets and for a report."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from review.agreement import Figure, State
from review.sampling.proportion import Proportion
from review.services.comparison import Measured
from review.wording import BRIEFLY, COEFFICIENTS

Cell = str | int | float | None
DIGITS = 4  # nobody needs more; a report shows two


@dataclass(frozen=True)
class Table:
    name: str
    head: Sequence[str]
    rows: list[Sequence[Cell]] = field(default_factory=list)


def figure_head() -> list[str]:
    return [_("Value"), _("From, at 95 %"), _("To, at 95 %"), _("Documents"), _("Reading")]


def figure_cells(measured: Measured) -> list[Cell]:
    """Why there is no value stands where the reading does."""
    figure = measured.figure
    return [*ends_of(figure), figure.count, reading_of(measured)]


def ends_of(figure: Figure) -> list[Cell]:
    return [None if end is None else round(end, DIGITS) for end in (figure.value, figure.low, figure.high)]


def reading_of(measured: Measured) -> str:
    if measured.reading:
        return str(BRIEFLY[measured.reading])
    state = measured.figure.state
    if state is State.MEASURED:
        return ""
    return _("one label only") if state is State.ONE_LABEL else _("too few documents")


def name_of(measured: Measured) -> str:
    return str(COEFFICIENTS[measured.name].name)


def share_head(what: str) -> list[str]:
    return [what, _("From, at 95 %"), _("To, at 95 %"), _("Answers")]


def share_cells(proportion: Proportion, enough: int) -> list[Cell]:
    """Empty below so many answers: chance would decide it."""
    if proportion.of < enough:
        return [None, None, None, proportion.of]
    low, high = (round(end, DIGITS) for end in proportion.interval)
    return [round(proportion.hits / proportion.of, DIGITS), low, high, proportion.of]
