"""The documents behind a cell of the matrix, from what each document has added to the counters."""

from collections.abc import Hashable
from dataclasses import dataclass

from django.db import connection

from annotate.models import Question
from review.models import CountedAnswer
from review.services.counters.changes import WHICH
from review.services.counters.reading import said_in, up_to, whole_counting
from review.services.overlap import Which
from review.services.reached import UpTo

# Document by document from `after` on, in the index: of a frequent cell a page is read, of a rare one every row.
PAGE = """
SELECT c.document_id, counted.authors, counted.answers FROM review_counteddocument c
CROSS JOIN LATERAL (
    SELECT array_agg(author) AS authors, array_agg(answer) AS answers
    FROM unnest(c.authors, c.answers, c.reasons) AS said (author, answer, reason)
    WHERE reason = ANY(%(reasons)s::smallint[])
) AS counted
WHERE c.question_id = %(question)s AND c.document_id > %(after)s AND c.answers @> %(both)s::bigint[]
    AND cardinality(array_positions(counted.answers, %(one)s)) >= %(times)s
    AND %(other)s = ANY(counted.answers)
ORDER BY c.document_id LIMIT %(most)s
"""

# A pattern is answer, how often, next answer, how often: an answer's number stands at an odd place.
COUNT = """
SELECT coalesce(sum(documents), 0)::bigint FROM review_countedpattern c
WHERE question_id = %(question)s AND which = %(which)s AND documents > 0 AND (
    SELECT count(*) FROM generate_series(1, cardinality(pattern), 2) AS place
    WHERE pattern[place] = ANY(%(both)s::bigint[]) AND pattern[place + 1] >= %(times)s
) >= cardinality(%(both)s::bigint[])
"""


@dataclass(frozen=True)
class Cell:
    """How many documents, of a page of them who said what, and up to which answer that was looked at."""

    count: int
    said: dict[int, list[tuple[int, Hashable]]]
    up_to: UpTo | None


def counted_behind(
    question: Question, which: Which, one: int, other: int, after: int, most: int
) -> Cell | None:
    """Documents on which somebody said the one and somebody else the other; None where the counters do not hold."""
    counting = whole_counting(question.project)
    if counting is None:
        return None
    answers = {
        number: said_in(question, content)
        for number, content in CountedAnswer.objects.filter(question=question).values_list("id", "content")
    }
    numbers = {said: number for number, said in answers.items()}
    if one not in numbers or other not in numbers:
        return Cell(0, {}, up_to(counting))
    values = {
        "question": question.id,
        "which": which.value,
        "one": numbers[one],
        "other": numbers[other],
        "both": sorted({numbers[one], numbers[other]}),
        "times": 2 if one == other else 1,
        "reasons": [reason for reason, whichever in WHICH.items() if which in whichever],
        "after": after,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        [count] = cursor.fetchone()
        cursor.execute(PAGE, values)
        said = {
            document: [(author, answers[number]) for author, number in zip(authors, given, strict=True)]
            for document, authors, given in cursor.fetchall()
        }
    return Cell(count, said, up_to(counting))
