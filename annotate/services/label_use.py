"""How much of a project names these labels: answers that stand, gold that holds, suggestions that were made."""

from collections.abc import Collection

from django.db import connection

from annotate.models import Project
from annotate.services.asking_again import USING
from annotate.services.rewritten_gold import GOLD_NAMING

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


def answers_with(project: Project, labels: Collection[int]) -> int:
    """Current answers that say one of these labels, by whomever."""
    return _count(ANSWERS, project, labels)


def gold_with(project: Project, labels: Collection[int]) -> int:
    """Documents whose gold says one of these labels."""
    return _count(GOLD, project, labels)


def suggestions_with(project: Project, labels: Collection[int]) -> int:
    """Suggestions made or imported so far that say one of these labels."""
    return _count(SUGGESTIONS, project, labels)


def _count(statement: str, project: Project, labels: Collection[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"project": project.id, "labels": list(labels)})
        return cursor.fetchone()[0]
