"""When is it time to learn again? After enough new answers, or after a while with any: asked of the database."""

import math
import time
from datetime import datetime

from annotate import jobs
from annotate.models import Project
from annotate.prepared import Statement
from weaklabels.models import LearningState

LEARN, LEARN_WORDS, TRY_OTHERS = "learn", "learn_words", "try_other_models"
COUNT_SAVINGS = "count_savings"
ASK_SERVERS, TEACH_SERVER = "ask_model_servers", "teach_model_server"
ANSWERS, MINUTES = 10, 30  # as in LearningSettings
LOOKS_APART_SECONDS = 1.0  # of a process at a project: with many at work, or each would pay for asking

_looked: dict[int, float] = {}  # when this process last looked, by project

# A project counts with the least of its questions' wishes; one where nothing may learn never.
MAY_LEARN = """
FROM annotate_project p
LEFT JOIN weaklabels_learningstate state ON state.project_id = p.id
CROSS JOIN LATERAL (
    SELECT min(coalesce(s.answers_a_run, %(answers)s::int)) AS answers,
        min(coalesce(s.minutes_a_run, %(minutes)s::int)) AS minutes
    FROM annotate_question q LEFT JOIN weaklabels_learningsettings s ON s.question_id = q.id
    WHERE q.project_id = p.id AND q.retired_at IS NULL AND coalesce(s.learns, true)
) AS wish
WHERE p.closed_at IS NULL AND p.retired_at IS NULL AND wish.answers IS NOT NULL
"""
NEWER = """
SELECT 1 FROM annotate_annotation a
WHERE a.project_id = p.id AND a.occasion = 'work' AND a.saved_at > coalesce(state.looked_at, '-infinity')
"""
# In an order, or all answers are looked at to find ten.
IS_ENOUGH = f"""
(SELECT count(*) FROM ({NEWER} ORDER BY a.saved_at DESC LIMIT wish.answers) AS newer) >= wish.answers
"""
HAS_WAITED = f"""
coalesce(state.looked_at, '-infinity') < now() - wish.minutes * interval '1 minute' AND EXISTS ({NEWER})
"""

ENOUGH = Statement("learn_enough", f"SELECT {IS_ENOUGH} {MAY_LEARN} AND p.id = %(project)s")
WAITED = f"SELECT p.id {MAY_LEARN} AND ({IS_ENOUGH} OR {HAS_WAITED})"
USUAL = {"answers": ANSWERS, "minutes": MINUTES}


def answered(project_id: int) -> None:
    """After an answer: look whether there are enough, unless this process has just looked.

    Then the next answer looks, or the clock: `learn_what_waits`.
    """
    now = time.monotonic()
    if now - _looked.get(project_id, -math.inf) >= LOOKS_APART_SECONDS:
        _looked[project_id] = now
        learn_if_enough(project_id)


def learn_if_enough(project_id: int) -> None:
    """One look at the index of answers in time, and a due job once there are enough."""
    rows = ENOUGH.rows(USUAL | {"project": project_id})
    if rows and rows[0][0]:
        jobs.due(LEARN, project_id)


def learn_what_waits() -> int:
    """Of all projects those with enough answers, or one that has waited for a while; how many. Asked once a minute."""
    waiting = [row.id for row in Project.objects.raw(WAITED, USUAL)]
    for project_id in waiting:
        jobs.due(LEARN, project_id)
    return len(waiting)


def looked(project: Project, at: datetime) -> None:
    """What came until then has been looked at."""
    LearningState.objects.update_or_create(project=project, defaults={"looked_at": at})
