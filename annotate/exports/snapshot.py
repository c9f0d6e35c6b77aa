"""Reading a project as it was at one moment, in batches, whatever others write meanwhile.

The snapshot lives in a transaction on a connection of its own, so that the job's connection stays free for its
heartbeat. A batch is read by keys through indexes; no sort and no cursor is held open over the whole project.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from annotate.documents.portions import portions
from annotate.exports.contents import KINDS, Row, statements_for
from annotate.exports.wishes import Contents, Wish

BATCH = 500  # documents: small enough that Python's collector finds nothing old to look through

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

# Does a document belong in? A scalar sub-select is a probe of an index; EXISTS might become a scan.
HAS_ANSWER = f"""
(SELECT 1 FROM annotate_standing s WHERE s.document_id = d.id AND {CURRENT} LIMIT 1) IS NOT NULL
"""
HAS_GOLD = """
(SELECT 1 FROM annotate_gold g WHERE g.project_id = d.project_id AND g.document_id = d.id LIMIT 1) IS NOT NULL
"""
COUNT_WITH_ANSWER = f"""
SELECT count(DISTINCT s.document_id) FROM annotate_standing s WHERE s.project_id = %s AND {CURRENT}
"""
COUNT_WITH_GOLD = "SELECT count(DISTINCT document_id) FROM annotate_gold WHERE project_id = %s"
COUNT_ALL = """
SELECT count(*) FROM annotate_document
WHERE project_id = %s AND withdrawn_at IS NULL AND erased_at IS NULL
"""

KEYS = """
SELECT d.id, d.length FROM annotate_document d
WHERE d.project_id = %s AND d.id > %s AND d.withdrawn_at IS NULL AND d.erased_at IS NULL AND {condition}
ORDER BY d.id LIMIT %s
"""
DOCUMENTS = """
SELECT id, external_id, text, "group", position, metadata::text
FROM annotate_document WHERE id = ANY(%s) ORDER BY id
"""
ANSWERS = f"""
SELECT a.document_id, a.id, a.author_id, s.state, a.saved_at, a.active_ms, a.schema_id, a.guideline_version,
    a.phase_id, a.stream, a.draw_probability, cardinality(a.suggestions_shown), a.is_extra
FROM annotate_standing s JOIN annotate_annotation a ON a.id = s.current_id
WHERE s.document_id = ANY(%s) AND {CURRENT} AND a.kind = 'answer'
ORDER BY a.document_id, a.id
"""
# A response has labels or spans, never both: the two joins do not multiply. Of relations, texts and ratings it
# says only that there is an answer: contents.py.
PARTS = """
SELECT r.annotation_id, r.question_id, r.state = 'cannot_tell', coalesce(c.label_id, s.label_id), s.start, s."end"
FROM annotate_response r
LEFT JOIN annotate_choice c ON c.response_id = r.id
LEFT JOIN annotate_span s ON s.response_id = r.id
WHERE r.annotation_id = ANY(%s) AND r.state <> 'not_asked'
ORDER BY r.annotation_id, r.id, c.id, s.start, s."end" DESC, s.label_id
"""
GOLD = """
SELECT DISTINCT ON (document_id, question_id)
    document_id, question_id, content, origin, decided_by_id, decided_at, schema_id, chosen_by, answered_by
FROM annotate_gold WHERE project_id = %s AND document_id = ANY(%s)
ORDER BY document_id, question_id, id DESC
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
    state: str
    saved_at: datetime
    active_ms: int
    schema: int
    guideline: int
    phase: int | None
    stream: str
    probability: float | None
    suggestions: int
    is_extra: bool


# annotation, question, cannot tell, label, start and end of a span. A plain tuple: there are so many.
PartRow = tuple[int, int, bool, int | None, int | None, int | None]


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
    answers: list[AnswerRow]
    parts: list[PartRow]
    gold: list[GoldRow]
    contents: list[Row] = field(default_factory=list)  # of relations, texts and ratings


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
        condition = HAS_GOLD if wish.contents == Contents.GOLD else HAS_ANSWER
        if wish.all_documents:
            condition = "true"
        rarer = statements_for(kind for (kind,) in self.rows(KINDS, self.project_id))
        last = 0
        while keys := self.rows(KEYS.format(condition=condition), self.project_id, last, BATCH):
            for ids in portions(keys):
                yield self._batch(ids, wish.contents, rarer)
            last = keys[-1][0]

    def _batch(self, ids: list[int], contents: Contents, rarer: list[str]) -> Batch:
        documents = list(map(DocumentRow._make, self.rows(DOCUMENTS, ids)))
        if contents == Contents.GOLD:
            gold = list(map(GoldRow._make, self.rows(GOLD, self.project_id, ids)))
            return Batch(documents, [], [], gold)
        answers = list(map(AnswerRow._make, self.rows(ANSWERS, ids)))
        answer_ids = [answer.id for answer in answers]
        parts = self.rows(PARTS, answer_ids) if answers else []
        contents_of = [row for statement in rarer for row in self.rows(statement, answer_ids)]
        return Batch(documents, answers, parts, [], contents_of)


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
