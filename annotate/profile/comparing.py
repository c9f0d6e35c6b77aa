"""Which documents say the same, word for word or nearly? What was found before is written over where it changed.

A pair that meets in a band of its signatures is held against each other by its words. In a band every document is
compared with the first that has the same there, so that a thousand copies are a thousand comparisons.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg2.extras import execute_values

from annotate.profile.shingles import BANDS, IN_A_BAND, LOOKED_AT, Groups, met_in, shared

NEARLY = 0.8  # of all their shingles
ROWS_AT_ONCE = 20_000
PAIRS_AT_ONCE = 500

LIVING = "d.project_id = %(project)s AND d.withdrawn_at IS NULL AND d.erased_at IS NULL"

EQUAL = f"""
UPDATE annotate_documentprofile p SET equal = g.first
FROM (
    SELECT d.id, CASE WHEN count(*) OVER same > 1 THEN min(d.id) OVER same END AS first
    FROM annotate_document d WHERE {LIVING} WINDOW same AS (PARTITION BY d.sha256)
) AS g
WHERE p.document_id = g.id AND p.equal IS DISTINCT FROM g.first
"""
ROWS = f"""
SELECT p.document_id, p.equal, p.near FROM annotate_documentprofile p
JOIN annotate_document d ON d.id = p.document_id
WHERE p.project_id = %(project)s AND p.document_id > %(after)s AND p.signature IS NOT NULL AND {LIVING}
ORDER BY p.document_id LIMIT {ROWS_AT_ONCE}
"""
BAND = f"""
SELECT p.document_id, substring(p.signature from %(start)s for {IN_A_BAND * 4}) FROM annotate_documentprofile p
WHERE p.project_id = %(project)s AND p.document_id > %(after)s AND p.signature IS NOT NULL
ORDER BY p.document_id LIMIT {ROWS_AT_ONCE}
"""
TEXTS = f"SELECT id, left(text, {LOOKED_AT}) FROM annotate_document WHERE id = ANY(%s)"
WRITE = """
UPDATE annotate_documentprofile p SET near = v.near FROM (VALUES %s) AS v (id, near) WHERE p.document_id = v.id
"""

Ids = NDArray[np.int64]


def equal_documents(project_id: int) -> None:
    """Note for each document the first with the very same text."""
    with connection.cursor() as cursor:
        cursor.execute(EQUAL, {"project": project_id})


@dataclass
class Steps:
    """How the work is cut: each step commits by itself, and between steps somebody may call it off."""

    commit: Callable[[], AbstractContextManager[None]] = nullcontext
    report: Callable[[int, int], None] = lambda done, total: None
    done: int = 0
    total: int = 0

    def went(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self.goes_on()

    def goes_on(self) -> None:
        """As far as before: raises what ends the work, if somebody wants it to end."""
        self.report(self.done, self.total)


def near_documents(project_id: int, steps: Steps) -> None:
    """Note for each document the first of those that share most of its wording. Can be cancelled at every band."""
    ids, equal, before = _rows(project_id)
    groups = Groups(len(ids))
    for row in np.flatnonzero(equal >= 0).tolist():
        groups.join(row, int(equal[row]))
    for band in range(BANDS):
        for pairs in _pairs(project_id, ids, band, groups):
            _join_alike(pairs, ids, groups)
            steps.goes_on()
    leaders = groups.leaders()
    near = np.where(leaders >= 0, ids[leaders], -1) if len(ids) else ids
    _write(ids, near, np.flatnonzero(near != before), steps)


def _rows(project_id: int) -> tuple[Ids, Ids, Ids]:
    """The documents in order, for each the row of the first equal one, and what it is near to so far; -1 for none."""
    ids, equal, near = (np.array([], np.int64) for _column in range(3))
    parts = [np.array(rows, np.int64) for rows in _walk(ROWS, {"project": project_id})]
    if parts:
        ids, equal, near = np.concatenate(parts).T
    return ids, np.where(equal >= 0, np.searchsorted(ids, equal), -1), near


def _walk(statement: str, values: dict[str, int]) -> Iterator[list[tuple]]:
    """All rows of a statement, portion by portion, -1 for NULL."""
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**values, "after": after})
            rows = cursor.fetchall()
        if not rows:
            return
        yield [tuple(-1 if value is None else value for value in row) for row in rows]
        after = rows[-1][0]


def _pairs(project_id: int, ids: Ids, band: int, groups: Groups) -> Iterator[list[tuple[int, int]]]:
    """Rows that meet in a band and are not together yet."""
    signed = np.zeros((len(ids), IN_A_BAND), np.uint32)
    known = np.zeros(len(ids), bool)
    for rows in _walk(BAND, {"project": project_id, "start": 1 + band * IN_A_BAND * 4}):
        found = np.array([document for document, _band in rows], np.int64)
        places = np.searchsorted(ids, found)
        is_ours = (
            (places < len(ids)) & (ids[np.minimum(places, len(ids) - 1)] == found) if len(ids) else found < 0
        )
        packed = np.frombuffer(b"".join(bytes(part) for _document, part in rows), np.uint32)
        signed[places[is_ours]] = packed.reshape(-1, IN_A_BAND)[is_ours]
        known[places[is_ours]] = True
    there = np.flatnonzero(known)
    later, first = met_in(signed[there])
    pairs = []
    for row, leader in zip(there[later].tolist(), there[first].tolist(), strict=True):
        if groups.first(row) != groups.first(leader):
            pairs.append((row, leader))
        if len(pairs) == PAIRS_AT_ONCE:
            yield pairs
            pairs = []
    yield pairs


def _join_alike(pairs: list[tuple[int, int]], ids: Ids, groups: Groups) -> None:
    wanted = sorted({int(ids[row]) for pair in pairs for row in pair})
    with connection.cursor() as cursor:
        cursor.execute(TEXTS, [wanted])
        texts = dict(cursor.fetchall())
    for row, leader in pairs:
        one, other = texts.get(int(ids[row]), ""), texts.get(int(ids[leader]), "")
        if shared(one, other) >= NEARLY:
            groups.join(row, leader)


def _write(ids: Ids, near: Ids, changed: Ids, steps: Steps) -> None:
    for start in range(0, len(changed), ROWS_AT_ONCE):
        part = changed[start : start + ROWS_AT_ONCE]
        values = [(int(ids[row]), int(near[row]) if near[row] >= 0 else None) for row in part]
        with steps.commit(), connection.cursor() as cursor:
            execute_values(cursor.cursor, WRITE, values, template="(%s::bigint, %s::bigint)", page_size=5_000)
        steps.goes_on()
