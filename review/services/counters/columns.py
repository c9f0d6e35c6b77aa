"""What the newest documents have added to the counters, as columns: for what there are no sums of."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from annotate.models import Question
from review.services.counters.changes import WHICH
from review.services.counters.slicing import BLOCK, KINDS
from review.services.overlap import Which

MOST_READ = 20_000  # documents of a question, of a part, or of a pair: the newest

# Numbers as text: of 20,000 documents rows of arrays, or two by two by the database, take three times as long.
COLUMNS = """
SELECT string_agg(cardinality(authors)::text, ','), string_agg(array_to_string(authors, ','), ','),
    string_agg(array_to_string(answers, ','), ','), string_agg(array_to_string(reasons, ','), ','),
    string_agg(array_to_string(slices, ','), ',')
FROM (
    SELECT authors, answers, reasons, slices FROM review_counteddocument
    WHERE question_id = %(question)s AND cardinality(authors) > 1 {}
    ORDER BY document_id DESC LIMIT %(most)s
) d
"""
IN_A_PART = "AND slices[%(place)s] = %(part)s"
OF_A_PAIR = "AND authors @> %(pair)s::bigint[]"


@dataclass(frozen=True)
class Columns:
    """First answers that count, one a row: `documents` are places in `slices`, which has a row for each document."""

    documents: NDArray[np.int64]
    authors: NDArray[np.int64]
    answers: NDArray[np.int64]  # CountedAnswer
    slices: NDArray[np.int64]  # columns as in KINDS

    def part_of(self, kind: str) -> NDArray[np.int64]:
        """Of each answer the week, phase, batch or block of its document."""
        return self.slices[self.documents, KINDS.index(kind)]

    @property
    def blocks(self) -> NDArray[np.int64]:
        return self.part_of(BLOCK)

    def at(self, rows: NDArray[np.bool_]) -> "Columns":
        return Columns(self.documents[rows], self.authors[rows], self.answers[rows], self.slices)


def columns_of(question: Question, which: Which) -> Columns:
    return _read(question, which, "")


def columns_in_part(question: Question, which: Which, kind: str, part: int) -> Columns:
    return _read(question, which, IN_A_PART, place=KINDS.index(kind) + 1, part=part)


def columns_of_pair(question: Question, which: Which, one: int, other: int) -> Columns:
    """What these two alone said, where both did."""
    found = _read(question, which, OF_A_PAIR, pair=[one, other])
    found = found.at(np.isin(found.authors, [one, other]))
    both = np.bincount(found.documents, minlength=len(found.slices)) == 2
    return found.at(both[found.documents])


def _read(question: Question, which: Which, narrowed: str, **more: Any) -> Columns:
    values = {"question": question.id, "most": MOST_READ} | more
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS.format(narrowed), values)
        lengths, authors, answers, reasons, slices = (_numbers(told) for told in cursor.fetchone())
    documents = np.repeat(np.arange(len(lengths)), lengths)
    found = Columns(documents, authors, answers, slices.reshape(-1, len(KINDS)))
    counting = [reason for reason, figures in WHICH.items() if which in figures]
    found = found.at(np.isin(reasons, counting))
    several = np.bincount(found.documents, minlength=len(lengths)) > 1
    return found.at(several[found.documents])


def _numbers(told: str | None) -> NDArray[np.int64]:
    return np.fromstring(told or "", np.int64, sep=",")
