"""The statements for some filters of a project: a glance, a probe of what is rare, a walk that ends in time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction

from annotate.documents.conditions import (
    AMONG,
    CONDITIONS,
    LABEL,
    PROBE_OF_STATE,
    PROBES,
    SAID_IN,
    STEP,
    STRETCH,
    WAYS,
)
from annotate.documents.filters import Filters
from annotate.documents.lexemes import tsquery
from annotate.models import Project

MOST_CANDIDATES = 4_000
WINDOW = 20_000  # documents looked at in one statement
GLANCE = 2_000  # and in the first one
WALK_SECONDS = 0.4  # after this a walk begins no further window
PROBE_MS = 250  # a probe that takes longer has found something frequent

PLAN = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true),
    set_config('work_mem', '32MB', true)
"""
TIMEOUT = "SELECT set_config('statement_timeout', %s, true)"

QUERY_CANCELED = "57014"


@contextmanager
def planned() -> Iterator[None]:
    """A transaction in which statements go by indexes, as they are written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAN)
        yield


class Search:
    """The statements for some filters of a project."""

    def __init__(self, project: Project, filters: Filters) -> None:
        self.values: dict[str, Any] = vars(filters) | {
            "project": project.id,
            "words": tsquery(project.id, filters.terms, filters.meta),
        }
        self.active = [name for name in CONDITIONS if self.values.get(name)]
        self.state = filters.state
        self.said_in = ""
        if filters.label:
            kind, self.values["labels"] = _row(LABEL, [filters.label])
            self.said_in = SAID_IN[kind]

    def few(self) -> list[int] | None:
        """Candidates from the first filter that leaves few, or None if none does. Cheap probes come first."""
        probes = [name for name in ("waits_for", "label") if name in self.active]
        probes += [PROBE_OF_STATE[self.state]] if self.state in PROBE_OF_STATE else []
        probes += ["words"] if "words" in self.active else []
        for name in probes:
            candidates = _probe(
                PROBES[name].format(said_in=self.said_in), self.values | {"most": MOST_CANDIDATES + 1}
            )
            if candidates is not None and len(candidates) <= MOST_CANDIDATES:
                return [id_ for id_ in candidates if id_ is not None]
        return None

    def among(self, candidates: list[int]) -> list[int]:
        """Those of the candidates of which all filters hold, in order."""
        statement = AMONG.format(conditions=self._conditions())
        return _ids(statement, self.values | {"candidates": candidates})

    def glance(self, start: int, want: int, *, backwards: bool = False) -> tuple[list[int], int | None]:
        """What one short window holds."""
        return self.walk(start, want, backwards=backwards, window=GLANCE, seconds=0)

    def walk(
        self,
        start: int,
        want: int,
        *,
        backwards: bool = False,
        window: int | None = None,
        seconds: float | None = None,
    ) -> tuple[list[int], int | None]:
        """Up to `want` matching ids from there on, and where the walk stopped before its end for lack of time."""
        way, words = self._way(), _direction(backwards)
        window, seconds = window or WINDOW, WALK_SECONDS if seconds is None else seconds
        found: list[int] = []
        stop_at = time.monotonic() + seconds
        while True:
            values = self.values | {"start": start, "window": window, "want": want - len(found)}
            step = STEP.format(way=way.format(**words), conditions=self._conditions(), **words)
            found += _ids(step, values)
            if len(found) >= want:
                return found, None
            length, edge = _row(STRETCH.format(way=way.format(**words), **words), values)
            if length < window:
                return found, None
            start = edge
            if time.monotonic() > stop_at:
                return found, start

    def _way(self) -> str:
        return WAYS[next((name for name in WAYS if name in self.active), "")]

    def _conditions(self) -> str:
        conditions = " AND ".join([CONDITIONS[name] for name in self.active] or ["true"])
        return conditions.format(said_in=self.said_in)


def _direction(backwards: bool) -> dict[str, str]:
    if backwards:
        return {"beyond": "< %(start)s", "order": "DESC", "edge": "min"}
    return {"beyond": "> %(start)s", "order": "ASC", "edge": "max"}


def _probe(statement: str, values: dict[str, Any]) -> list[int | None] | None:
    """The ids, or None if it took too long to have found few."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TIMEOUT, [str(PROBE_MS)])
            cursor.execute(statement, values)
            ids = [row[0] for row in cursor.fetchall()]
            cursor.execute(TIMEOUT, ["0"])
            return ids
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != QUERY_CANCELED:
            raise
        return None


def _ids(statement: str, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _row(statement: str, values: dict[str, Any] | list[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()
