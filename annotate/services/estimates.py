"""How much work is left, and how many hours is that? Exact in documents and answers, stated in its seconds."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from annotate.models import Project
from annotate.models.queueing import IN_NO_OVERLAP

ENOUGH_TO_MEASURE = 20
NEWEST = 1_000  # answers the pace is measured on
SECONDS_UNTIL_MEASURED = 20.0
PARTS = 100  # an overlap key is a whole number below 10,000, a share a percentage with two places

# What a document wants by its overlap key; one that everybody may know the answer of wants no second opinion.
WISH = f"""CASE
    WHEN overlap_key = {IN_NO_OVERLAP} THEN 1
    WHEN overlap_key < %(below)s THEN %(overlap_wants)s
    ELSE %(wants)s
END"""

# A slot that is lent or reserved is no answer yet; neither is one that was returned.
LEFT = f"""
SELECT count(*), count(*) FILTER (WHERE in_overlap), coalesce(sum(wish), 0), coalesce(sum(answered), 0),
    coalesce(sum(greatest(wish - answered, 0)) FILTER (WHERE NOT is_held), 0),
    coalesce(sum(greatest(wish - answered, 0)) FILTER (WHERE is_held), 0)
FROM (
    SELECT q.overlap_key < %(below)s AS in_overlap, q.is_held,
        {WISH} AS wish,
        q.claimed - coalesce(open.slots, 0) AS answered
    FROM annotate_queuerow q LEFT JOIN (
        SELECT document_id, count(*) AS slots FROM annotate_standing
        WHERE project_id = %(project)s AND holds_slot AND state IN ('leased', 'assigned', 'returned')
        GROUP BY document_id
    ) AS open USING (document_id)
    WHERE q.project_id = %(project)s
) AS documents
"""

PACE = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY active_ms) FROM (
    SELECT active_ms FROM annotate_annotation
    WHERE project_id = %s AND occasion = 'work' AND kind = 'answer' AND replaces_id IS NULL AND active_ms > 0
        AND stream <> 'imported'
    ORDER BY saved_at DESC LIMIT %s
) AS newest
"""


@dataclass(frozen=True)
class Wish:
    """How many answers the documents of a project want."""

    wants: int
    overlap_wants: int
    overlap_percent: Decimal

    @classmethod
    def of(cls, project: Project) -> "Wish":
        return cls(project.wants, project.overlap_wants, project.overlap_percent)

    def of_document(self, overlap_key: int) -> int:
        """What a document with this key (0 to 9,999, or IN_NO_OVERLAP) wants.

        >>> Wish(1, 3, Decimal("25.5")).of_document(2549), Wish(1, 3, Decimal("25.5")).of_document(2550)
        (3, 1)
        """
        if overlap_key == IN_NO_OVERLAP:
            return 1
        return self.overlap_wants if overlap_key < self.below else self.wants

    @property
    def below(self) -> int:
        """Documents with an overlap key below this are in the share that wants more."""
        return int(self.overlap_percent * PARTS)


@dataclass(frozen=True)
class Pace:
    """Seconds an answer takes: the median of the newest answers, once there are enough to say so."""

    seconds: float
    is_measured: bool
    measured_on: int

    def hours(self, answers: int) -> float:
        return answers * self.seconds / 3600


@dataclass(frozen=True)
class Estimate:
    """What a wish means for the documents there are now."""

    documents: int
    overlapping: int
    wanted: int
    given: int
    to_come: int
    on_hold: int  # answers wanted by documents that are held; nobody is served those
    pace: Pace

    @property
    def hours(self) -> float:
        return self.pace.hours(self.to_come)


def estimate(project: Project, wish: Wish) -> Estimate:
    """What is left to do in the project under this wish."""
    with connection.cursor() as cursor:
        cursor.execute(
            LEFT,
            {
                "project": project.id,
                "below": wish.below,
                "wants": wish.wants,
                "overlap_wants": wish.overlap_wants,
            },
        )
        return Estimate(*map(int, cursor.fetchone()), pace=pace_of(project))


def pace_of(project: Project) -> Pace:
    """The project's seconds an answer, measured or else as its owner stated them."""
    with connection.cursor() as cursor:
        cursor.execute(PACE, [project.id, NEWEST])
        count, median = cursor.fetchone()
    if count >= ENOUGH_TO_MEASURE:
        return Pace(median / 1000, is_measured=True, measured_on=count)
    return Pace(project.seconds_per_answer or SECONDS_UNTIL_MEASURED, is_measured=False, measured_on=count)
