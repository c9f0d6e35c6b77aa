"""What somebody reads of their own work: repeats and gold checks count with the rest.

A document that did not count, or counted elsewhere, would tell that it was one (annotate/services/own_progress.py).
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from annotate.models import Project, User
from annotate.services.tallies import Share, shares_of

# As the tally counts work: an answer taken back is none any more, and one that is changed is still one.
CHECKS = """
SELECT (made.saved_at AT TIME ZONE 'UTC')::date, sum(CASE
        WHEN made.kind = 'withdrawal' THEN -1
        WHEN replaced.id IS NULL OR replaced.kind = 'withdrawal' THEN 1
        ELSE 0
    END), sum(made.active_ms)
FROM annotate_annotation made LEFT JOIN annotate_annotation replaced ON replaced.id = made.replaces_id
WHERE made.project_id = %s AND made.author_id = %s AND made.occasion IN ('gold_check', 'repeat')
GROUP BY 1
"""


def own_shares(project: Project, person: User) -> list[Share]:
    """What this person has given on each day, in order of the days."""
    return with_checks(project, person, shares_of(project, author=person))


def with_checks(project: Project, person: User, shares: Iterable[Share]) -> list[Share]:
    """The same of this person's work, where that is known."""
    given: dict[date, Share] = {share.day: share for share in shares}
    with connection.cursor() as cursor:
        cursor.execute(CHECKS, [project.id, person.id])
        for day, answers, ms in cursor.fetchall():
            known = given.get(day, Share(person.id, day, 0, 0))
            given[day] = Share(person.id, day, known.answers + int(answers), known.active_ms + int(ms))
    return [given[day] for day in sorted(given)]
