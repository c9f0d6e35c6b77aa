"""What a change of the scheme writes anew, and how much of it is left."""

from django.db import connection

from annotate.services import rewriting
from annotate.services.rewrites import Rewrite
from booklet.models import SchemeChange

Act = SchemeChange.Act

# What a split returned and nobody has changed yet is as it was: it need not be looked at any more.
KEEP = """
UPDATE annotate_standing s SET state = 'answered', note = ''
WHERE s.project_id = %(project)s AND s.state = 'returned' AND EXISTS (
    SELECT 1 FROM annotate_event e WHERE e.document_id = s.document_id AND e.kind = 'answer returned'
        AND (e.detail ->> 'annotation')::bigint = s.current_id AND (e.detail ->> 'schema')::bigint = %(schema)s
)
"""


def rewrite_of(change: SchemeChange) -> Rewrite:
    """What is to be written anew for this change."""
    undone = change.undoes
    if undone is None or undone.act == Act.SPLIT:
        return Rewrite(change.after, change.source, labels=_holding(change))
    earlier = change.project.scheme_changes.filter(act=Act.UNDO, number__lt=change.number)
    takers = [(one.source, one.undoes.source) for one in earlier.select_related("source", "undoes__source")]
    return Rewrite(change.after, change.source, takes_back=undone.source, takers_back=takers)


def _holding(change: SchemeChange) -> dict[int, int]:
    """The labels that say another instead, as far as that is still so: one may have been restored since."""
    questions = change.project.schema.questions if change.project.schema else []
    in_use = {label["id"] for question in questions for label in question["labels"]}
    return {old: new for old, new in change.labels if old not in in_use and new in in_use}


def left(change: SchemeChange) -> int:
    """On how many documents an answer is still to be written anew."""
    writes = bool(change.labels) or (change.undoes is not None and bool(change.undoes.labels))
    return rewriting.answers_left(rewrite_of(change)) if writes else 0


def written_by(change: SchemeChange) -> int:
    """How many answers it has written anew so far."""
    return change.project.annotations.filter(
        saved_at__gte=change.made_at, rewritten_by=change.source_id
    ).count()


def keep_unanswered(change: SchemeChange) -> int:
    """After a split that is taken back: what waits for its author no longer does. How many."""
    if change.undoes is None or change.undoes.act != Act.SPLIT:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"project": change.project_id, "schema": change.undoes.after_id})
        return cursor.rowcount
