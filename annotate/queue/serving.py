"""Next for an annotator: what was returned, what was assigned, else a stream drawn by the project's mix."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.utils import timezone

from annotate.models import Membership, Standing
from annotate.prepared import Statement
from annotate.queue.drawing import Draw, Stock
from annotate.queue.leases import LEASE_OF_PREFETCHED, lost, reclaim_expired, take_over

MOST_AT_ONCE = 10

# What is to be known before anything is lent: the standings that wait for this very person and that no other tab
# of theirs has, whether leases are over, how many documents are free (as far as it matters), whether slots were
# given back, and of which pools it is known where this person's walk is and how much was free for them.
CERTAINLY_ENOUGH = 100
SITUATION = """
SELECT ARRAY(
    SELECT s.id FROM annotate_standing s JOIN annotate_queuerow q ON q.document_id = s.document_id
    WHERE s.annotator_id = %(annotator)s AND s.project_id = %(project)s
        AND s.state IN ({states}) AND NOT q.is_held AND NOT (s.document_id = ANY(%(holding)s::bigint[]))
        AND (coalesce(s.tab = ANY(%(tabs)s::uuid[]), true) OR coalesce(s.lease_until < now(), true))
    ORDER BY array_position(ARRAY['returned', 'assigned', 'leased'], s.state::text), s.draft IS NULL, s.id
    LIMIT %(want)s
), EXISTS (
    SELECT 1 FROM annotate_standing WHERE project_id = %(project)s AND state = 'leased' AND lease_until < now()
), (
    SELECT count(*) FROM (
        SELECT 1 FROM annotate_queuerow
        WHERE project_id = %(project)s AND pool IN (0, 1) AND claimed < wants AND NOT is_held LIMIT {enough}
    ) AS free_ones
), EXISTS (
    SELECT 1 FROM annotate_freedslot WHERE project_id = %(project)s
), ARRAY(
    SELECT ARRAY[w.pool::bigint, w.free] FROM annotate_watermark w JOIN annotate_project p ON p.id = w.project_id
    WHERE w.project_id = %(project)s AND w.annotator_id = %(annotator)s AND w.epoch = p.queue_epoch
)
"""

# The states are part of the text, so that the index of what waits fits.
LOOK, LOOK_AGAIN = (
    Statement(name, SITUATION.format(states=states, enough=CERTAINLY_ENOUGH))
    for name, states in [
        ("look", "'returned', 'assigned'"),
        ("look_again", "'returned', 'assigned', 'leased'"),
    ]
)

AT_WORK = """
SELECT count(DISTINCT annotator_id) FROM annotate_standing WHERE project_id = %s AND state = 'leased'
"""
HELD_ELSEWHERE = """
SELECT EXISTS (
    SELECT 1 FROM annotate_standing WHERE annotator_id = %s AND project_id = %s
        AND state IN ('leased', 'assigned', 'returned') AND lease_until > now() AND tab IS DISTINCT FROM %s
)
"""


@dataclass(frozen=True)
class Served:
    """What an annotator gets: standings to work on, in order. `is_dry` when nothing more was free.

    `lost` are documents the tab holds that went to somebody else, who had none; looked for near the end only.
    """

    standing_ids: list[int] = field(default_factory=list)
    is_dry: bool = False
    lost: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Tab:
    """The page that asks, by the name it was given; when it takes over what was left behind, who lives beside it."""

    name: UUID
    beside: tuple[UUID, ...] | None = None


@dataclass(frozen=True)
class Situation:
    """What waits for this person, how much is free, and what the claims need to know."""

    waiting: list[int]
    free: int
    stock: Stock


# Until the end of the transaction all is read by keys: a plan made while a table is small is kept (prepared.py)
# and has to serve when it is large.
LOCK = """
SELECT pg_advisory_xact_lock(%(project)s, %(annotator)s), set_config('enable_seqscan', 'off', true)
""".strip()


def lock_annotator(project_id: int, annotator_id: int) -> None:
    """Let one request of this annotator in at a time (two tabs, a double click). First in every lock order."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"project": project_id, "annotator": annotator_id})


def next_for(
    membership: Membership,
    want: int,
    holding: Sequence[int],
    *,
    reopen: bool = False,
    tab: Tab | None = None,
) -> Served:
    """Lend up to `want` documents beyond those the tab holds. `reopen` serves own open leases again (a reload).

    What another tab of the person holds is not served here while it does; to no tab in particular, all is.
    The caller holds the annotator's lock and is in a transaction.
    """
    project = membership.project
    want = min(want, MOST_AT_ONCE - len(holding))
    is_shut = not project.is_open or membership.awaits_training
    if want <= 0 or is_shut:
        return Served(is_dry=is_shut)
    situation = _look(membership, want, holding, tab, reopen=reopen)
    if tab and tab.beside is not None:
        return Served(situation.waiting)  # what tabs held that are gone, and nothing new
    waiting, still_wanted = situation.waiting, want - len(situation.waiting)
    if situation.free >= CERTAINLY_ENOUGH:
        claimed = _draw(membership, still_wanted, tab, situation.stock)
        return Served(waiting + claimed, is_dry=len(claimed) < still_wanted)
    return _serve_near_the_end(membership, still_wanted, holding, tab, situation)


def _serve_near_the_end(
    membership: Membership, want: int, holding: Sequence[int], tab: Tab | None, situation: Situation
) -> Served:
    """The last free documents are shared out, and whoever has none gets one that another only keeps ahead."""
    project_id, annotator_id = membership.project_id, membership.user_id
    waiting = situation.waiting
    has_some = bool(holding or waiting or (tab and holds_elsewhere(membership, tab)))
    share = fair_share(want, situation.free, _at_work(project_id), has_some=has_some)
    claimed = _draw(membership, share, tab, Stock(situation.stock.has_freed))
    if not claimed and not has_some and take_over(project_id, annotator_id):
        claimed = _draw(membership, 1, tab, Stock(has_freed=True))
    is_dry = len(claimed) < max(share, 1)
    return Served(waiting + claimed, is_dry, lost(project_id, annotator_id, holding))


def holds_elsewhere(membership: Membership, tab: Tab | None = None) -> bool:
    """Does another tab of this person hold a document now?"""
    with connection.cursor() as cursor:
        cursor.execute(HELD_ELSEWHERE, [membership.user_id, membership.project_id, tab and tab.name])
        return cursor.fetchone()[0]


def _whose(membership: Membership, tab: Tab) -> list[UUID]:
    """The tabs whose documents this one may have: itself, and if it knows who lives, those that are gone."""
    if tab.beside is None:
        return [tab.name]
    held = Standing.objects.filter(
        project=membership.project_id, annotator=membership.user_id, lease_until__gt=timezone.now()
    )
    return [tab.name, *set(held.exclude(tab=None).exclude(tab__in=tab.beside).values_list("tab", flat=True))]


def _look(
    membership: Membership, want: int, holding: Sequence[int], tab: Tab | None, *, reopen: bool
) -> Situation:
    """Look at the queue before anything is lent, and end leases that are over. A reload gets its leases back."""
    values = {
        "annotator": membership.user_id,
        "project": membership.project_id,
        "holding": list(holding),
        "tabs": _whose(membership, tab) if tab else None,
        "want": want,
    }
    look = LOOK_AGAIN if reopen else LOOK
    ((waiting, some_are_over, free, has_freed, counted),) = look.rows(values)
    if waiting:
        now = timezone.now()
        Standing.objects.filter(id__in=waiting).update(
            lease_until=now + LEASE_OF_PREFETCHED, tab=tab.name if tab else None, changed_at=now
        )
    if some_are_over:
        reclaimed = reclaim_expired(membership.project_id)
        free, has_freed = free + len(reclaimed), has_freed or bool(reclaimed)
    return Situation(waiting, free, Stock(has_freed, dict(counted)))


def fair_share(want: int, free: int, people: int, *, has_some: bool) -> int:
    """How many of the last free documents are one person's: at most an equal part, and one is left for each at work.

    Whoever has none may always ask for one.
    """
    equal_part = -(-free // max(1, people))
    return max(min(want, equal_part, free - people), 0 if has_some else 1)


def _at_work(project_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(AT_WORK, [project_id])
        return cursor.fetchone()[0]


def _draw(membership: Membership, want: int, tab: Tab | None, stock: Stock) -> list[int]:
    """Up to so many documents, each from a stream of its own."""
    return Draw(membership, tab.name if tab else None, stock).take(want) if want > 0 else []
