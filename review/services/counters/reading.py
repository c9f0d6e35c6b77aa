"""The counters of a question as the arithmetic wants them: the same patterns and tables the answers would give."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import orjson
from django.db import connection
from numpy.typing import NDArray
from scipy import sparse

from annotate.models import Project, Question
from review.agreement import Pairs, Units
from review.models import Counting
from review.services.answers import AS_SAID, has_groups
from review.services.counters.changes import WHICH
from review.services.counters.columns import Columns, columns_of
from review.services.counters.contents import COUNTED_KINDS
from review.services.counters.counting import is_right
from review.services.counters.slicing import BLOCK
from review.services.overlap import LeftOut, Which, left_out_of
from review.services.reached import UpTo

MOST_DRAWN = 250  # cells of all pairs' tables: ten pairs with five labels take a twentieth of a second
MOST_CELLS = 20_000_000  # of a table; with more different answers a random part of them is read instead

MOST_BLOCKED = 100_000  # kinds of documents in blocks: the same

# In one statement, so that all of it is of one moment.
READ = """
SELECT c.newest, c.counted_at,
    (SELECT json_agg(json_build_array(pattern, documents)) FROM review_countedpattern
        WHERE question_id = %(question)s AND which = %(which)s AND documents > 0)::text,
    (SELECT json_agg(json_build_array(one_id, other_id, one_said, other_said, documents) ORDER BY one_id, other_id)
        FROM review_countedpair WHERE question_id = %(question)s AND which = %(which)s AND documents > 0)::text,
    (SELECT json_agg(json_build_array(author_id, reason, answers)) FROM review_countedauthor
        WHERE question_id = %(question)s AND answers > 0)::text,
    (SELECT json_agg(json_build_array(id, content)) FROM review_countedanswer
        WHERE question_id = %(question)s)::text,
    (SELECT json_agg(json_build_array(part, pattern, documents) ORDER BY part) FROM review_countedslice
        WHERE question_id = %(question)s AND which = %(which)s AND kind = %(kind)s AND documents > 0)::text
FROM review_counting c WHERE c.project_id = %(project)s
"""
Order = Callable[[set[Hashable]], list[Hashable]]
Row = list[int]


@dataclass(frozen=True)
class Counted:
    """What `Given` says of the answers themselves (review/services/answers.py), and of how many that is no part."""

    units: Units
    pairs: Pairs
    people: int
    answers: list[Hashable]
    left_out: LeftOut
    up_to: UpTo | None
    # Two by two: the pairs, but where documents belong to groups, and groups are to be drawn, of the newest documents
    couples: Pairs


def counted(
    question: Question, which: Which, order: Order, instead: Mapping[int, int] = AS_SAID
) -> Counted | None:
    """What the counters say; None where they are not whole yet, or there are too many different answers.

    `order` puts the answers that were given into the order in which the arithmetic shall number them. Labels that
    were merged since are read as what they are called `instead`.
    """
    if question.kind not in COUNTED_KINDS or not whole_counting(question.project):
        return None
    is_grouped = has_groups(question.project)
    values = {
        "question": question.id,
        "which": which.value,
        "project": question.project_id,
        "kind": BLOCK if is_grouped else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(READ, values)
        newest, at, *lists = cursor.fetchone()
    patterns, pairs, authors, numbers, blocks = ([] if told is None else orjson.loads(told) for told in lists)
    said = {number: said_in(question, content, instead) for number, content in numbers}
    given = {number for pattern, _documents in patterns for number in pattern[::2]}
    answers = order({said[number] for number in given})
    if max(len(patterns), len(answers) ** 2) * len(answers) > MOST_CELLS or len(blocks) > MOST_BLOCKED:
        return None
    by_answer = {answer: place for place, answer in enumerate(answers)}
    places = {number: by_answer[said[number]] for number in given}
    classes = max(len(answers), 1)
    everybody = pairs_in(pairs, places, classes)
    draws_groups = is_grouped and everybody.tables.size <= MOST_DRAWN
    return Counted(
        units_in(blocks, places, classes) if is_grouped else _units(patterns, places, classes),
        everybody,
        len({author for author, reason, _answers in authors if which in WHICH[reason]}),
        answers,
        _left_out(authors),
        UpTo(newest, at) if at else None,
        couples_in(columns_of(question, which), places, classes, is_grouped=True)
        if draws_groups
        else everybody,
    )


def whole_counting(project: Project) -> Counting | None:
    """How far the counters are, if they say what holds."""
    counting = Counting.objects.filter(project=project).first()
    return counting if is_right(counting, project) else None


def up_to(counting: Counting) -> UpTo | None:
    return UpTo(counting.newest, counting.counted_at) if counting.counted_at else None


def said_in(question: Question, content: Row, instead: Mapping[int, int] = AS_SAID) -> Hashable:
    if question.kind == Question.Kind.RATING:
        return content[0]
    labels = [instead.get(label, label) for label in content]
    return frozenset(labels) if question.kind == Question.Kind.CHOICES else labels[0]


def units_in(rows: Sequence[tuple[int, Row, int]], places: dict[int, int], classes: int) -> Units:
    """Compared documents, in blocks of groups: part, pattern, how many documents."""
    kinds = {pattern: number for number, pattern in enumerate(dict.fromkeys(tuple(row[1]) for row in rows))}
    where = [kinds[tuple(pattern)] for _part, pattern, _documents in rows]
    documents = np.array([row[2] for row in rows], dtype=np.int64)
    blocks, which = np.unique(np.array([row[0] for row in rows], dtype=np.int64), return_inverse=True)
    groups = sparse.csr_array(
        (documents.astype(np.float64), (which.ravel(), where)), shape=(len(blocks), len(kinds))
    )
    times = np.bincount(np.array(where, dtype=np.int64), documents, len(kinds)).astype(np.int64)
    return Units.of_kinds(_counts(list(kinds), places, classes), times, groups)


def _units(patterns: Sequence[tuple[Row, int]], places: dict[int, int], classes: int) -> Units:
    times = np.array([documents for _pattern, documents in patterns], dtype=np.int64)
    return Units.of_kinds(_counts([pattern for pattern, _documents in patterns], places, classes), times)


def _counts(patterns: Sequence[Sequence[int]], places: dict[int, int], classes: int) -> NDArray[np.int64]:
    """How often each label was given to documents of each kind."""
    counts = np.zeros((len(patterns), classes), dtype=np.int64)
    rows = np.repeat(np.arange(len(patterns)), [len(pattern) // 2 for pattern in patterns])
    flat = [number for pattern in patterns for number in pattern]
    np.add.at(counts, (rows, [places[number] for number in flat[::2]]), flat[1::2])  # two may have become one
    return counts


def pairs_in(rows: Sequence[Row], places: dict[int, int], classes: int) -> Pairs:
    """Ordered as they are read, by annotators."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    said = _placed(table[:, 2:4], places)
    annotators, which = np.unique(table[:, :2], axis=0, return_inverse=True)
    tables = np.zeros((len(annotators), classes, classes), dtype=np.int64)
    np.add.at(tables, (which.ravel(), said[:, 0], said[:, 1]), table[:, 4])
    return Pairs(annotators.reshape(-1, 2), tables)


def couples_in(columns: Columns, places: dict[int, int], classes: int, *, is_grouped: bool) -> Pairs:
    """Two by two, with the groups to be drawn where documents belong to some."""
    columns, said = placed_in(columns, places)
    groups = columns.blocks if is_grouped else None
    return Pairs.of(columns.documents, columns.authors, said, classes, groups)


def placed_in(columns: Columns, places: dict[int, int]) -> tuple[Columns, NDArray[np.int64]]:
    """With the place of each answer; without those that came since the places were read."""
    known = columns.at(np.isin(columns.answers, list(places)))
    return known, _placed(known.answers, places)


def _placed(numbers: NDArray[np.int64], places: dict[int, int]) -> NDArray[np.int64]:
    known = np.array(sorted(places), dtype=np.int64)
    return np.array([places[number] for number in known.tolist()], dtype=np.int64)[
        np.searchsorted(known, numbers)
    ]


def _left_out(authors: Iterable[Row]) -> LeftOut:
    counts: Counter[int] = Counter()
    for _author, reason, answers in authors:
        counts[reason] += answers
    return left_out_of(counts)
