"""Who worked how many hours in which week? From measured active time; a pause of more than a minute is cut off."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from annotate.models import Project, User
from annotate.services.tallies import shares_of
from review.services.own_work import own_shares

HOUR = 3_600_000

# Answers given as work have a tally; the rest is little.
OTHER = """
SELECT author_id, (saved_at AT TIME ZONE 'UTC')::date, sum(active_ms),
    CASE occasion WHEN 'training' THEN 'training' ELSE 'checks' END
FROM annotate_annotation WHERE project_id = %s AND occasion <> 'work' GROUP BY 1, 2, 4
UNION ALL
SELECT person_id, ("at" AT TIME ZONE 'UTC')::date, sum(active_ms), 'review' FROM review_reviewtime
WHERE project_id = %s GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Week:
    """One person's week, in milliseconds."""

    person: User
    monday: date
    answers: int  # answers given as work, and their time
    answering: int
    checks: int  # repeats, gold checks, training; of one's own, training alone
    review: int  # adjudication and spot checks

    @property
    def hours(self) -> float:
        return (self.answering + self.checks + self.review) / HOUR

    @property
    def parts(self) -> tuple[float, float, float]:
        """Hours of answering, of checks, of review."""
        return self.answering / HOUR, self.checks / HOUR, self.review / HOUR


@dataclass(frozen=True)
class Timesheet:
    """Weeks of people, the newest first."""

    weeks: list[Week]

    @property
    def per_week(self) -> list[tuple[date, float]]:
        """Everybody's hours, week by week from the first on; a week without work has none."""
        hours: dict[date, float] = defaultdict(float)
        for week in self.weeks:
            hours[week.monday] += week.hours
        first, last = min(hours, default=None), max(hours, default=None)
        found = []
        while first and last and first <= last:
            found.append((first, hours[first]))
            first += timedelta(days=7)
        return found

    @property
    def people(self) -> list[tuple[User, float]]:
        """Everybody's hours in all."""
        hours: dict[User, float] = defaultdict(float)
        for week in self.weeks:
            hours[week.person] += week.hours
        return sorted(hours.items(), key=lambda one: -one[1])


def timesheet_of(project: Project, only: User | None = None) -> Timesheet:
    """Of everybody who signs in; or of one person, for that person: repeats and gold checks then are work like any."""
    spent: dict[tuple[int, date], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for share in own_shares(project, only) if only else shares_of(project, author__is_source=False):
        week = spent[share.author_id, monday_of(share.day)]
        week["answers"] += share.answers
        week["answering"] += share.active_ms
    for person, day, ms, kind in _others(project):
        if only is None or (person == only.id and kind != "checks"):
            spent[person, monday_of(day)]["checks" if kind == "training" else kind] += ms
    people = User.objects.filter(is_source=False).in_bulk({person for person, _monday in spent})
    weeks = [
        Week(people[person], monday, week["answers"], week["answering"], week["checks"], week["review"])
        for (person, monday), week in spent.items()
        if person in people
    ]
    return Timesheet(sorted(weeks, key=lambda week: (-week.monday.toordinal(), str(week.person))))


def _others(project: Project) -> Iterable[tuple[int, date, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(OTHER, [project.id, project.id])
        return [(person, day, int(ms), kind) for person, day, ms, kind in cursor.fetchall()]


def monday_of(day: date) -> date:
    """
    >>> monday_of(date(2026, 11, 26))
    datetime.date(2026, 11, 23)
    """
    return day - timedelta(days=day.weekday())
