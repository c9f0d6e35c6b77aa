"""How long do the gold checks last? For each annotator what is left, and how fast they use it up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from annotate.models import Project, User
from annotate.queue.checks import COUNT_LEFT

PACE_OF = timedelta(days=14)
SOON = 5  # days of work

PACE = """
SELECT author_id, count(*)::float8 / count(DISTINCT (saved_at AT TIME ZONE 'UTC')::date)
FROM annotate_annotation
WHERE project_id = %(project)s AND author_id = ANY(%(people)s) AND saved_at >= %(since)s AND kind = 'answer'
    AND replaces_id IS NULL
GROUP BY author_id
"""
MET = """
SELECT author_id, count(*) FILTER (WHERE occasion = 'gold_check'), count(*) FILTER (WHERE occasion = 'repeat')
FROM annotate_annotation
WHERE project_id = %(project)s AND author_id = ANY(%(people)s) AND occasion <> 'work' AND kind = 'answer'
    AND replaces_id IS NULL
GROUP BY author_id
"""


@dataclass(frozen=True)
class Stock:
    """Of one annotator: gold checks met and left, repeats answered, and answers on a day of work."""

    annotator: User
    left: int
    met: int = 0
    repeats: int = 0
    answers_a_day: float = 0.0
    share: float = 0.0

    @property
    def days(self) -> float | None:
        """Days of work until none is left, at the pace of the last two weeks. None: nobody can say."""
        a_day = self.answers_a_day * self.share
        return self.left / a_day if a_day else None

    @property
    def whole_days(self) -> int | None:
        return None if self.days is None else int(self.days)

    @property
    def is_low(self) -> bool:
        return self.share > 0 and (not self.left or (self.days is not None and self.days < SOON))


def stock_of(project: Project, people: Sequence[User]) -> list[Stock]:
    """A row for each of these people, in their order."""
    ids = [person.id for person in people]
    questions = [question["id"] for question in project.schema.questions] if project.schema else []
    values = {
        "project": project.id,
        "people": ids,
        "questions": questions,
        "since": timezone.now() - PACE_OF,
    }
    left, paces = dict(_rows(COUNT_LEFT, values)), dict(_rows(PACE, values))
    met = {person: (checks, repeats) for person, checks, repeats in _rows(MET, values)}
    share = project.gold_check_percent / 100
    return [
        Stock(
            person,
            left.get(person.id, 0),
            *met.get(person.id, (0, 0)),
            answers_a_day=paces.get(person.id, 0.0),
            share=share,
        )
        for person in people
    ]


def _rows(statement: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
