"""With which probability is a document drawn? The sum over all streams of share x chance, given what is free.

The same document may come from several streams: from the head of a list, or in random order. What is written down is
its chance in all of them together, for this person at this moment, so that every estimate can be weighted honestly.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotate.models import Stream
from annotate.models.queueing import Pool
from annotate.prepared import Statement

HEAD = 20  # the documents of a list of which each is as likely to be drawn as the others

# Needs the values of `Chances.values`, and a queue row q.
PROBABILITY = """
    CASE q.pool WHEN 1 THEN %(audit_chance)s::float8 ELSE %(control_chance)s::float8
        + CASE WHEN q.document_id = ANY(%(ranked)s::bigint[]) THEN %(ranked_chance)s::float8 ELSE 0 END
        + CASE WHEN q.document_id = ANY(%(duels)s::bigint[]) THEN %(duel_chance)s::float8 ELSE 0 END END
"""

OF_ALL = """(
    SELECT coalesce(sum(CASE %(pool)s::smallint WHEN 0 THEN t.free_open ELSE t.free_audit END), 0) AS free
    FROM annotate_queuetally t WHERE t.project_id = %(project)s
) AS of_all"""
THE_MARK = "project_id = %(project)s AND annotator_id = %(annotator)s AND pool = %(pool)s::smallint"

# Documents free for an annotator: those of the project, less those free for others that they stand with already.
COUNT_FREE = Statement(
    "count_free",
    f"""
    UPDATE annotate_watermark SET free = greatest(0, of_all.free - had) FROM {OF_ALL} WHERE {THE_MARK}
    RETURNING annotate_watermark.free
    """,
)

# The latter are looked up one by one, which takes a tenth of a second for somebody with ten thousand answers: only
# where any is free, and seldom (drawing.py). A join would read all that is free, a third of a second for a million.
COUNT_HAD = Statement(
    "count_had",
    f"""
    UPDATE annotate_watermark SET had = CASE WHEN of_all.free <= 0 THEN 0 ELSE (
        SELECT count(*) FROM annotate_standing s
        WHERE s.project_id = %(project)s AND s.annotator_id = %(annotator)s AND s.occasion <> 'repeat'
            AND s.state <> 'lapsed' AND (
                SELECT q.pool = %(pool)s::smallint AND q.claimed < q.wants AND NOT q.is_held
                FROM annotate_queuerow q WHERE q.document_id = s.document_id
            )
    ) END FROM {OF_ALL} WHERE {THE_MARK}
    RETURNING annotate_watermark.had
    """,
)


@dataclass
class Chances:
    """What is free for one person: how much of each pool, and which documents at the heads of the lists."""

    shares: Mapping[Stream, float]  # of the project's mix, of the streams it serves
    free: dict[int, int] = field(default_factory=dict)  # by pool
    heads: dict[Stream, list[tuple[int, str]]] = field(default_factory=dict)  # documents with their reasons
    dry: set[Stream] = field(default_factory=set)  # found empty although they were not thought to be

    def drawn(self, rng: random.Random) -> Stream | None:
        """A stream, by its share among those that are not dry. None when all are."""
        shares = self.live()
        return rng.choices(list(shares), weights=list(shares.values()))[0] if shares else None

    def live(self) -> dict[Stream, float]:
        """The share of each stream that can serve something, adding up to 1."""
        left = {stream: share for stream, share in self.shares.items() if stream not in self.dry}
        # A count may be a little old: what it calls dry is tried, but only when nothing else is left.
        left = {stream: share for stream, share in left.items() if self.stock(stream)} or left
        total = sum(left.values())
        return {stream: share / total if total else 1 / len(left) for stream, share in left.items()}

    @property
    def has_any(self) -> bool:
        """Can any stream serve something?"""
        return any(self.stock(stream) for stream in self.shares if stream not in self.dry)

    def stock(self, stream: Stream) -> int:
        """Of how many documents the stream draws one."""
        if stream == Stream.AUDIT:
            return self.free.get(Pool.AUDIT, 0)
        if stream == Stream.CONTROL:
            return max(self.free.get(Pool.OPEN, 0), *(len(head) for head in self.heads.values()), 0)
        return len(self.heads.get(stream, ()))

    def values(self) -> dict[str, object]:
        """What PROBABILITY needs."""
        live = self.live()

        def chance(stream: Stream) -> float:
            return live.get(stream, 0.0) / max(self.stock(stream), 1)

        return {
            "audit_chance": chance(Stream.AUDIT),
            "control_chance": chance(Stream.CONTROL),
            "ranked_chance": chance(Stream.RANKED),
            "duel_chance": chance(Stream.DUEL),
            "ranked": self._documents(Stream.RANKED),
            "duels": self._documents(Stream.DUEL),
        }

    def take(self, document_id: int, pool: int) -> None:
        """The document is lent now, and free no more."""
        self.free[pool] = max(0, self.free.get(pool, 0) - 1)
        for stream, head in self.heads.items():
            self.heads[stream] = [entry for entry in head if entry[0] != document_id]

    def _documents(self, stream: Stream) -> Sequence[int]:
        return [document for document, _reason in self.heads.get(stream, ())]
