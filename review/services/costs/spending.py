"""What does an accepted document cost, in minutes and in money, and where does it go?"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.models import Label, Project, Source, User
from annotate.services.tallies import progress_of
from booklet.services.goals import goal_of
from review.planning import Day, Forecast, Withheld, forecast
from review.services.costs.efforts import Effort, Efforts, Level, efforts_of
from review.services.costs.rates import MS_AN_HOUR, Prices, prices_of

MINUTE = 60_000
SEED = 1  # of the forecast: the same days give the same band
HOUSE, OUTSIDE, IMPORTED = "house", "outside", "imported"
SOURCES = {
    HOUSE: gettext_lazy("this house"),
    OUTSIDE: gettext_lazy("people outside this house"),
    IMPORTED: gettext_lazy("imported, of no person"),
}


@dataclass(frozen=True)
class Line:
    """A part of the work: on how many accepted documents, and what it took in all."""

    name: str
    documents: int
    ms: int
    money: float | None  # None: nobody said what it costs
    unpriced: int = 0  # pieces of work without a price, left out of the money
    untimed: int = 0  # answers nobody timed, left out of the minutes

    @property
    def minutes(self) -> float:
        return self.ms / MINUTE

    @property
    def minutes_each(self) -> float | None:
        """Of an accepted document it was spent on."""
        return self.minutes / self.documents if self.documents else None

    @property
    def money_each(self) -> float | None:
        return self.money / self.documents if self.documents and self.money is not None else None


@dataclass(frozen=True)
class Spending:
    """The cost of the accepted documents, from every side, and what is still to come."""

    accepted: int
    target: int
    share: float
    whole: Line
    levels: list[Line]
    people: list[Line]
    sources: list[Line]
    labels: list[Line]
    ahead: Forecast | Withheld
    days: list[tuple[date, Day]]  # each day of work
    currency: str
    goal_is_set: bool
    has_money: bool


def spending_of(project: Project) -> Spending:
    efforts, prices = efforts_of(project), prices_of(project)
    told = list(efforts.on_accepted())
    people = User.objects.in_bulk({effort.person for effort in efforts.spent})
    kinds = kinds_of(project)
    reckon = Reckoner(prices, kinds)
    goal = goal_of(project)
    target = goal.documents if goal and goal.documents else progress_of(project).documents
    days = days_of(efforts, reckon)
    whole = reckon.line(_("all of it"), told, len(efforts.accepted))
    return Spending(
        efforts.accepted_in_all,
        target,
        efforts.share,
        whole,
        levels=[
            reckon.line(str(level.label), of_level, len(efforts.accepted))
            for level in Level
            if (of_level := [effort for effort in told if effort.level == level])
        ],
        people=reckon.lines(told, lambda effort: effort.person, lambda person: name_of(people[person])),
        sources=reckon.lines(
            told, lambda effort: kinds.get(effort.person, HOUSE), lambda kind: str(SOURCES[kind])
        ),
        labels=by_label(efforts, told, reckon),
        ahead=forecast([day for _date, day in days], max(0, target - efforts.accepted_in_all), SEED),
        days=days,
        currency=prices.currency,
        goal_is_set=bool(goal and goal.documents),
        has_money=whole.money is not None,
    )


def name_of(person: User) -> str:
    return person.name or person.username


def kinds_of(project: Project) -> dict[int, str]:
    """Of those who are no members: people outside, or what has come with files under a name."""
    sources = Source.objects.filter(project=project).values_list("user", "is_external")
    return {user: OUTSIDE if is_external else IMPORTED for user, is_external in sources}


@dataclass(frozen=True)
class Reckoner:
    """Adds up time and money."""

    prices: Prices
    kinds: dict[int, str]

    def money(self, effort: Effort) -> float | None:
        """What was paid for the answer; of people of this house, their time."""
        if effort.paid is not None:
            return float(effort.paid)
        return None if effort.person in self.kinds else self.prices.of_time(effort.person, effort.ms)

    def line(self, name: str, efforts: Iterable[Effort], documents: int) -> Line:
        efforts = list(efforts)
        costs = [self.money(effort) for effort in efforts]
        known = [cost for cost in costs if cost is not None]
        return Line(
            name,
            documents,
            sum(effort.ms for effort in efforts),
            sum(known) if known else None,
            unpriced=len(costs) - len(known),
            untimed=sum(not effort.ms for effort in efforts),
        )

    def lines(
        self,
        efforts: Iterable[Effort],
        whose: Callable[[Effort], Hashable],
        name: Callable[[Hashable], str],
    ) -> list[Line]:
        """A line for each of these, with the documents it was spent on; the most minutes first."""
        parts: dict[Hashable, list[Effort]] = defaultdict(list)
        for effort in efforts:
            parts[whose(effort)].append(effort)
        found = [
            self.line(name(key), part, len({one.document for one in part})) for key, part in parts.items()
        ]
        return sorted(found, key=lambda line: -line.ms)


def by_label(efforts: Efforts, told: Iterable[Effort], reckon: Reckoner) -> list[Line]:
    """All levels of the accepted documents that bear a label; one with two labels counts for both."""
    of_document: dict[int, list[Effort]] = defaultdict(list)
    for effort in told:
        of_document[effort.document].append(effort)
    bearing: dict[int, list[int]] = defaultdict(list)
    for document, labels in efforts.labels.items():
        for label in labels if document in efforts.accepted else ():
            bearing[label].append(document)
    names = Label.objects.select_related("question").in_bulk(bearing)
    lines = [
        reckon.line(
            f"{names[label].name} – {names[label].question.name}",
            chain.from_iterable(of_document[document] for document in documents),
            len(documents),
        )
        for label, documents in bearing.items()
    ]
    return sorted(lines, key=lambda line: -(line.minutes_each or 0))


def days_of(efforts: Efforts, reckon: Reckoner) -> list[tuple[date, Day]]:
    """The days on which people of this house worked: what was accepted by then, hours and money.

    A document is accepted on the day of the last work on it. Days of imports alone are no days of work.
    """
    ended: dict[int, date] = {}
    spent: dict[date, list[Effort]] = defaultdict(list)
    for effort in efforts.spent:
        if effort.person in reckon.kinds:
            continue
        spent[effort.day].append(effort)
        if effort.document in efforts.accepted:
            ended[effort.document] = max(ended.get(effort.document, effort.day), effort.day)
    accepted: dict[date, int] = defaultdict(int)
    for day in ended.values():
        accepted[day] += 1
    return [
        (
            day,
            Day(
                accepted[day] / efforts.share,
                sum(effort.ms for effort in spent[day]) / MS_AN_HOUR / efforts.share,
                _money_of_a_day(spent[day], reckon, efforts.share),
            ),
        )
        for day in sorted(spent)
    ]


def _money_of_a_day(efforts: list[Effort], reckon: Reckoner, share: float) -> float | None:
    """None where somebody's hours have no price: half a sum would be a wrong one."""
    costs = [reckon.money(effort) for effort in efforts]
    return None if None in costs else sum(cost or 0.0 for cost in costs) / share
