"""Two by two in a week, a phase or a batch: from what the counters keep of each document; there are no sums of it."""

from typing import Any

from django.db import connection

from annotate.models import Question
from review.services.counters.changes import WHICH, pattern_of
from review.services.counters.slicing import BATCH, KINDS, PHASE, WEEK
from review.services.overlap import Which

MOST_PAIRED = 20_000  # documents of a part, or of a pair: the newest

# Each two first answers to a document once, the smaller author first, as the counters have pairs.
TWO = """
FROM (
    SELECT authors, answers, reasons, slices FROM review_counteddocument
    WHERE question_id = %(question)s AND cardinality(authors) > 1 AND {}
    ORDER BY document_id DESC LIMIT %(most)s
) d
CROSS JOIN LATERAL unnest(d.authors, d.answers, d.reasons) AS one (author, said, reason)
CROSS JOIN LATERAL unnest(d.authors, d.answers, d.reasons) AS other (author, said, reason)
WHERE one.author < other.author AND one.reason = ANY(%(reasons)s) AND other.reason = ANY(%(reasons)s)
"""
IN_A_PART = f"""
SELECT one.author, other.author, one.said, other.said, count(*) {TWO.format("slices[%(place)s] = %(part)s")}
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2
"""
OF_A_PAIR = f"""
SELECT d.slices, one.said, other.said, count(*) {TWO.format("authors @> ARRAY[%(one)s, %(other)s]::bigint[]")}
    AND one.author = %(one)s AND other.author = %(other)s
GROUP BY 1, 2, 3
"""

Slice = tuple[str, int, tuple[int, ...], int]  # kind, part, pattern, documents


def pairs_in_part(question: Question, which: Which, kind: str, part: int) -> list[list[int]]:
    """Who, who else, what the one said, what the other, on how many documents."""
    rows = _rows(IN_A_PART, question, which, place=KINDS.index(kind) + 1, part=part)
    return [list(row) for row in rows]


def slices_of_pair(question: Question, which: Which, one: int, other: int) -> list[Slice]:
    """The patterns of the two alone, as `CountedSlice` has those of everybody."""
    first, second = sorted((one, other))
    return [
        (kind, slices[KINDS.index(kind)], pattern_of(said), documents)
        for slices, *said, documents in _rows(OF_A_PAIR, question, which, one=first, other=second)
        for kind in (WEEK, PHASE, BATCH)
    ]


def _rows(statement: str, question: Question, which: Which, **more: Any) -> list[tuple[Any, ...]]:
    reasons = [reason for reason, figures in WHICH.items() if which in figures]
    values = {"question": question.id, "reasons": reasons, "most": MOST_PAIRED} | more
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
