"""Taking new documents from a pool or a ranking, in one statement each.

Three traps of this SQL, all measured:
- written with NOT EXISTS the planner scans every standing; a scalar sub-select is a primary-key probe;
- the walk in random order begins at the annotator's watermark, or one who is far ahead reads all they did;
  the mark is set to the first document free in the snapshot, locked or not, and holds for one epoch of the
  project's queue, so that neither a skipped lock nor an import under way can be passed for ever;
- `claimed < wants` stands in the same query as the row lock, so it is judged again on the locked row.
"""

from dataclasses import dataclass

from django.db import connection

from annotate.models.queueing import Pool
from annotate.queue.leases import LEASE_OF_PREFETCHED

HEAD_OF_RANKING = 50
FIRST_KEY, LAST_KEY = -(2**63), 2**63 - 1

FREE_FOR_ANNOTATOR = """
    q.project_id = %(project)s AND q.claimed < q.wants AND NOT q.is_held
    AND (
        SELECT 1 FROM annotate_standing s
        WHERE s.document_id = q.document_id AND s.annotator_id = %(annotator)s
            AND s.occasion = 'work' AND s.state <> 'lapsed'
    ) IS NULL
"""

LEND = """
, claimed AS (
    UPDATE annotate_queuerow q SET claimed = q.claimed + 1
    FROM candidate WHERE q.document_id = candidate.document_id
    RETURNING q.document_id, q.claimed >= q.wants AS is_full
), no_longer_free AS (
    DELETE FROM annotate_freedslot USING claimed
    WHERE annotate_freedslot.document_id = claimed.document_id AND claimed.is_full
)
INSERT INTO annotate_standing AS standing (
    project_id, document_id, annotator_id, occasion, state, holds_slot, lease_until, stream, pool,
    reason, generation, draw_probability, suggestions_shown, note, begun_at, changed_at
)
SELECT %(project)s, candidate.document_id, %(annotator)s, 'work', 'leased', true, now() + %(lease)s,
    %(stream)s, candidate.pool, candidate.reason, %(generation)s, candidate.probability,
    CASE WHEN random() < %(shows)s
        THEN ARRAY(SELECT g.id FROM annotate_suggestion g WHERE g.document_id = candidate.document_id)
        ELSE '{}' END,
    '', now(), now()
FROM candidate
ON CONFLICT (document_id, annotator_id, occasion) DO UPDATE SET
    state = 'leased', holds_slot = true, lease_until = excluded.lease_until, stream = excluded.stream,
    reason = excluded.reason, generation = excluded.generation,
    draw_probability = excluded.draw_probability, suggestions_shown = excluded.suggestions_shown,
    changed_at = now()
RETURNING standing.id
"""

FROM_POOL = (
    f"""
WITH now_open AS (
    SELECT queue_epoch AS epoch FROM annotate_project WHERE id = %(project)s
), edge AS (
    SELECT coalesce(min(random_key), {LAST_KEY}) AS random_key FROM (
        SELECT q.random_key FROM annotate_queuerow q
        WHERE q.pool = %(pool)s AND q.random_key >= coalesce((
            SELECT w.random_key FROM annotate_watermark w, now_open
            WHERE w.project_id = %(project)s AND w.annotator_id = %(annotator)s AND w.pool = %(pool)s
                AND w.epoch = now_open.epoch
        ), {FIRST_KEY}) AND {FREE_FOR_ANNOTATOR}
        ORDER BY q.random_key, q.document_id LIMIT 1
    ) AS first_free
), moved AS (
    INSERT INTO annotate_watermark AS mark (project_id, annotator_id, pool, random_key, epoch)
    SELECT %(project)s, %(annotator)s, %(pool)s, edge.random_key, now_open.epoch FROM edge, now_open
    ON CONFLICT (project_id, annotator_id, pool)
    DO UPDATE SET random_key = excluded.random_key, epoch = excluded.epoch
    WHERE (mark.random_key, mark.epoch) <> (excluded.random_key, excluded.epoch)
), freed AS (
    SELECT q.document_id, q.pool, q.random_key
    FROM annotate_freedslot f JOIN annotate_queuerow q ON q.document_id = f.document_id
    WHERE f.project_id = %(project)s AND f.pool = %(pool)s AND {FREE_FOR_ANNOTATOR}
    ORDER BY f.random_key LIMIT %(want)s
    FOR UPDATE OF q SKIP LOCKED
), walked AS (
    SELECT q.document_id, q.pool, q.random_key FROM annotate_queuerow q
    WHERE q.pool = %(pool)s AND q.random_key >= (SELECT random_key FROM edge) AND {FREE_FOR_ANNOTATOR}
    ORDER BY q.random_key, q.document_id LIMIT %(want)s
    FOR UPDATE OF q SKIP LOCKED
), candidate AS (
    SELECT document_id, pool, '' AS reason, NULL::float8 AS probability
    FROM (SELECT * FROM freed UNION SELECT * FROM walked) AS free
    ORDER BY random_key, document_id LIMIT %(want)s
)
"""
    + LEND
)

FROM_RANKING = (
    f"""
WITH head AS (
    SELECT r.document_id, r.reason FROM annotate_rankeddocument r
    JOIN annotate_queuerow q ON q.document_id = r.document_id
    WHERE r.ranking_id = %(generation)s AND q.pool = %(pool)s AND {FREE_FOR_ANNOTATOR}
    ORDER BY r.place LIMIT %(head)s
), candidate AS (
    SELECT q.document_id, q.pool, head.reason, %(share)s / (SELECT count(*) FROM head) AS probability
    FROM head JOIN annotate_queuerow q ON q.document_id = head.document_id
    WHERE q.claimed < q.wants AND NOT q.is_held
    ORDER BY random() LIMIT %(want)s
    FOR UPDATE OF q SKIP LOCKED
)
"""
    + LEND
)


@dataclass(frozen=True)
class Claimant:
    """For whom documents are taken, and how likely suggestions are shown with them (0 to 1)."""

    project_id: int
    annotator_id: int
    shows: float


def claim_from_pool(claimant: Claimant, pool: int, stream: str, want: int) -> list[int]:
    """Lend up to `want` free documents of a pool, the next in random order. Returns standing ids."""
    return _claim(FROM_POOL, claimant, {"pool": pool, "stream": stream, "want": want, "generation": None})


def claim_from_ranking(claimant: Claimant, ranking_id: int, share: float, want: int) -> list[int]:
    """Lend documents drawn uniformly from the head of a ranking; the draw's probability is kept."""
    return _claim(
        FROM_RANKING,
        claimant,
        {
            "generation": ranking_id,
            "stream": "ranked",
            "pool": Pool.OPEN,
            "want": want,
            "share": share,
            "head": HEAD_OF_RANKING,
        },
    )


def _claim(statement: str, claimant: Claimant, values: dict[str, object]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "project": claimant.project_id,
                "annotator": claimant.annotator_id,
                "shows": claimant.shows,
                "lease": LEASE_OF_PREFETCHED,
                **values,
            },
        )
        return [row[0] for row in cursor.fetchall()]
