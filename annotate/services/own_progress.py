"""How far an annotator is, asked at every step: of what is long past the count is kept."""

from datetime import UTC, datetime
from functools import lru_cache

from django.utils import timezone

from annotate.models import Membership
from annotate.prepared import Statement

SLOT_SECONDS = 300  # no save takes so long, nor do the clocks of two hosts differ so much
SINCE_EVER, FOR_EVER = "-infinity", "infinity"

# Repeats and gold checks with the rest: a step that did not count would tell what it was.
FIRST_ANSWERS = Statement(
    "first_answers",
    """
    SELECT count(*) FROM annotate_annotation
    WHERE author_id = %(author)s AND project_id = %(project)s AND saved_at >= %(since)s AND saved_at < %(until)s
        AND replaces_id IS NULL
    """,
)


def progress_of(membership: Membership) -> dict[str, int | None]:
    """Own numbers only: documents answered in all and since midnight of the person's day, and the goals for both."""
    whose = (membership.project_id, membership.user_id)
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    settled = max(midnight, datetime.fromtimestamp((now.timestamp() // SLOT_SECONDS - 1) * SLOT_SECONDS, UTC))
    newest = _first_answers(*whose, settled, FOR_EVER)
    before_today, earlier_today = (
        answered_between(*whose, SINCE_EVER, midnight),
        answered_between(*whose, midnight, settled),
    )
    return {
        "mine": before_today + earlier_today + newest,
        "today": earlier_today + newest,
        "goal_in_all": membership.goal_in_all,
        "goal_a_day": membership.goal_a_day,
    }


@lru_cache(maxsize=10_000)
def answered_between(project_id: int, user_id: int, since: datetime | str, until: datetime) -> int:
    """Documents this person answered in a stretch that is over: counted once, not at each step."""
    return _first_answers(project_id, user_id, since, until)


def _first_answers(project_id: int, user_id: int, since: datetime | str, until: datetime | str) -> int:
    ((count,),) = FIRST_ANSWERS.rows(
        {"author": user_id, "project": project_id, "since": since, "until": until}
    )
    return count
