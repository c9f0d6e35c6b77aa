"""A document's slots: `claimed` on its queue row, changed only here and in claims.py."""

from collections.abc import Sequence

from django.db import connection

TAKE = """
WITH taken AS (
    UPDATE annotate_queuerow SET claimed = claimed + 1
    WHERE document_id = %s AND claimed < wants
    RETURNING document_id, claimed >= wants AS is_full
), no_longer_free AS (
    DELETE FROM annotate_freedslot USING taken
    WHERE annotate_freedslot.document_id = taken.document_id AND taken.is_full
)
SELECT count(*) FROM taken
"""

FREE = """
WITH locked AS (
    SELECT document_id FROM annotate_queuerow WHERE document_id = ANY(%s) ORDER BY document_id FOR UPDATE
), freed AS (
    UPDATE annotate_queuerow q SET claimed = claimed - 1
    FROM locked WHERE q.document_id = locked.document_id
    RETURNING q.document_id, q.project_id, q.pool, q.random_key
)
INSERT INTO annotate_freedslot (document_id, project_id, pool, random_key)
SELECT document_id, project_id, pool, random_key FROM freed
ON CONFLICT (document_id) DO NOTHING
"""

HOLD = """
WITH held AS (
    UPDATE annotate_queuerow SET is_held = true WHERE document_id = ANY(%s) AND NOT is_held
    RETURNING document_id
)
DELETE FROM annotate_freedslot USING held WHERE annotate_freedslot.document_id = held.document_id
"""

REOPEN = "UPDATE annotate_project SET queue_epoch = queue_epoch + 1 WHERE id = %s"

DRIFT = """
SELECT q.document_id, q.claimed, count(s.id) AS held
FROM annotate_queuerow q
LEFT JOIN annotate_standing s ON s.document_id = q.document_id AND s.holds_slot
WHERE q.project_id = %s
GROUP BY q.document_id, q.claimed
HAVING q.claimed <> count(s.id)
"""


def take_slot(document_id: int) -> bool:
    """Claim one more slot of the document under its row's lock. False when it wants no more."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [document_id])
        return cursor.fetchone()[0] == 1


def free_slot(document_ids: Sequence[int]) -> None:
    """Give back one slot of each document and put it where every annotator's next claim looks first."""
    with connection.cursor() as cursor:
        cursor.execute(FREE, [list(document_ids)])


def hold(document_ids: Sequence[int]) -> None:
    """Keep these documents out of everybody's queue. Whoever lets them go again calls `reopen`."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [list(document_ids)])


def reopen(project_id: int) -> None:
    """Make every annotator's walk begin anew. To be called in the transaction that frees documents in bulk."""
    with connection.cursor() as cursor:
        cursor.execute(REOPEN, [project_id])


def recount(project_id: int) -> list[tuple[int, int, int]]:
    """Documents whose `claimed` is not the number of standings that hold a slot: (document, claimed, held)."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFT, [project_id])
        return cursor.fetchall()
