"""Another answer here is worth most: which documents, and sending them to the queue within a budget."""

from collections.abc import Collection
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils.translation import gettext as _

from annotate import queue
from annotate.models import Event, Job, Membership, Project, Question, User
from annotate.models.queueing import Pool
from annotate.problems import Invalid
from annotate.roles import Role
from review.services.acceptance.collecting import Told
from review.services.acceptance.ways import worth_of
from review.services.disagreements.ranking import settled

MOST_KEPT = 1_000
LEAST = 0.001  # of a label that is right: less is noise of the model

# In the order of the documents, as everybody who locks several of these rows does it. Those that want an answer
# anyway, are held, or wait for nobody else are left as they are.
WANT_ANOTHER = """
WITH locked AS (
    SELECT document_id FROM annotate_queuerow
    WHERE project_id = %(project)s AND document_id = ANY(%(documents)s) AND pool = %(pool)s
        AND claimed >= wants AND claimed < %(people)s AND NOT is_held
    ORDER BY document_id FOR UPDATE
)
UPDATE annotate_queuerow q SET wants = q.claimed + 1 FROM locked WHERE q.document_id = locked.document_id
RETURNING q.document_id
"""

# The same, asked beforehand: whose documents could be sent at all.
COULD = """
SELECT document_id FROM annotate_queuerow
WHERE project_id = %(project)s AND document_id = ANY(%(documents)s) AND pool = %(pool)s
    AND claimed >= wants AND claimed < %(people)s AND NOT is_held
"""


def most_worth(told: Told, question: Question) -> list[list[Any]]:
    """Document and worth, the greatest first; of documents one person answered as well. None of the held-out part."""
    answered = told.answered
    worth = worth_of(answered, question)
    documents = np.unique(answered.documents)
    order = np.lexsort((documents, -worth))
    order = order[worth[order] >= LEAST]
    found: list[list[Any]] = []
    for first in range(0, len(order), MOST_KEPT):
        places = order[first : first + MOST_KEPT]
        could = _could(question.project, documents[places].tolist())
        waiting = could - _decided(question, told, could)
        found += [
            [document, round(value, 4)]
            for document, value in zip(documents[places].tolist(), worth[places].tolist(), strict=True)
            if document in waiting
        ]
        if len(found) >= MOST_KEPT:
            break
    return found[:MOST_KEPT]


@transaction.atomic
def want_another(membership: Membership, preview: Job, budget: int) -> int:
    """Let the first so many of them want one answer more; how many do. Raises Invalid."""
    if not 1 <= budget <= MOST_KEPT:
        raise Invalid(
            _("The budget must be from 1 to %(most)s answers.") % {"most": MOST_KEPT}, field="budget"
        )
    ranked = [document for document, _worth in preview.report.get("worth", [])]
    could = _could(membership.project, ranked)
    chosen = [document for document in ranked if document in could][:budget]
    sent = _rows(WANT_ANOTHER, membership.project, chosen)
    if sent:
        queue.reopen(membership.project_id)
        _note(membership.project, membership.user, sent)
    return len(sent)


def _note(project: Project, by: User, documents: Collection[int]) -> None:
    Event.objects.bulk_create(
        Event(project=project, document_id=document, actor=by, kind="another answer wanted")
        for document in sorted(documents)
    )


def _could(project: Project, documents: Collection[int]) -> set[int]:
    return _rows(COULD, project, documents)


def _rows(statement: str, project: Project, documents: Collection[int]) -> set[int]:
    people = project.memberships.filter(ended_at=None, roles__contains=[Role.ANNOTATOR]).count()
    values = {
        "project": project.id,
        "documents": list(documents),
        "pool": int(Pool.OPEN),
        "people": people,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0] for row in cursor.fetchall()}


def _decided(question: Question, told: Told, documents: Collection[int]) -> set[int]:
    rows = told.only(np.isin(told.documents, list(documents)))
    answers: dict[int, list[int]] = {}
    for document, annotation in zip(rows.documents.tolist(), rows.annotations.tolist(), strict=True):
        answers.setdefault(document, []).append(annotation)
    return settled(question, answers)
