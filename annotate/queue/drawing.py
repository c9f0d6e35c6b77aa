"""One document after the other: draw a stream by the project's mix, then a document from it."""

import random
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from annotate.models import Membership, Stream
from annotate.models.queueing import Pool
from annotate.prepared import Statement
from annotate.queue.chances import COUNT_FREE, COUNT_HAD, Chances
from annotate.queue.checks import drawn_check, lend_check
from annotate.queue.claims import (
    Claim,
    Claimant,
    claim_from_freed,
    claim_from_walk,
    claim_named,
    move_mark,
)
from annotate.queue.free import FREE_FOR_ANNOTATOR
from annotate.queue.heads import heads_for
from annotate.queue.streams import POOL_OF, shares, shows_suggestions, streams_of

RANDOM = random.SystemRandom()
MOVES_MARK = 1 / 16  # of the claims; in between, the walk steps over the few documents done since
TRIED = 8  # of the documents drawn from a head: those before may be locked this very moment

# Near the end the few that are free are simply counted.
COUNT_LAST = Statement(
    "count_last",
    f"""
    SELECT q.pool, count(*) FROM annotate_queuerow q
    WHERE q.pool IN (0, 1) AND {FREE_FOR_ANNOTATOR} GROUP BY q.pool
    """,
)


@dataclass(frozen=True)
class Stock:
    """What is known of the free documents: were slots given back, and how many of a pool are free for this person?

    `counted` is by pool, as of the last time somebody counted; None where so few are left that each is counted now.
    """

    has_freed: bool
    counted: dict[int, int] | None = None


class Draw:
    """What one request draws for one person. The caller holds the annotator's lock."""

    def __init__(self, membership: Membership, tab: UUID | None, stock: Stock) -> None:
        self.project = membership.project
        self.stock = stock
        self.claimant = Claimant(
            self.project.id, membership.user_id, 0.0, tab, generation=self.project.ranking_id
        )

    def take(self, want: int) -> list[int]:
        """Lend up to so many documents. Returns standing ids."""
        taken: list[int] = []
        while len(taken) < want and (standing := self._check() or self._work()):
            taken.append(standing)
        return taken

    def _check(self) -> int | None:
        """A gold check or a repeat in the place of a document that could be served, if chance says so."""
        stream = drawn_check(self.project, RANDOM)
        if stream is None or not self.chances.has_any:
            return None
        shows = shows_suggestions(self.project, Stream.CONTROL)
        return lend_check(
            self.project, stream, RANDOM, self._whose() | {"shows": shows, "tab": self.claimant.tab}
        )

    def _work(self) -> int | None:
        claim = self._one()
        return claim.standing_id if claim else None

    @cached_property
    def chances(self) -> Chances:
        generation = self.claimant.generation
        whose = (self.claimant.project_id, self.claimant.annotator_id)
        return Chances(
            shares(self.project, streams_of(self.project)),
            self._counted(),
            heads_for(*whose, generation) if generation else {},
        )

    def _one(self) -> Claim | None:
        """Draw a stream until one serves. One that turns out dry has no share in what is drawn after it."""
        while stream := self.chances.drawn(RANDOM):
            if claims := self._claim(stream):
                self.chances.take(claims[0].document_id, POOL_OF[stream])
                return claims[0]
            self.chances.dry.add(stream)
        return None

    def _claim(self, stream: Stream) -> list[Claim]:
        claimant = replace(self.claimant, shows=shows_suggestions(self.project, stream))
        if stream in self.chances.heads:
            head = self.chances.heads[stream]
            drawn = RANDOM.sample(head, min(TRIED, len(head)))
            return claim_named(claimant, stream, drawn, self.chances) if drawn else []
        pool = POOL_OF[stream]
        if RANDOM.random() < MOVES_MARK:
            move_mark(claimant, pool)
        behind = claim_from_freed(claimant, pool, stream, 1, self.chances) if self.stock.has_freed else []
        return behind or claim_from_walk(claimant, pool, stream, 1, self.chances)

    def _counted(self) -> dict[int, int]:
        """How many documents of each pool are free for this person."""
        if self.stock.counted is None:
            return self._count_last()
        counted = dict(self.stock.counted)
        for pool in (Pool.OPEN, Pool.AUDIT):
            if pool not in counted:
                move_mark(self.claimant, pool)
                counted[pool] = self._count(pool)
            elif (chance := RANDOM.random()) < counts_again(counted[pool]):
                counted[pool] = self._count(pool, looks=chance < looks_again(counted[pool]))
        return counted

    def _count(self, pool: int, looks: bool = True) -> int:
        """How many are free now; `looks` where it is asked anew which of them this person has had."""
        values = self._whose() | {"pool": pool}
        if looks:
            COUNT_HAD.rows(values)
        ((free,),) = COUNT_FREE.rows(values)
        return free

    def _count_last(self) -> dict[int, int]:
        return dict(COUNT_LAST.rows(self._whose()))

    def _whose(self) -> dict[str, object]:
        return {"project": self.claimant.project_id, "annotator": self.claimant.annotator_id}


def counts_again(free: int) -> float:
    """With which probability a claim counts anew: often while few are left, seldom where it hardly changes a share.

    >>> [round(counts_again(free), 4) for free in (100, 10_000, 100_000)]
    [0.0625, 0.0256, 0.0039]
    """
    return min(1 / 16, max(256 / max(free, 1), 1 / 256))


def looks_again(free: int) -> float:
    """With which probability all that somebody has had is asked for as well: a claim changes it by one at most.

    >>> [round(looks_again(free), 4) for free in (100, 10_000, 100_000)]
    [0.0625, 0.0256, 0.0006]
    """
    return counts_again(free) * min(1.0, 16_000 / max(free, 1))
