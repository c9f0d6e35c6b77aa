"""Finding the documents of a page among a million, whatever the filters, in bounded time.

Ways are chosen by what is measured and not by what the planner guesses (it knows little of words in texts):

- A glance at the next documents in order: if they fill the page, that is the page.
- Else, if one filter alone leaves few documents (a rare word, a rare label), take those few from its index, hold
  them against the other filters and sort them. `_few` probes each index no further than MOST_CANDIDATES.
- Else walk through the documents in their order and stop when the page is full. The walk goes in windows and
  ends when its time is over; the page then says how far it has looked and goes on from there.

Conditions are scalar sub-selects, which the planner never turns into joins: a walk stays a walk.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction

from annotate.documents.filters import Filters, State
from annotate.documents.lexemes import tsquery
from annotate.models import Project

PAGE = 50
MOST_COUNTED = 10_000
MOST_CANDIDATES = 4_000
WINDOW = 20_000  # documents looked at in one statement
GLANCE = 2_000  # and in the first one
DENSE = 0.05  # the share of hits in a glance that makes a count by walking cheaper than one by an index
WALK_SECONDS = 0.4  # after this a walk begins no further window
PROBE_MS = 250  # a probe that takes longer has found something frequent

PLAN = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true),
    set_config('work_mem', '32MB', true)
"""
TIMEOUT = "SELECT set_config('statement_timeout', %s, true)"

# Where a document stands; the names are those of filters.State.
STATE = """
CASE WHEN d.withdrawn_at IS NOT NULL THEN 'withdrawn' ELSE (
    SELECT CASE
        WHEN q.is_held THEN 'held'
        WHEN q.claimed = 0 THEN 'open'
        WHEN (
            SELECT 1 FROM annotate_standing b WHERE b.document_id = q.document_id AND b.holds_slot
                AND b.state IN ('leased', 'assigned', 'returned') LIMIT 1
        ) IS NOT NULL THEN 'labelling'
        WHEN q.claimed >= q.wants THEN 'answered'
        ELSE 'partly'
    END
    FROM annotate_queuerow q WHERE q.document_id = d.id
) END
"""

ANSWERED = "('answered', 'returned')"
WAITING = "('assigned', 'leased', 'returned')"

CONDITIONS = {
    "state": f"({STATE}) = %(state)s",
    "label": """(
        SELECT 1 FROM annotate_standing s JOIN annotate_response r ON r.annotation_id = s.current_id
        WHERE s.document_id = d.id AND s.occasion = 'work' AND s.state IN ('answered', 'returned') AND (
            SELECT 1 FROM {said_in} p WHERE p.response_id = r.id AND p.label_id = ANY(%(labels)s) LIMIT 1
        ) IS NOT NULL LIMIT 1
    ) IS NOT NULL""",
    "answered_by": f"""(
        SELECT 1 FROM annotate_standing s WHERE s.document_id = d.id AND s.occasion = 'work'
            AND s.annotator_id = %(answered_by)s AND s.state IN {ANSWERED}
    ) IS NOT NULL""",
    "waits_for": f"""(
        SELECT 1 FROM annotate_standing s WHERE s.document_id = d.id AND s.occasion = 'work'
            AND s.annotator_id = %(waits_for)s AND s.state IN {WAITING}
    ) IS NOT NULL""",
    "batch": "d.batch_id = %(batch)s",
    "words": """(
        SELECT 1 FROM annotate_documentsearch w WHERE w.document_id = d.id AND w.words @@ %(words)s::tsquery
    ) IS NOT NULL""",
}

# A label stands for those below it, too. It is used in the table of its question's kind.
LABEL = """
WITH RECURSIVE wished AS (
    SELECT id, question_id FROM annotate_label WHERE id = %s
    UNION SELECT l.id, l.question_id FROM annotate_label l JOIN wished ON l.parent_id = wished.id
)
SELECT q.kind, array_agg(wished.id) FROM wished JOIN annotate_question q ON q.id = wished.question_id GROUP BY q.kind
"""
SAID_IN = {
    "choice": "annotate_choice",
    "choices": "annotate_choice",
    "spans": "annotate_span",
    "relations": "annotate_relation",
}

# Where a filter can be had from an index of its own. Each gives document ids, in no order, at most %(most)s;
# NULL for what was looked at and is none (an answer that was replaced), so that "few" means few were there.
PROBES = {
    "waits_for": f"""
        SELECT document_id FROM annotate_standing WHERE annotator_id = %(waits_for)s
            AND project_id = %(project)s AND state IN {WAITING} LIMIT %(most)s""",
    "label": """
        SELECT s.document_id FROM (
            SELECT response_id FROM {said_in} WHERE label_id = ANY(%(labels)s) LIMIT %(most)s
        ) AS said JOIN annotate_response r ON r.id = said.response_id
        LEFT JOIN annotate_standing s ON s.current_id = r.annotation_id""",
    "held": """
        SELECT document_id FROM annotate_queuerow WHERE project_id = %(project)s AND is_held LIMIT %(most)s""",
    "withdrawn": """
        SELECT id FROM annotate_document
        WHERE project_id = %(project)s AND withdrawn_at IS NOT NULL LIMIT %(most)s""",
    "labelling": f"""
        SELECT document_id FROM annotate_standing WHERE project_id = %(project)s AND state IN {WAITING}
            AND annotator_id IN (SELECT user_id FROM annotate_membership WHERE project_id = %(project)s)
        LIMIT %(most)s""",
    "unfilled": """
        SELECT document_id FROM annotate_queuerow WHERE project_id = %(project)s AND pool IN (0, 1)
            AND claimed < wants AND NOT is_held LIMIT %(most)s""",
    "words": "SELECT document_id FROM annotate_documentsearch WHERE words @@ %(words)s::tsquery LIMIT %(most)s",
}
PROBE_OF_STATE = {
    State.HELD: "held",
    State.WITHDRAWN: "withdrawn",
    State.LABELLING: "labelling",
    State.OPEN: "unfilled",
    State.PARTLY: "unfilled",
}

AMONG = """
SELECT d.id FROM annotate_document d
WHERE d.id = ANY(%(candidates)s) AND d.project_id = %(project)s AND {conditions}
ORDER BY d.id
"""

# What a walk goes along: an index in the order of document ids, cut by the filter it is of.
WAYS = {
    "answered_by": "SELECT document_id AS id FROM annotate_standing WHERE project_id = %(project)s "
    "AND annotator_id = %(answered_by)s AND document_id {beyond} ORDER BY document_id {order} LIMIT %(window)s",
    "waits_for": "SELECT document_id AS id FROM annotate_standing WHERE project_id = %(project)s "
    "AND annotator_id = %(waits_for)s AND document_id {beyond} ORDER BY document_id {order} LIMIT %(window)s",
    "batch": "SELECT id FROM annotate_document WHERE batch_id = %(batch)s AND id {beyond} "
    "ORDER BY id {order} LIMIT %(window)s",
    "": "SELECT id FROM annotate_document WHERE project_id = %(project)s AND id {beyond} "
    "ORDER BY id {order} LIMIT %(window)s",
}
STEP = """
SELECT d.id FROM ({way}) AS stretch JOIN annotate_document d ON d.id = stretch.id
WHERE {conditions} ORDER BY stretch.id {order} LIMIT %(want)s
"""
STRETCH = "SELECT count(*), {edge}(id) FROM ({way}) AS stretch"


@dataclass(frozen=True)
class Page:
    """Ids of one page in order, and where the pages before and after it begin."""

    ids: list[int]
    after: int | None = None  # the next page is what comes after this id
    before: int | None = None  # the previous page is what comes before this id
    looked_until: int | None = None  # the time was over here, and there may be more


@dataclass(frozen=True)
class Count:
    """How many documents there are: exactly, or at least."""

    number: int
    is_exact: bool


def find_page(project: Project, filters: Filters, *, after: int = 0, before: int | None = None) -> Page:
    """The documents after an id, or the last ones before one."""
    search = _Search(project, filters)
    backwards = before is not None
    start = before if before is not None else after
    with _planned():
        found, stopped_at = search.glance(start, PAGE + 1, backwards=backwards)
        if len(found) <= PAGE and stopped_at is not None:
            candidates = search.few()
            if candidates is not None:
                return _page_of(search.among(candidates), after, before)
            found, stopped_at = search.walk(start, PAGE + 1, backwards=backwards)
    return _walked_page(found, stopped_at, after, before)


def count(project: Project, filters: Filters) -> Count:
    """How many documents there are, counted no further than MOST_COUNTED and no longer than a moment."""
    search = _Search(project, filters)
    with _planned():
        glanced, stopped_at = search.glance(0, GLANCE)
        candidates = search.few() if stopped_at is not None and len(glanced) < DENSE * GLANCE else None
        if candidates is not None:
            return Count(len(search.among(candidates)), is_exact=True)
        found, stopped_at = search.walk(0, MOST_COUNTED + 1)
    if len(found) > MOST_COUNTED:
        return Count(MOST_COUNTED, is_exact=False)
    return Count(len(found), is_exact=stopped_at is None)


def all_matching(project: Project, filters: Filters, *, after: int = 0) -> Iterator[list[int]]:
    """Every matching id beyond `after` in order, in portions of a bearable size. For jobs."""
    search = _Search(project, filters)
    with _planned():
        candidates = search.few()
        if candidates is not None:
            candidates = search.among(candidates)
    if candidates is not None:
        yield [id_ for id_ in candidates if id_ > after]
        return
    last: int | None = after
    while last is not None:
        with _planned():
            found, last = search.walk(last, WINDOW + 1, seconds=0)
        yield found


def _walked_page(found: list[int], stopped_at: int | None, after: int, before: int | None) -> Page:
    """A page of what a walk found: one id more than fits says that there are more."""
    ids, has_more = found[:PAGE], len(found) > PAGE
    if before is not None:
        ids.reverse()
        return Page(
            ids,
            after=ids[-1] if ids else None,
            before=ids[0] if has_more else stopped_at,
            looked_until=stopped_at,
        )
    return Page(
        ids,
        after=ids[-1] if has_more else stopped_at,
        before=(ids[0] if ids else after + 1) if after else None,
        looked_until=stopped_at,
    )


def _page_of(ids: Sequence[int], after: int, before: int | None) -> Page:
    """A page of a list that is known whole."""
    if before is not None:
        earlier = [id_ for id_ in ids if id_ < before]
        shown = earlier[-PAGE:]
        return Page(
            shown,
            after=shown[-1] if shown else None,
            before=shown[0] if len(earlier) > PAGE else None,
        )
    later = [id_ for id_ in ids if id_ > after]
    shown = later[:PAGE]
    has_earlier = len(later) < len(ids)
    return Page(
        shown,
        after=shown[-1] if len(later) > PAGE else None,
        before=(shown[0] if shown else after + 1) if has_earlier else None,
    )


class _Search:
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


@contextmanager
def _planned() -> Iterator[None]:
    """A transaction in which statements go by indexes, as they are written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAN)
        yield


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


QUERY_CANCELED = "57014"


def _ids(statement: str, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _row(statement: str, values: dict[str, Any] | list[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()
