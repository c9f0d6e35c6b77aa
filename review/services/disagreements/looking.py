"""Current answers to a question on documents that several people answered: a bounded look, from the newest back."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from annotate.models import Annotation, Question
from review.agreement import Mark

MOST_LOOKED = 2_000  # answers: a page looks at no more, however large the project

# The newest answers by the index in time, then by key everybody's current answer to their documents and what it says.
SEVERAL = """
WITH newest AS MATERIALIZED (
    SELECT document_id FROM annotate_annotation
    WHERE project_id = %(project)s AND saved_at <= %(until)s AND saved_at >= %(since)s
    ORDER BY saved_at DESC LIMIT %(most)s
), given AS MATERIALIZED (
    SELECT d.document_id, s.annotator_id, s.current_id AS id
    FROM (SELECT DISTINCT document_id FROM newest) d
    CROSS JOIN LATERAL (
        SELECT annotator_id, current_id, count(*) OVER () AS people FROM annotate_standing
        WHERE document_id = d.document_id AND occasion = 'work' AND state IN ('answered', 'returned')
            AND current_id IS NOT NULL
        ORDER BY current_id
    ) s
    WHERE s.people > 1
)
SELECT given.document_id, given.annotator_id, given.id, r.id IS NOT NULL, {}
"""
ANSWERED_OR_NOT = """
FROM given LEFT JOIN annotate_response r
    ON r.annotation_id = given.id AND r.question_id = %(question)s AND r.state = 'answered'
"""

ANSWERED = """
FROM unnest(%s::bigint[]) AS given (id)
JOIN annotate_response r ON r.annotation_id = given.id AND r.question_id = %s AND r.state = 'answered'
"""

# One row a part, or one row with nulls where an answer has none.
PARTS = {
    Question.Kind.CHOICE: "c.label_id {} LEFT JOIN annotate_choice c ON c.response_id = r.id",
    Question.Kind.CHOICES: "c.label_id {} LEFT JOIN annotate_choice c ON c.response_id = r.id",
    Question.Kind.RATING: "g.value {} LEFT JOIN annotate_rating g ON g.response_id = r.id",
    Question.Kind.TEXT: "t.text {} LEFT JOIN annotate_freetext t ON t.response_id = r.id",
    Question.Kind.SPANS: 's.start, s."end", s.label_id {} LEFT JOIN annotate_span s ON s.response_id = r.id',
    Question.Kind.RELATIONS: (
        'h.start, h."end", h.label_id, t.start, t."end", t.label_id, l.label_id {}'
        " LEFT JOIN annotate_relation l ON l.response_id = r.id"
        " LEFT JOIN annotate_span h ON h.id = l.head_id LEFT JOIN annotate_span t ON t.id = l.tail_id"
    ),
}


class Given(NamedTuple):
    """One person's current answer, as a set of parts."""

    annotation: int
    annotator: int
    parts: frozenset[Hashable]


@dataclass(frozen=True)
class Look:
    """Answers by document, and how far back they reach; `goes_on` where there are older ones."""

    given: dict[int, list[Given]]
    answers: dict[
        int, list[int]
    ]  # all current ones of these documents, also those that left the question open
    until: datetime
    since: datetime | None
    goes_on: bool


def look(question: Question, until: datetime) -> Look:
    """At the MOST_LOOKED newest answers not younger than `until`, and all others to the same documents."""
    since, goes_on = _reach(question.project_id, until)
    if since is None:
        return Look({}, {}, until, None, False)
    bounds = {"project": question.project_id, "until": until, "since": since, "most": MOST_LOOKED}
    statement = SEVERAL.format(PARTS[question.kind].format(ANSWERED_OR_NOT))
    with connection.cursor() as cursor:
        cursor.execute(statement, bounds | {"question": question.id})
        rows = cursor.fetchall()
    people = {annotation: (document, annotator) for document, annotator, annotation, *_said in rows}
    parts = _gathered(
        question,
        ((annotation, *values) for _document, _person, annotation, is_said, *values in rows if is_said),
    )
    given: defaultdict[int, list[Given]] = defaultdict(list)
    answers: defaultdict[int, list[int]] = defaultdict(list)
    for annotation, (document, annotator) in people.items():
        answers[document].append(annotation)
        if annotation in parts:
            given[document].append(Given(annotation, annotator, frozenset(parts[annotation])))
    return Look(given, answers, until, since, goes_on)


def _reach(project_id: int, until: datetime) -> tuple[datetime | None, bool]:
    """When the oldest answer of the look was saved, and whether there are older ones."""
    newest = Annotation.objects.filter(project=project_id, saved_at__lte=until).order_by("-saved_at")
    times = list(newest.values_list("saved_at", flat=True)[MOST_LOOKED - 1 : MOST_LOOKED + 1])
    if times:
        return times[0], len(times) > 1
    oldest = Annotation.objects.filter(project=project_id, saved_at__lte=until).order_by("saved_at")
    return oldest.values_list("saved_at", flat=True).first(), False


def parts_of(question: Question, annotations: Sequence[int]) -> dict[int, list[Hashable]]:
    """What each of these annotations says to the question, part by part. Those that leave it open are not in it."""
    columns = PARTS[question.kind].format(ANSWERED)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT given.id, {columns}", [list(annotations), question.id])
        return _gathered(question, cursor.fetchall())


def _gathered(question: Question, rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Hashable]]:
    read = READ.get(question.kind, _alone)
    found: defaultdict[int, list[Hashable]] = defaultdict(list)
    for annotation, *values in rows:
        parts = found[annotation]
        if values[0] is not None:
            parts.append(read(values))
    return found


def _alone(values: Sequence[Any]) -> Hashable:
    return values[0]


def _words(values: Sequence[Any]) -> Hashable:
    """Spaces and line ends make no other text."""
    return " ".join(values[0].split())


def _mark(values: Sequence[Any]) -> Hashable:
    return Mark(*values)


def _relation(values: Sequence[Any]) -> Hashable:
    return Mark(*values[:3]), Mark(*values[3:6]), values[6]


READ = {Question.Kind.TEXT: _words, Question.Kind.SPANS: _mark, Question.Kind.RELATIONS: _relation}
