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
# Packed by the database, twenty thousand documents a row: as tuples they would take ten times as long.
ROWS = f"""
SELECT max(r.id), string_agg(int8send(r.id) || int8send(r.equal) || int8send(r.near), ''::bytea ORDER BY r.id)
FROM (
    SELECT p.document_id AS id, coalesce(p.equal, -1) AS equal, coalesce(p.near, -1) AS near
    FROM annotate_documentprofile p JOIN annotate_document d ON d.id = p.document_id
    WHERE p.project_id = %(project)s AND p.document_id > %(after)s AND p.signature IS NOT NULL AND {LIVING}
    ORDER BY p.document_id LIMIT {ROWS_AT_ONCE}
) AS r
"""
BAND = f"""
SELECT max(r.id),
    string_agg(int8send(r.id) || substring(r.signature from %(start)s for {IN_A_BAND * 4}), ''::bytea ORDER BY r.id)
FROM (
    SELECT p.document_id AS id, p.signature FROM annotate_documentprofile p
    WHERE p.project_id = %(project)s AND p.document_id > %(after)s AND p.signature IS NOT NULL
    ORDER BY p.document_id LIMIT {ROWS_AT_ONCE}
) AS r
"""
ROW_OF_BAND = np.dtype([("id", ">i8"), ("band", "<u4", IN_A_BAND)])
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
    parts = [np.frombuffer(packed, ">i8") for packed in _walk(ROWS, {"project": project_id})]
    ids, equal, near = np.concatenate([np.empty(0, ">i8"), *parts]).astype(np.int64).reshape(-1, 3).T
    return ids, np.where(equal >= 0, np.searchsorted(ids, equal), -1), near


def _walk(statement: str, values: dict[str, int]) -> Iterator[bytes]:
    """All rows of a statement, a portion at a time."""
    after = 0
    while after is not None:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**values, "after": after})
            after, packed = cursor.fetchone()
        if packed:
            yield bytes(packed)


def _pairs(project_id: int, ids: Ids, band: int, groups: Groups) -> Iterator[list[tuple[int, int]]]:
    """Rows that meet in a band and are not together yet."""
    signed = np.zeros((len(ids), IN_A_BAND), np.uint32)
    known = np.zeros(len(ids), bool)
    for packed in _walk(BAND, {"project": project_id, "start": 1 + band * IN_A_BAND * 4}):
        rows = np.frombuffer(packed, ROW_OF_BAND)
        found = rows["id"].astype(np.int64)
        is_ours = np.isin(found, ids)
        places = np.searchsorted(ids, found[is_ours])
        signed[places] = rows["band"][is_ours]
        known[places] = True
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
