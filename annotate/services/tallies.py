"""How many documents, answers and slots? Sums of the deltas that triggers append, folded once in a while."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from annotate.models import AnswerTally, Project, QueueTally

OPEN = """
SELECT count(*), count(DISTINCT document_id) FILTER (WHERE claimed >= wants), count(*) FILTER (WHERE NOT is_held)
FROM annotate_standing s JOIN annotate_queuerow q USING (document_id)
WHERE s.project_id = %s AND s.state IN ('leased', 'assigned', 'returned') AND s.holds_slot
    AND s.annotator_id IN (SELECT user_id FROM annotate_membership WHERE project_id = %s)
"""

FOLD = {
    "annotate_queuetally": ("project_id", "documents, claimed, missing, filled, held, free_open, free_audit"),
    "annotate_answertally": ("project_id, author_id, day", "answers, active_ms"),
}


@dataclass(frozen=True)
class Progress:
    """How far a project is: documents finished, answers given and answers still to come."""

    documents: int = 0
    finished: int = 0
    held: int = 0  # held or withdrawn: served to nobody
    given: int = 0
    to_come: int = 0

    @property
    def wanted(self) -> int:
        """Answers the project will have when it is finished: a document that is held wants none for the time being."""
        return self.given + self.to_come

    @property
    def is_finished(self) -> bool:
        return self.documents > 0 and self.to_come == 0


@dataclass(frozen=True)
class Share:
    """What one author has given on one day."""

    author_id: int
    day: date
    answers: int
    active_ms: int


def progress_of(project: Project) -> Progress:
    """Where the project stands. A slot that is lent, reserved or returned is not given yet."""
    fields = ("documents", "claimed", "missing", "filled", "held")
    sums = QueueTally.objects.filter(project=project).aggregate(
        **{name: Sum(name, default=0) for name in fields}
    )
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [project.id, project.id])
        open_slots, full_but_open, to_be_done = cursor.fetchone()
    return Progress(
        documents=sums["documents"],
        finished=sums["filled"] - full_but_open,
        held=sums["held"],
        given=sums["claimed"] - open_slots,
        to_come=sums["missing"] + to_be_done,
    )


def shares_of(project: Project, **only: Any) -> list[Share]:
    """What each author gave on each day, in order of the days."""
    rows = (
        AnswerTally.objects.filter(project=project, **only)
        .values("author", "day")
        .annotate(given=Sum("answers"), active=Sum("active_ms"))
        .order_by("day", "author")
    )
    return [Share(row["author"], row["day"], row["given"], row["active"]) for row in rows]


def fold() -> None:
    """Replace the deltas by their sums. Rows somebody else is folding are left to them."""
    for table, (key, sums) in FOLD.items():
        names = sums.split(", ")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"""
                WITH mine AS (
                    SELECT id FROM {table} JOIN (
                        SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1
                    ) AS several USING ({key})
                    FOR UPDATE OF {table} SKIP LOCKED
                ), gone AS (
                    DELETE FROM {table} USING mine WHERE {table}.id = mine.id RETURNING {table}.*
                )
                INSERT INTO {table} ({key}, {sums})
                SELECT {key}, {", ".join(f"sum({name})" for name in names)} FROM gone GROUP BY {key}
                """
            )
