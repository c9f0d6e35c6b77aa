"""Which documents are there to be asked about: the open ones nobody has answered, and the audit share."""

import io

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from annotate.models import Project
from annotate.models.queueing import Pool, QueueRow

UNANSWERED = """
COPY (
    SELECT document_id FROM annotate_queuerow
    WHERE project_id = {project:d} AND pool = {pool:d} AND claimed = 0 AND wants > 0 AND NOT is_held
    ORDER BY random_key
) TO STDOUT
"""
AUDITED = """
COPY (
    SELECT q.document_id FROM annotate_queuerow q
    JOIN annotate_document d ON d.id = q.document_id AND d.erased_at IS NULL AND d.withdrawn_at IS NULL
    WHERE q.project_id = {project:d} AND q.pool = {pool:d} ORDER BY q.random_key LIMIT {most:d}
) TO STDOUT
"""
WALKED = """
SELECT min(random_key) FROM annotate_queuerow
WHERE project_id = %s AND pool = %s AND claimed < wants AND NOT is_held
"""
MOST_AUDITED = 20_000  # the first in random order: a uniform part, and the part that is answered first
CELLS = 20_000_000  # probabilities that are held at once, of all labels; beyond, a uniform part of the documents is
AUDITED_CELLS = 4_000_000  # the same of the audit share: 8 MB that every run keeps


def unanswered(project: Project, labels: int) -> NDArray[np.int64]:
    """Open documents that nobody has answered or holds, in random order; with very many labels a part of them."""
    return _ids(UNANSWERED.format(project=project.id, pool=Pool.OPEN))[: CELLS // max(labels, 1)]


def audited(project: Project, labels: int = 1) -> NDArray[np.int64]:
    """The documents every run is asked about: uniform over the audit share, and the same from run to run."""
    most = min(MOST_AUDITED, AUDITED_CELLS // max(labels, 1))
    return _ids(AUDITED.format(project=project.id, pool=Pool.AUDIT, most=most))


def audit_share(project: Project) -> NDArray[np.int64]:
    """All documents of the audit share, in no order: nothing may be learned from any of them."""
    rows = QueueRow.objects.filter(project=project, pool=Pool.AUDIT)
    return np.fromiter(rows.values_list("document", flat=True), np.int64)


def size_of_audit_share(project: Project, most: int) -> int:
    """How many documents it has; counted up to so many."""
    rows = QueueRow.objects.filter(project=project, pool=Pool.AUDIT)
    return rows.filter(document__erased_at=None, document__withdrawn_at=None)[:most].count()


def walked(project: Project) -> float:
    """The place in the random order before which no open document is free any more."""
    with connection.cursor() as cursor:
        cursor.execute(WALKED, [project.id, Pool.OPEN])
        first_free = cursor.fetchone()[0]
    return float("inf") if first_free is None else first_free


def _ids(statement: str) -> NDArray[np.int64]:
    out = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(statement, out)
    return np.array(out.getvalue().split(), dtype=np.int64)
