"""Everybody's current answers to a question, a stretch of documents at a time."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from annotate.models import Project, Question
from annotate.models.queueing import Pool
from review.services.disagreements.looking import parts_of

A_STRETCH = 1_000  # documents of one chunk: a transaction's worth
UNSAID = -1  # an answer that leaves this question open

EDGES = """
SELECT document_id FROM (
    SELECT document_id, row_number() OVER (ORDER BY document_id) AS place, count(*) OVER () AS of
    FROM annotate_queuerow WHERE project_id = %s
) places WHERE place %% %s = 0 OR place = of ORDER BY document_id
"""

ANSWERS = """
SELECT q.document_id, s.annotator_id, s.current_id
FROM annotate_queuerow q
JOIN annotate_document d ON d.id = q.document_id AND d.withdrawn_at IS NULL AND d.erased_at IS NULL
CROSS JOIN LATERAL (
    SELECT annotator_id, current_id FROM annotate_standing
    WHERE document_id = q.document_id AND occasion = 'work' AND state IN ('answered', 'returned')
        AND current_id IS NOT NULL
    ORDER BY current_id
) s
WHERE q.project_id = %s AND q.document_id > %s AND q.document_id <= %s AND q.pool = ANY(%s)
"""

Current = dict[int, list[tuple[int, int]]]  # by document: annotation and who gave it


@dataclass(frozen=True)
class Told:
    """A row an answer, in the order of the documents; `said` counts the different `sets` of parts, or is UNSAID."""

    documents: NDArray[np.int64]
    people: NDArray[np.int64]
    annotations: NDArray[np.int64]
    said: NDArray[np.int64]
    sets: list[frozenset[Hashable]]

    def only(self, rows: NDArray[np.bool_]) -> "Told":
        columns = (self.documents, self.people, self.annotations, self.said)
        return Told(*(column[rows] for column in columns), self.sets)

    @property
    def answered(self) -> "Told":
        return self.only(self.said != UNSAID)

    def of_enough_people(self, people: int) -> "Told":
        """Answers to the question on documents where so many people answered it."""
        told = self.answered
        names, times = np.unique(told.documents, return_counts=True)
        return told.only(np.isin(told.documents, names[times >= people]))


def edges_of(project: Project) -> list[tuple[int, int]]:
    """The project's documents in stretches: after one id, up to another."""
    with connection.cursor() as cursor:
        cursor.execute(EDGES, [project.id, A_STRETCH])
        ends = [row[0] for row in cursor.fetchall()]
    return list(zip([0, *ends[:-1]], ends, strict=True)) if ends else []


def current_answers(
    question: Question, after: int, until: int, *, with_audit: bool
) -> list[tuple[int, int, int]]:
    """Document, person, annotation; of what is neither withdrawn nor erased."""
    pools = [Pool.OPEN, Pool.AUDIT] if with_audit else [Pool.OPEN]
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, [question.project_id, after, until, [int(pool) for pool in pools]])
        return cursor.fetchall()


def by_document(rows: Sequence[tuple[int, int, int]]) -> Current:
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for document, person, annotation in rows:
        found[document].append((annotation, person))
    return dict(found)


def all_told(question: Question, *, with_audit: bool, progress: Callable[[int, int], None]) -> Told:
    """Everything anybody answers now. The same answers are kept once: a million labels are a few numbers each."""
    edges = edges_of(question.project)
    rows: list[tuple[int, int, int, int]] = []
    numbers: dict[frozenset[Hashable], int] = {}
    for number, (after, until) in enumerate(edges, 1):
        stretch = current_answers(question, after, until, with_audit=with_audit)
        parts = parts_of(question, [annotation for _document, _person, annotation in stretch])
        for document, person, annotation in stretch:
            said = UNSAID
            if annotation in parts:
                said = numbers.setdefault(frozenset(parts[annotation]), len(numbers))
            rows.append((document, person, annotation, said))
        progress(number, len(edges) + 1)
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
    return Told(*table.T, list(numbers))
