"""Who has what, who is waiting, and how fast is everybody? One row for each person who annotates."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from annotate.models import AnswerTally, Membership, Project, Standing, User
from annotate.services.plans import assignable_people

State = Standing.State
HERE = timedelta(minutes=10)  # whoever was seen since is still at it; a session is noted every five minutes

# For many people at once: what each answered since their midnight, how long one of their newest hundred answers
# took in the middle, and when they were last seen here or anywhere in the house.
FIGURES = """
SELECT person.id, today.answers, pace.median, greatest(newest.saved_at, seen.at)
FROM unnest(%(people)s::bigint[], %(midnights)s::timestamptz[]) AS person (id, midnight)
CROSS JOIN LATERAL (
    SELECT count(*) AS answers FROM annotate_annotation a
    WHERE a.author_id = person.id AND a.project_id = %(project)s AND a.saved_at >= person.midnight
        AND a.replaces_id IS NULL AND a.occasion = 'work'
) AS today
CROSS JOIN LATERAL (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY active_ms) AS median FROM (
        SELECT a.active_ms FROM annotate_annotation a
        WHERE a.author_id = person.id AND a.project_id = %(project)s AND a.replaces_id IS NULL
            AND a.occasion = 'work' AND a.active_ms > 0
        ORDER BY a.saved_at DESC LIMIT 100
    ) AS newest_hundred
) AS pace
CROSS JOIN LATERAL (
    SELECT max(a.saved_at) AS saved_at FROM annotate_annotation a
    WHERE a.author_id = person.id AND a.project_id = %(project)s AND a.rewritten_by_id IS NULL
) AS newest
CROSS JOIN LATERAL (
    SELECT max(s.last_seen_at) AS at FROM annotate_session s WHERE s.user_id = person.id
) AS seen
"""


@dataclass(frozen=True)
class Workload:
    """What one person has before them and behind them."""

    person: User
    assigned: int = 0
    leased: int = 0
    returned: int = 0
    today: int = 0  # since midnight where this person is
    answers: int = 0
    goal_a_day: int | None = None
    goal_in_all: int | None = None
    seconds: float | None = None
    last_seen_at: datetime | None = None
    annotates: bool = True  # False: left, or gave the role up

    @property
    def waits(self) -> bool:
        """Is this person here and without a document?"""
        is_here = self.last_seen_at is not None and timezone.now() - self.last_seen_at < HERE
        return self.annotates and is_here and not (self.assigned or self.leased or self.returned)


def workloads_of(project: Project) -> list[Workload]:
    """Everybody who annotates, and whoever still has something that waits for them, by name."""
    waiting = _waiting(project)
    annotators = set(assignable_people(project).values_list("id", flat=True))
    people = list(User.objects.filter(id__in=annotators | waiting.keys()).order_by("name", "id"))
    goals = _goals(project)
    figures = _figures(project, people)
    answers = _answers(project)
    return [
        Workload(
            person,
            *(
                waiting.get(person.id, Counter())[state]
                for state in (State.ASSIGNED, State.LEASED, State.RETURNED)
            ),
            *(figures[person.id][0], answers.get(person.id, 0)),
            *goals.get(person.id, (None, None)),
            *figures[person.id][1:],
            annotates=person.id in annotators,
        )
        for person in people
    ]


def _waiting(project: Project) -> dict[int, Counter[str]]:
    """Only what waits: the index of waiting standings is small."""
    states = [State.ASSIGNED, State.LEASED, State.RETURNED]
    ours = Standing.objects.filter(project=project, annotator__memberships__project=project, state__in=states)
    counts: dict[int, Counter[str]] = {}
    for person, state, count in ours.values_list("annotator", "state").annotate(count=Count("id")):
        counts.setdefault(person, Counter())[state] = count
    return counts


def _goals(project: Project) -> dict[int, tuple[int | None, int | None]]:
    members = Membership.objects.filter(project=project, ended_at=None).order_by()
    rows = members.values_list("user", "goal_a_day", "goal_in_all")
    return {user: (a_day, in_all) for user, a_day, in_all in rows}


def _answers(project: Project) -> dict[int, int]:
    rows = AnswerTally.objects.filter(project=project).values_list("author").annotate(given=Sum("answers"))
    return dict(rows)


def _figures(
    project: Project, people: Iterable[User]
) -> dict[int, tuple[int, float | None, datetime | None]]:
    """Answers today, seconds an answer, last seen; by person."""
    people = list(people)
    values = {
        "project": project.id,
        "people": [person.id for person in people],
        "midnights": [midnight_of(person) for person in people],
    }
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, values)
        return {
            person: (today, median / 1000 if median else None, seen)
            for person, today, median, seen in cursor.fetchall()
        }


def midnight_of(person: User) -> datetime:
    """When this person's day began where they are."""
    return timezone.localtime(timezone=ZoneInfo(person.time_zone)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
