"""Who gets which document next, and how a slot is taken and given back.

Lock order everywhere: the annotator's advisory lock, the Standing, the queue row. After its first
queue row a transaction only takes further rows with SKIP LOCKED, so no two can wait for each other.
"""

from annotate.queue.leases import let_go, lost, reclaim_expired, release, renew
from annotate.queue.serving import LOCK, MOST_AT_ONCE, Served, Tab, holds_elsewhere, lock_annotator, next_for
from annotate.queue.slots import free_slot, hold, recount, reopen, take_slot

__all__ = [
    "LOCK",
    "MOST_AT_ONCE",
    "Served",
    "Tab",
    "free_slot",
    "hold",
    "holds_elsewhere",
    "let_go",
    "lock_annotator",
    "lost",
    "next_for",
    "reclaim_expired",
    "recount",
    "release",
    "renew",
    "reopen",
    "take_slot",
]
