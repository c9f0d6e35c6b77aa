"""Does somebody get better or worse, and what do they take for what? From graded answers to weeks and a table."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format

from annotate.models import Label
from review.sampling.proportion import Proportion
from review.trend import TrendChart, trend_chart

ENOUGH_A_WEEK = 10  # graded answers for the figure of a week
MOST_LABELS = 12  # in a table: those confused most


@dataclass(frozen=True)
class Week:
    """The graded answers of the week that began on this Monday (UTC)."""

    monday: date
    right: Proportion

    @property
    def is_enough(self) -> bool:
        return self.right.of >= ENOUGH_A_WEEK


@dataclass(frozen=True)
class Confusions:
    """How often what holds (a row) was answered as what (a column). `is_cut` where further labels are left out."""

    labels: list[Label]
    counts: Mapping[tuple[int, int], int]
    is_cut: bool

    @property
    def rows(self) -> list[tuple[Label, list[tuple[Label, int]]]]:
        return [
            (held, [(said, self.counts.get((held.id, said.id), 0)) for said in self.labels])
            for held in self.labels
        ]


def weeks_of(answers: Iterable[tuple[datetime, bool]]) -> list[Week]:
    """By week, the first one first. Weeks without a graded answer are not in it."""
    weeks: defaultdict[date, list[bool]] = defaultdict(list)
    for at, is_right in answers:
        weeks[at.date() - timedelta(days=at.weekday())].append(is_right)
    return [Week(monday, Proportion(sum(told), len(told))) for monday, told in sorted(weeks.items())]


def drift_of(weeks: Sequence[Week]) -> TrendChart | None:
    """A point for each week with enough answers; nothing where there are not two."""
    enough = [week for week in weeks if week.is_enough]
    if len(enough) < 2:
        return None
    first = enough[0].monday
    return trend_chart(
        [
            (
                date_format(week.monday, "SHORT_DATE_FORMAT"),
                (week.monday - first).days // 7,
                week.right.share or 0.0,
                *week.right.interval,
            )
            for week in enough
        ]
    )


def confusions_of(pairs: Iterable[tuple[Any, Any]], labels: Mapping[int, Label]) -> Confusions | None:
    """Of a question with one label: pairs of what holds and what was said. Nothing where all is right."""
    counts = Counter(
        (held[0], said[0]) for held, said in pairs if len(held) == len(said) == 1 and held[0] in labels
    )
    wrong: Counter[int] = Counter()
    for (held, said), times in counts.items():
        if held != said:
            wrong[held] += times
            wrong[said] += times
    if not wrong:
        return None
    shown = {label for label, _times in wrong.most_common(MOST_LABELS)}
    return Confusions(
        [labels[label] for label in sorted(shown) if label in labels], counts, len(wrong) > len(shown)
    )
