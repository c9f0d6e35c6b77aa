"""Reading a project as it was at one moment, in batches, whatever others write meanwhile.

The snapshot lives in a transaction on a connection of its own, so that the job's connection stays free for its
heartbeat. A batch is read by keys through indexes; no sort and no cursor is held open over the whole project.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from annotate.documents.portions import portions
from annotate.exports.contents import STATEMENTS, Row
from annotate.exports.wishes import Contents, Wish
from annotate.models import Gold

BATCH = 2_000  # documents: enough that asking counts for little, few enough to hold in memory
KEYS_AT_ONCE = 5_000  # documents, of which few may have an answer

BEGIN = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL statement_timeout = 0;
SET LOCAL timezone = 'UTC'
"""
# A batch is always read by keys: a planner without statistics would scan whole tables for each. And by one process:
# seen from the planner a batch looks large enough for a parallel worker, whose start costs more than the batch.
READ_BY_KEYS = """
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off
"""

CURRENT = "s.occasion = 'work' AND s.state IN ('answered', 'returned') AND s.current_id IS NOT NULL"

COUNT_WITH_ANSWER = f"""
SELECT count(DISTINCT s.document_id) FROM annotate_standing s WHERE s.project_id = %s AND {CURRENT}
"""
NEWEST_GOLD = """
SELECT DISTINCT ON (document_id, question_id) * FROM annotate_gold
WHERE project_id = %s {these} ORDER BY document_id, question_id, id DESC
"""
COUNT_WITH_GOLD = f"""
SELECT count(DISTINCT document_id) FROM ({NEWEST_GOLD.format(these="")}) AS newest WHERE {Gold.STANDS}
"""
COUNT_ALL = """
SELECT count(*) FROM annotate_document
WHERE project_id = %s AND withdrawn_at IS NULL AND erased_at IS NULL
"""

KINDS = "SELECT id, kind FROM annotate_question WHERE project_id = %s"

# Every statement of a batch asks one table for a list of keys, which the database finds in one walk through an index;
# a join would look up row by row.
KEYS = """
SELECT id, length FROM annotate_document
WHERE project_id = %s AND id > %s AND withdrawn_at IS NULL AND erased_at IS NULL
ORDER BY id LIMIT %s
"""
WITH_ANSWER = f"""
SELECT DISTINCT s.document_id FROM annotate_standing s WHERE s.document_id = ANY(%s::bigint[]) AND {CURRENT}
"""
OF_THESE = "AND document_id = ANY(%s::bigint[])"
WITH_GOLD = f"""
SELECT DISTINCT document_id FROM ({NEWEST_GOLD.format(these=OF_THESE)}) AS newest WHERE {Gold.STANDS}
"""
DOCUMENTS = """
SELECT id, external_id, text, "group", position, metadata::text
FROM annotate_document WHERE id = ANY(%s::bigint[]) ORDER BY id
"""
STANDINGS = f"""
SELECT s.current_id, s.state FROM annotate_standing s WHERE s.document_id = ANY(%s::bigint[]) AND {CURRENT}
"""
ANSWERS = """
SELECT document_id, id, author_id, saved_at, active_ms, schema_id, guideline_version, phase_id, stream,
    draw_probability, cardinality(suggestions_shown), is_extra, rewritten_by_id
FROM annotate_annotation WHERE id = ANY(%s::bigint[]) AND kind = 'answer'
ORDER BY document_id, id
"""
RESPONSES = """
SELECT annotation_id, id, question_id, state = 'answered'
FROM annotate_response WHERE annotation_id = ANY(%s::bigint[]) AND state <> 'not_asked'
ORDER BY id
"""
GOLD = f"""
SELECT document_id, question_id, content, origin, decided_by_id, decided_at, schema_id, chosen_by, answered_by
FROM ({NEWEST_GOLD.format(these=OF_THESE)}) AS newest WHERE {Gold.STANDS} ORDER BY document_id, question_id
"""


class DocumentRow(NamedTuple):
    id: int
    external_id: str | None
    text: str
    group: str
    position: int
    metadata: str  # JSON exactly as the database has it: a number of any length stays what it is


class AnswerRow(NamedTuple):
    document: int
    id: int
    author: int
    saved_at: datetime
    active_ms: int
    schema: int
    guideline: int
    phase: int | None
    stream: str
    probability: float | None
    suggestions: int
    is_extra: bool
    rewritten_by: int | None


# Annotation, response, question, is it answered? A plain tuple: there are so many.
ResponseRow = tuple[int, int, int, bool]


class GoldRow(NamedTuple):
    document: int
    question: int
    content: str  # JSON
    origin: str
    decided_by: int
    decided_at: datetime
    schema: int
    chosen_by: str
    answered_by: list[int]


@dataclass(frozen=True)
class Batch:
    """Some documents with all that is exported of them, each list in the order of the documents."""

    documents: list[DocumentRow]
    gold: list[GoldRow] = field(default_factory=list)
    answers: list[AnswerRow] = field(default_factory=list)
    states: dict[int, str] = field(default_factory=dict)  # of the standings that point at these answers
    responses: list[ResponseRow] = field(default_factory=list)
    contents: dict[int, list[Row]] = field(default_factory=dict)  # of each response: contents.py


@dataclass(frozen=True)
class Snapshot:
    """A project at one moment."""

    connection: BaseDatabaseWrapper
    project_id: int
    id: str  # another transaction may see the same by SET TRANSACTION SNAPSHOT
    taken_at: datetime

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def count(self, wish: Wish) -> int:
        """How many documents the export will go through. To be asked before the batches."""
        statement = COUNT_WITH_GOLD if wish.contents == Contents.GOLD else COUNT_WITH_ANSWER
        if wish.all_documents:
            statement = COUNT_ALL
        return self.rows(statement, self.project_id)[0][0]

    def batches(self, wish: Wish) -> Iterator[Batch]:
        """The documents in their order, with what was wished for. The next batch is read while one is worked on."""
        with self.connection.cursor() as cursor:
            cursor.execute(READ_BY_KEYS)
        with ThreadPoolExecutor(1) as reader:
            batches = self._read(wish)
            coming = reader.submit(next, batches, None)
            while batch := coming.result():
                coming = reader.submit(next, batches, None)
                yield batch

    def _read(self, wish: Wish) -> Iterator[Batch]:
        if wish.contents == Contents.GOLD:
            return map(self._gold_batch, portions(self._keys(wish), BATCH))
        kinds = dict(self.rows(KINDS, self.project_id))
        return (self._answers_batch(ids, kinds) for ids in portions(self._keys(wish), BATCH))

    def _keys(self, wish: Wish) -> Iterator[tuple[int, int]]:
        """Id and length of each document that belongs in, in order."""
        last = 0
        while keys := self.rows(KEYS, self.project_id, last, KEYS_AT_ONCE):
            last = keys[-1][0]
            yield from keys if wish.all_documents else self._having(keys, wish.contents)

    def _having(self, keys: list[tuple[int, int]], contents: Contents) -> list[tuple[int, int]]:
        ids = array([key[0] for key in keys])
        if contents == Contents.GOLD:
            having = set(self.rows(WITH_GOLD, self.project_id, ids))
        else:
            having = set(self.rows(WITH_ANSWER, ids))
        return [key for key in keys if key[:1] in having]

    def _gold_batch(self, ids: list[int]) -> Batch:
        documents, gold = self.rows(DOCUMENTS, array(ids)), self.rows(GOLD, self.project_id, array(ids))
        return Batch(list(map(DocumentRow._make, documents)), list(map(GoldRow._make, gold)))

    def _answers_batch(self, ids: list[int], kinds: dict[int, str]) -> Batch:
        documents = list(map(DocumentRow._make, self.rows(DOCUMENTS, array(ids))))
        states = dict(self.rows(STANDINGS, array(ids)))
        if not states:
            return Batch(documents)
        answers = list(map(AnswerRow._make, self.rows(ANSWERS, array(states))))
        responses = self.rows(RESPONSES, array([answer.id for answer in answers]))
        return Batch(documents, [], answers, states, responses, self.contents_of(responses, kinds))

    def contents_of(self, responses: list[ResponseRow], kinds: dict[int, str]) -> dict[int, list[Row]]:
        """The rows of what each response says. Only tables are asked in which there can be some."""
        held_by: dict[str, list[int]] = defaultdict(list)
        for _annotation, response, question, is_answered in responses:
            if is_answered:
                held_by[STATEMENTS[kinds[question]]].append(response)
        contents: dict[int, list[Row]] = defaultdict(list)
        for statement, ids in held_by.items():
            for row in self.rows(statement, array(ids)):
                contents[row[0]].append(row)
        return contents


def array(ids: Iterable[int]) -> str:
    """As PostgreSQL reads an array of numbers fastest: one literal, not an expression of hundreds of parts.

    >>> array([1, 2])
    '{1,2}'
    """
    return f"{{{','.join(map(str, ids))}}}"


@contextmanager
def snapshot_of(project_id: int) -> Iterator[Snapshot]:
    """See the project as it is now until the end of the block."""
    with closing(connections.create_connection("default")) as own:
        own.inc_thread_sharing()  # a thread of ours reads ahead; never two at once
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute(BEGIN)
            cursor.execute("SELECT pg_export_snapshot(), clock_timestamp()")
            id_, taken_at = cursor.fetchone()
        yield Snapshot(own, project_id, id_, taken_at)
        own.rollback()


@contextmanager
def same_view(snapshot: Snapshot) -> Iterator[None]:
    """Let everything this process asks the database see the snapshot, read-only."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot.id])
        yield
