"""When is it time to learn again? After enough new answers, or after a while with any: asked of the database."""

from datetime import datetime

from annotate import jobs
from annotate.models import Project
from annotate.prepared import Statement
from weaklabels.models import LearningState

LEARN, LEARN_WORDS, TRY_OTHERS = "learn", "learn_words", "try_other_models"
ANSWERS, MINUTES = 10, 30  # as in LearningSettings

# A project counts with the least of its questions' wishes; one where nothing may learn never.
ENOUGH = Statement(
    "learn_enough",
    """
    SELECT (
        SELECT count(*) FROM (
            SELECT 1 FROM annotate_annotation a
            WHERE a.project_id = p.id AND a.occasion = 'work'
                AND a.saved_at > coalesce(state.looked_at, '-infinity')
            ORDER BY a.saved_at DESC LIMIT wish.answers  -- in an order, or all answers are looked at to find ten
        ) AS newer
    ) >= wish.answers
    FROM annotate_project p
    LEFT JOIN weaklabels_learningstate state ON state.project_id = p.id
    CROSS JOIN LATERAL (
        SELECT min(coalesce(s.answers_a_run, %(answers)s::int)) AS answers
        FROM annotate_question q LEFT JOIN weaklabels_learningsettings s ON s.question_id = q.id
        WHERE q.project_id = p.id AND q.retired_at IS NULL AND coalesce(s.learns, true)
    ) AS wish
    WHERE p.id = %(project)s AND p.closed_at IS NULL AND p.retired_at IS NULL AND wish.answers IS NOT NULL
    """,
)

WAITED = """
SELECT p.id FROM annotate_project p
LEFT JOIN weaklabels_learningstate state ON state.project_id = p.id
CROSS JOIN LATERAL (
    SELECT min(coalesce(s.minutes_a_run, %(minutes)s)) AS minutes
    FROM annotate_question q LEFT JOIN weaklabels_learningsettings s ON s.question_id = q.id
    WHERE q.project_id = p.id AND q.retired_at IS NULL AND coalesce(s.learns, true)
) AS wish
WHERE p.closed_at IS NULL AND p.retired_at IS NULL AND wish.minutes IS NOT NULL
    AND coalesce(state.looked_at, '-infinity') < now() - wish.minutes * interval '1 minute'
    AND EXISTS (
        SELECT 1 FROM annotate_annotation a
        WHERE a.project_id = p.id AND a.occasion = 'work'
            AND a.saved_at > coalesce(state.looked_at, '-infinity')
    )
"""


def learn_if_enough(project_id: int) -> None:
    """After an answer: one look at the index of answers in time, and a due job once there are enough."""
    rows = ENOUGH.rows({"project": project_id, "answers": ANSWERS})
    if rows and rows[0][0]:
        jobs.due(LEARN, project_id)


def learn_what_waits() -> int:
    """Of all projects those with an answer that has waited for a while; how many. Asked once a minute."""
    waiting = [row.id for row in Project.objects.raw(WAITED, {"minutes": MINUTES})]
    for project_id in waiting:
        jobs.due(LEARN, project_id)
    return len(waiting)


def looked(project: Project, at: datetime) -> None:
    """What came until then has been looked at."""
    LearningState.objects.update_or_create(project=project, defaults={"looked_at": at})
