"""What a change of the scheme writes anew, and how much of it is left."""

from django.db import connection

from annotate.models import Source
from annotate.services import rewriting
from annotate.services.rewrites import Rewrite, Transfer
from booklet.models import SchemeChange
from booklet.services.scheme.transfers import back_again, moved_labels, transfer_of

Act = SchemeChange.Act

# What was returned and nobody has changed yet is as it was, or was just written so: it need not be looked at any more.
KEEP = """
UPDATE annotate_standing s SET state = 'answered', note = ''
WHERE s.project_id = %(project)s AND s.state = 'returned' AND EXISTS (
    SELECT 1 FROM annotate_event e WHERE e.document_id = s.document_id AND e.kind = 'answer returned'
        AND (e.detail ->> 'annotation')::bigint IN (s.current_id, (
            SELECT a.replaces_id FROM annotate_annotation a WHERE a.id = s.current_id AND a.rewritten_by_id = %(source)s
        )) AND (e.detail ->> 'schema')::bigint = %(schema)s
)
"""


def rewrites_of(change: SchemeChange) -> list[Rewrite]:
    """What is to be written anew for this change, in this order."""
    undone = change.undoes
    if change.act == Act.TRANSFER:
        return [_moving(change, moved_labels(change), transfer_of(change))]
    if undone is None or undone.act == Act.SPLIT:
        return [Rewrite(change.after, change.source, labels=_in_force(change, dict(change.labels)))]
    earlier = change.project.scheme_changes.filter(act=Act.UNDO, number__lt=change.number)
    takers = [(one.source, one.undoes.source) for one in earlier.select_related("source", "undoes__source")]
    taking = Rewrite(change.after, change.source, takes_back=undone.source, takers_back=takers)
    if undone.act != Act.TRANSFER:
        return [taking]
    back = {now: label for label, now in moved_labels(undone).items()}
    return [taking, _moving(change, back, back_again(undone), spares=undone.source)]


def _moving(
    change: SchemeChange, labels: dict[int, int], transfer: Transfer, spares: Source | None = None
) -> Rewrite:
    return Rewrite(
        change.after, change.source, labels=_in_force(change, labels), transfer=transfer, spares=spares
    )


def _in_force(change: SchemeChange, labels: dict[int, int]) -> dict[int, int]:
    """Labels that say another instead, as far as that is still so: one may have been restored since."""
    questions = change.project.schema.questions if change.project.schema else []
    in_use = {label["id"] for question in questions for label in question["labels"]}
    return {old: new for old, new in labels.items() if old not in in_use and new in in_use}


def left(change: SchemeChange) -> int:
    """On how many documents an answer is still to be written anew."""
    writes = _writes(change) or (change.undoes is not None and _writes(change.undoes))
    return sum(map(rewriting.answers_left, rewrites_of(change))) if writes else 0


def _writes(change: SchemeChange) -> bool:
    return bool(change.labels) or change.act == Act.TRANSFER


def written_by(change: SchemeChange) -> int:
    """How many answers it has written anew so far."""
    return change.project.annotations.filter(
        saved_at__gte=change.made_at, rewritten_by=change.source_id
    ).count()


def keep_unanswered(change: SchemeChange) -> int:
    """After a split or a move to another question is taken back: what waits for its author no longer does. How many."""
    undone = change.undoes
    if undone is None or undone.act not in {Act.SPLIT, Act.TRANSFER}:
        return 0
    values = {"project": change.project_id, "schema": undone.after_id, "source": change.source_id}
    with connection.cursor() as cursor:
        cursor.execute(KEEP, values)
        return cursor.rowcount
