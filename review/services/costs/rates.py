"""What an hour costs: of the project, and of those who cost something else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from annotate.models import Event, Project, User
from review.models import PersonalRate, Rates

MS_AN_HOUR = 3_600_000


@dataclass(frozen=True)
class Prices:
    """What time costs, in one currency."""

    currency: str = "EUR"
    hourly: Decimal | None = None
    personal: Mapping[int, Decimal] = field(default_factory=dict)

    def of(self, person: int) -> Decimal | None:
        return self.personal.get(person, self.hourly)

    def of_time(self, person: int, ms: int) -> float | None:
        hourly = self.of(person)
        return None if hourly is None else float(hourly) * ms / MS_AN_HOUR


def rates_of(project: Project) -> Rates:
    """As kept, or as it is before anybody said anything."""
    return Rates.objects.filter(project=project).first() or Rates(project=project)


def prices_of(project: Project) -> Prices:
    rates = rates_of(project)
    personal = dict(PersonalRate.objects.filter(project=project).values_list("person", "hourly"))
    return Prices(rates.currency, rates.hourly, personal)


@transaction.atomic
def set_rates(rates: Rates, personal: Mapping[int, Decimal | None], by: User) -> None:
    """Keep these; a person without a rate of their own costs what the project says."""
    rates.save()
    kept = {person: hourly for person, hourly in personal.items() if hourly is not None}
    PersonalRate.objects.filter(project=rates.project).exclude(person__in=kept).delete()
    for person, hourly in kept.items():
        PersonalRate.objects.update_or_create(
            project=rates.project, person_id=person, defaults={"hourly": hourly}
        )
    # Not the figures: events are read by others, too
    Event.objects.create(project=rates.project, actor=by, kind="rates set", detail={})


def erase_person(person: User) -> int:
    """What an hour of theirs costs goes with them."""
    return PersonalRate.objects.filter(person=person).delete()[0]
