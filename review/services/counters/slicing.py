"""Which week, phase, batch and block of groups does a document belong to? By its first answer of all.

A block is some groups (conversations, files) together, by a hash: documents of a group are no independent evidence, so
groups are what an interval draws, and very many of them as blocks (review/agreement/resampling.py deals documents so).
"""

import zlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from review.agreement.resampling import BLOCKS

WEEK, PHASE, BATCH, BLOCK = KINDS = ("week", "phase", "batch", "block")
NO_PHASE = 0
MONDAY = date(1970, 1, 5)

FIRST = (
    "annotation_id",
    "id",
    "annotation__document_id",
    "annotation__author_id",
    "why",
    "annotation__saved_at",
    "annotation__phase_id",
    "annotation__document__batch_id",
    "annotation__document__group",
)


class First(NamedTuple):
    """A first answer, why it does not count, and where it belongs: the columns of FIRST."""

    annotation: int
    response: int
    document: int
    author: int
    reason: int
    saved_at: datetime
    phase: int | None
    batch: int
    group: str


def slices_of(rows: Iterable[First]) -> dict[int, tuple[int, ...]]:
    """For each document the numbers of its slices, in the order of KINDS."""
    earliest: dict[int, First] = {}
    for row in rows:
        if row.document not in earliest or row.annotation < earliest[row.document].annotation:
            earliest[row.document] = row
    return {
        document: (
            week_of(row.saved_at),
            row.phase or NO_PHASE,
            row.batch,
            block_of(document, row.group),
        )
        for document, row in earliest.items()
    }


def week_of(moment: datetime) -> int:
    """Counted from one on a Monday, by the days of UTC.

    >>> week_of(datetime(1970, 1, 11, tzinfo=UTC)), week_of(datetime(1970, 1, 12, tzinfo=UTC))
    (0, 1)
    """
    return (moment.astimezone(UTC).date() - MONDAY).days // 7


def monday_of(week: int) -> date:
    """
    >>> monday_of(1)
    datetime.date(1970, 1, 12)
    """
    return MONDAY + timedelta(weeks=week)


def block_of(document: int, group: str) -> int:
    """A document of no group is one of its own."""
    name = f"g{group}" if group else f"d{document}"
    return zlib.crc32(name.encode()) % BLOCKS
