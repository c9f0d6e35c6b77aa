"""Taking new documents: from a pool in random order, or by name from the head of a list.

Two traps of this SQL, both measured:
- the walk in random order begins at the annotator's watermark, or one who is far ahead reads all they did;
  the mark is set to the first document free in the snapshot, locked or not, and holds for one epoch of the
  project's queue, so that neither a skipped lock nor an import under way can be passed for ever;
- `claimed < wants` stands in the same query as the row lock, so it is judged again on the locked row.

Planning costs more than running here, so what is seldom needed (moving the mark, looking at slots given
back) is a statement of its own, and the caller says when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from annotate.models.queueing import Pool
from annotate.prepared import Statement
from annotate.queue.chances import PROBABILITY, Chances
from annotate.queue.free import FREE_FOR_ANNOTATOR
from annotate.queue.leases import LEASE_OF_PREFETCHED
from annotate.queue.showing import SHOWN

FIRST_KEY, LAST_KEY = -(2**63), 2**63 - 1

LEND = f"""
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
    reason, generation, draw_probability, suggestions_shown, tab, note, begun_at, changed_at
)
SELECT %(project)s, candidate.document_id, %(annotator)s, 'work', 'leased', true, now() + %(lease)s::interval,
    %(stream)s, candidate.pool, candidate.reason, %(generation)s::bigint, candidate.probability,
    {SHOWN.format(document="candidate.document_id", annotator="%(annotator)s")},
    %(tab)s::uuid, '', now(), now()
FROM candidate
ON CONFLICT (document_id, annotator_id, occasion) DO UPDATE SET
    state = 'leased', holds_slot = true, lease_until = excluded.lease_until, stream = excluded.stream,
    reason = excluded.reason, generation = excluded.generation,
    draw_probability = excluded.draw_probability, suggestions_shown = excluded.suggestions_shown,
    tab = excluded.tab, changed_at = now()
RETURNING standing.id, standing.document_id
"""

MARK = f"""
coalesce((
    SELECT w.random_key FROM annotate_watermark w JOIN annotate_project p ON p.id = w.project_id
    WHERE w.project_id = %(project)s AND w.annotator_id = %(annotator)s AND w.pool = %(pool)s
        AND w.epoch = p.queue_epoch
), {FIRST_KEY})
"""

FROM_WALK = (
    f"""
WITH candidate AS (
    SELECT q.document_id, q.pool, '' AS reason, {PROBABILITY} AS probability FROM annotate_queuerow q
    WHERE q.pool = %(pool)s AND q.random_key >= {MARK} AND {FREE_FOR_ANNOTATOR}
    ORDER BY q.random_key, q.document_id LIMIT %(want)s
    FOR UPDATE OF q SKIP LOCKED
)
"""
    + LEND
)

MOVE_MARK = f"""
INSERT INTO annotate_watermark AS mark (project_id, annotator_id, pool, random_key, free, had, epoch)
SELECT project.id, %(annotator)s, %(pool)s, coalesce((
    SELECT q.random_key FROM annotate_queuerow q
    WHERE q.pool = %(pool)s AND q.random_key >= {MARK} AND {FREE_FOR_ANNOTATOR}
    ORDER BY q.random_key, q.document_id LIMIT 1
), {LAST_KEY}), 0, 0, project.queue_epoch
FROM annotate_project project WHERE project.id = %(project)s
ON CONFLICT (project_id, annotator_id, pool)
DO UPDATE SET random_key = excluded.random_key, epoch = excluded.epoch
"""

FROM_FREED = (
    f"""
WITH candidate AS (
    SELECT q.document_id, q.pool, '' AS reason, {PROBABILITY} AS probability
    FROM annotate_freedslot f JOIN annotate_queuerow q ON q.document_id = f.document_id
    WHERE f.project_id = %(project)s AND f.pool = %(pool)s AND f.random_key < {MARK} AND {FREE_FOR_ANNOTATOR}
    ORDER BY f.random_key LIMIT %(want)s
    FOR UPDATE OF q SKIP LOCKED
)
"""
    + LEND
)

FROM_NAMED = (
    f"""
WITH candidate AS (
    SELECT q.document_id, q.pool, named.reason, {PROBABILITY} AS probability
    FROM unnest(%(documents)s::bigint[], %(reasons)s::text[])
        WITH ORDINALITY AS named (document_id, reason, place)
    JOIN annotate_queuerow q ON q.document_id = named.document_id
    WHERE q.pool = %(pool)s AND {FREE_FOR_ANNOTATOR}
    ORDER BY named.place LIMIT %(want)s
    FOR UPDATE OF q SKIP LOCKED
)
"""
    + LEND
)

WALK, FREED, NAMED, MARKED = (
    Statement(name, sql)
    for name, sql in [
        ("walk", FROM_WALK),
        ("freed", FROM_FREED),
        ("named", FROM_NAMED),
        ("mark", MOVE_MARK),
    ]
)


@dataclass(frozen=True)
class Claimant:
    """For whom documents are taken, on which share of them suggestions are shown (0 to 1), and in which tab."""

    project_id: int
    annotator_id: int
    shows: float
    tab: UUID | None = None
    generation: int | None = None


@dataclass(frozen=True)
class Claim:
    """A document that was lent just now."""

    standing_id: int
    document_id: int


def claim_from_walk(claimant: Claimant, pool: int, stream: str, want: int, chances: Chances) -> list[Claim]:
    """Lend up to `want` free documents of a pool, the next in random order."""
    return _claim(WALK, claimant, chances, {"pool": pool, "stream": stream, "want": want})


def claim_from_freed(claimant: Claimant, pool: int, stream: str, want: int, chances: Chances) -> list[Claim]:
    """The same among the documents that got a slot back after this person's walk had passed them.

    Those before it are met in their turn: taken first, what others gave back would not be drawn at random.
    """
    return _claim(FREED, claimant, chances, {"pool": pool, "stream": stream, "want": want})


def move_mark(claimant: Claimant, pool: int) -> None:
    """Let this annotator's walk begin at the first document that is free for them now."""
    MARKED.rows({"project": claimant.project_id, "annotator": claimant.annotator_id, "pool": pool})


def claim_named(
    claimant: Claimant, stream: str, drawn: Sequence[tuple[int, str]], chances: Chances
) -> list[Claim]:
    """Lend the first of these open documents that is still free, each given with its reason."""
    values = {
        "stream": stream,
        "pool": Pool.OPEN,
        "want": 1,
        "documents": [document for document, _reason in drawn],
        "reasons": [reason for _document, reason in drawn],
    }
    return _claim(NAMED, claimant, chances, values)


def _claim(
    statement: Statement, claimant: Claimant, chances: Chances, values: dict[str, object]
) -> list[Claim]:
    """Lend. Whatever stream it comes from, a document is written down with the chance it had in all of them."""
    who = {
        "project": claimant.project_id,
        "annotator": claimant.annotator_id,
        "tab": claimant.tab,
        "shows": claimant.shows,
        "generation": claimant.generation,
        "lease": LEASE_OF_PREFETCHED,
    }
    return [Claim(*row) for row in statement.rows(who | chances.values() | values)]
