"""How much of a project names these labels: answers that stand, gold that holds, suggestions that were made."""

from collections.abc import Collection
from dataclasses import asdict

from django.db import connection

from annotate.models import Project
from annotate.services.asking_again import USING
from annotate.services.rewrites import Transfer
from annotate.services.rewritten_gold import GOLD_NAMING, GOLD_TO_DECIDE

ANSWERS = f"""
SELECT count(DISTINCT s.id) FROM ({USING}) AS used JOIN annotate_standing s ON s.current_id = used.annotation_id
WHERE s.project_id = %(project)s AND s.occasion = 'work' AND s.state IN ('answered', 'returned')
"""
GOLD = f"SELECT count(DISTINCT document_id) FROM ({GOLD_NAMING}) AS named"
SUGGESTIONS = """
SELECT count(*) FROM annotate_suggestion g WHERE g.project_id = %(project)s AND EXISTS (
    SELECT 1 FROM jsonb_path_query(g.content, '$.labels[*]') AS named (label)
    WHERE named.label = ANY(SELECT to_jsonb(unnest(%(labels)s::bigint[])))
    UNION ALL
    SELECT 1 FROM jsonb_path_query(g.content, '$.**.label') AS named (label)
    WHERE named.label = ANY(SELECT to_jsonb(unnest(%(labels)s::bigint[])))
)
"""

# Those that a transfer of the label gives back: nothing else is said beside it, or something else is where it goes.
TO_GIVE_BACK = """
SELECT count(*) FROM annotate_choice c
JOIN annotate_response r ON r.id = c.response_id
JOIN annotate_standing s ON s.current_id = r.annotation_id
WHERE c.label_id = ANY(%(labels)s::bigint[]) AND s.project_id = %(project)s AND s.occasion = 'work'
    AND s.state = 'answered' AND (
        %(leaves_open)s AND NOT EXISTS (
            SELECT 1 FROM annotate_choice o WHERE o.response_id = r.id AND o.label_id <> c.label_id
        ) OR %(takes_one)s AND EXISTS (
            SELECT 1 FROM annotate_choice o JOIN annotate_response there ON there.id = o.response_id
            WHERE there.annotation_id = r.annotation_id AND there.question_id = %(into)s
        )
    )
"""


def answers_with(project: Project, labels: Collection[int]) -> int:
    """Current answers that say one of these labels, by whomever."""
    return _count(ANSWERS, project, labels)


def gold_with(project: Project, labels: Collection[int]) -> int:
    """Documents whose gold says one of these labels."""
    return _count(GOLD, project, labels)


def suggestions_with(project: Project, labels: Collection[int]) -> int:
    """Suggestions made or imported so far that say one of these labels."""
    return _count(SUGGESTIONS, project, labels)


def answers_given_back(project: Project, labels: Collection[int], transfer: Transfer) -> int:
    """Current answers that would go back to their authors if the label answered another question."""
    return _count(TO_GIVE_BACK, project, labels, **asdict(transfer))


def gold_to_decide(project: Project, labels: Collection[int], transfer: Transfer) -> int:
    """Documents whose gold would wait for a decision if the label answered another question."""
    return _count(GOLD_TO_DECIDE, project, labels, **asdict(transfer))


def _count(statement: str, project: Project, labels: Collection[int], **more: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"project": project.id, "labels": list(labels), **more})
        return cursor.fetchone()[0]
