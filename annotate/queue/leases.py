"""A lease: a document lent until a time. It ends by an answer, a release, or by itself."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection

LEASE_ON_SCREEN = timedelta(seconds=settings.LEASE_ON_SCREEN_SECONDS)
LEASE_OF_PREFETCHED = timedelta(seconds=settings.LEASE_OF_PREFETCHED_SECONDS)

# What may end here is only ever a lease: state leased. Answers and reservations keep their slot; repeats and
# gold checks hold none.
# Several leases of one document may end together, and UPDATE ... FROM changes a row once: hence the count.
END_LEASES = """
, ended AS (
    UPDATE annotate_standing s SET state = 'lapsed', holds_slot = false, lease_until = NULL, changed_at = now()
    FROM ending WHERE s.id = ending.id
    RETURNING s.document_id, ending.holds_slot
), given_back AS (
    SELECT document_id, count(*) AS slots FROM ended WHERE holds_slot GROUP BY document_id
), freed AS (
    UPDATE annotate_queuerow q SET claimed = q.claimed - given_back.slots
    FROM given_back WHERE q.document_id = given_back.document_id
    RETURNING q.document_id, q.project_id, q.pool, q.random_key
), noted AS (
    INSERT INTO annotate_freedslot (document_id, project_id, pool, random_key)
    SELECT document_id, project_id, pool, random_key FROM freed
    ON CONFLICT (document_id) DO NOTHING
)
SELECT document_id FROM ended WHERE holds_slot
"""

RECLAIM = (
    """
WITH ending AS (
    SELECT s.id, s.holds_slot FROM annotate_standing s JOIN annotate_queuerow q ON q.document_id = s.document_id
    WHERE s.project_id = %s AND s.state = 'leased' AND s.lease_until < now()
    ORDER BY s.lease_until LIMIT 50
    FOR UPDATE SKIP LOCKED
)
"""
    + END_LEASES
)

# From whoever holds most, and at least two: the document lent last, which they would reach last. Neither one on
# a screen (its lease is long) nor one that is half done, nor one that the person asking has or had. Its queue row is
# not waited for: who asks may hold others by now, those of leases that were over.
TAKE_OVER = (
    """
WITH fullest AS (
    SELECT annotator_id FROM annotate_standing
    WHERE project_id = %(project)s AND occasion = 'work' AND state = 'leased' AND annotator_id <> %(annotator)s
    GROUP BY annotator_id HAVING count(*) > 1 ORDER BY count(*) DESC, annotator_id LIMIT 1
), ending AS (
    SELECT s.id, s.holds_slot FROM annotate_standing s JOIN annotate_queuerow q ON q.document_id = s.document_id
    WHERE s.project_id = %(project)s AND s.occasion = 'work' AND s.state = 'leased' AND s.draft IS NULL
        AND s.annotator_id IN (SELECT annotator_id FROM fullest) AND s.lease_until <= now() + %(short)s
        AND NOT q.is_held AND q.pool IN (0, 1) AND (
            SELECT 1 FROM annotate_standing own
            WHERE own.document_id = s.document_id AND own.annotator_id = %(annotator)s
                AND own.state <> 'lapsed'
            LIMIT 1
        ) IS NULL
    ORDER BY s.changed_at DESC, s.id DESC LIMIT 1
    FOR UPDATE SKIP LOCKED
)
"""
    + END_LEASES
)

# A tab has a say in its own documents and in those that no tab has. Without a name it is any of the person's tabs.
OF_TAB = "coalesce(s.tab = %(tab)s::uuid, true)"

RELEASE = (
    f"""
WITH ending AS (
    SELECT s.id, s.holds_slot FROM annotate_standing s JOIN annotate_queuerow q ON q.document_id = s.document_id
    WHERE s.project_id = %(project)s AND s.annotator_id = %(annotator)s
        AND s.state = 'leased' AND s.document_id = ANY(%(documents)s) AND {OF_TAB}
    ORDER BY s.document_id
    FOR UPDATE
)
"""
    + END_LEASES
)

# What is assigned or returned stays the person's when its tab lets it go: only which tab has it is over.
HELD_BY_TAB = f"""
    s.annotator_id = %(annotator)s AND s.project_id = %(project)s
    AND s.state IN ('leased', 'assigned', 'returned') AND s.document_id = ANY(%(documents)s) AND {OF_TAB}
"""

LET_GO = f"""
UPDATE annotate_standing s SET tab = NULL, lease_until = CASE WHEN s.state = 'leased' THEN now() + %(short)s END
WHERE {HELD_BY_TAB}
RETURNING s.document_id
"""

RENEW = f"""
UPDATE annotate_standing s SET tab = %(tab)s::uuid,
    lease_until = now() + CASE WHEN s.document_id = %(current)s THEN %(long)s ELSE %(short)s END
WHERE {HELD_BY_TAB}
RETURNING s.document_id
"""

KEPT = """
SELECT s.document_id FROM annotate_standing s JOIN annotate_queuerow q ON q.document_id = s.document_id
WHERE s.annotator_id = %s AND s.project_id = %s AND s.document_id = ANY(%s)
    AND s.state <> 'lapsed' AND NOT q.is_held
"""


def reclaim_expired(project_id: int) -> list[int]:
    """End the leases whose time is over, as far as nobody is working on their rows right now."""
    return _ids(RECLAIM, [project_id])


def take_over(project_id: int, annotator_id: int) -> bool:
    """End one lease that another holds ahead, for this person who has nothing at all. Is there one now?"""
    values = {"project": project_id, "annotator": annotator_id, "short": LEASE_OF_PREFETCHED}
    return bool(_ids(TAKE_OVER, values))


def release(
    project_id: int, annotator_id: int, document_ids: Sequence[int], tab: UUID | None = None
) -> list[int]:
    """End this annotator's leases on these documents; drafts stay. Returns what was really released.

    The caller holds the annotator's lock.
    """
    values = {"project": project_id, "annotator": annotator_id, "documents": list(document_ids), "tab": tab}
    return _ids(RELEASE, values) if document_ids else []


def let_go(
    project_id: int, annotator_id: int, document_ids: Sequence[int], tab: UUID | None = None
) -> list[int]:
    """Let the person's next tab have these documents at once; others, those only lent, when a short lease is over.

    The caller holds the annotator's lock.
    """
    values = {
        "project": project_id,
        "annotator": annotator_id,
        "documents": list(document_ids),
        "tab": tab,
        "short": LEASE_OF_PREFETCHED,
    }
    return _ids(LET_GO, values) if document_ids else []


def renew(
    project_id: int,
    annotator_id: int,
    document_ids: Sequence[int],
    current: int | None,
    tab: UUID | None = None,
) -> list[int]:
    """Prolong the leases; the one on the screen for longer. Returns the documents no longer lent.

    The caller holds the annotator's lock: another tab may be locking the same standings in another order.
    """
    values = {
        "current": current,
        "long": LEASE_ON_SCREEN,
        "short": LEASE_OF_PREFETCHED,
        "annotator": annotator_id,
        "project": project_id,
        "documents": list(document_ids),
        "tab": tab,
    }
    _ids(RENEW, values)
    return lost(project_id, annotator_id, document_ids)


def lost(project_id: int, annotator_id: int, document_ids: Sequence[int]) -> list[int]:
    """Which of the documents a tab holds are no longer wanted from this annotator: lent on, or held by a supervisor."""
    kept = set(_ids(KEPT, [annotator_id, project_id, list(document_ids)])) if document_ids else set()
    return [document for document in document_ids if document not in kept]


def _ids(statement: str, values: list[object] | dict[str, object]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
