"""Which answers could be gold without anybody looking? Those that all, or enough of a document's people give."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from annotate.models import Project, Question
from annotate.models.queueing import Pool
from annotate.problems import Invalid
from review.services.disagreements.looking import Given, parts_of
from review.services.disagreements.ranking import settled

A_STRETCH = 1_000  # documents of one chunk: a transaction's worth
KINDS = (
    Question.Kind.CHOICE,
    Question.Kind.CHOICES,
    Question.Kind.RATING,
    Question.Kind.SPANS,
    Question.Kind.TEXT,
)  # relations join marks: they are decided with these

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


@dataclass(frozen=True)
class Rule:
    """Gold is what at least `percent` of a document's people say, where at least `people` answered the question."""

    question: int
    percent: int
    people: int
    with_audit: bool = True

    def __post_init__(self) -> None:
        """Raises Invalid."""
        if not 51 <= self.percent <= 100:
            raise Invalid(
                _(
                    "The share must be from 51 to 100 %: of two answers given as often as each other none is gold."
                ),
                field="percent",
            )
        if not 2 <= self.people <= 100:
            raise Invalid(_("The number of people must be from 2 to 100."), field="people")

    def as_arguments(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Proposed:
    """An answer that could be gold: as this annotation says it, which `percent` of the people do."""

    document: int
    annotation: int
    percent: int
    given: list[Given]
    answers: list[int]  # everybody's current ones, with who gave them
    people: list[int]


@dataclass(frozen=True)
class Stretch:
    """What was found on some documents: what could be gold, and on how many people are too divided."""

    proposed: list[Proposed] = field(default_factory=list)
    divided: int = 0


def edges_of(project: Project) -> list[tuple[int, int]]:
    """The project's documents in stretches: after one id, up to another."""
    with connection.cursor() as cursor:
        cursor.execute(EDGES, [project.id, A_STRETCH])
        ends = [row[0] for row in cursor.fetchall()]
    return list(zip([0, *ends[:-1]], ends, strict=True)) if ends else []


def stretch_of(question: Question, rule: Rule, after: int, until: int) -> Stretch:
    """Documents nobody has decided on since they were answered, in the order of their ids."""
    pools = [Pool.OPEN, Pool.AUDIT] if rule.with_audit else [Pool.OPEN]
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, [question.project_id, after, until, [int(pool) for pool in pools]])
        rows = cursor.fetchall()
    parts = parts_of(question, [annotation for _document, _person, annotation in rows])
    current: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    given: defaultdict[int, list[Given]] = defaultdict(list)
    for document, person, annotation in rows:
        current[document].append((annotation, person))
        if annotation in parts:
            given[document].append(Given(annotation, person, frozenset(parts[annotation])))
    enough = {document: said for document, said in given.items() if len(said) >= rule.people}
    decided = settled(
        question, {document: [answer for answer, _person in current[document]] for document in enough}
    )
    waiting = sorted(set(enough) - decided)
    found = [_proposed(document, enough[document], current[document]) for document in waiting]
    proposed = [one for one in found if one.percent >= rule.percent]
    return Stretch(proposed, len(found) - len(proposed))


def _proposed(document: int, given: Sequence[Given], current: Sequence[tuple[int, int]]) -> Proposed:
    """The most frequent answer, as the first who gave it put it."""
    [(parts, count)] = Counter(one.parts for one in given).most_common(1)
    first = next(one.annotation for one in given if one.parts == parts)
    answers, people = [one for one, _person in current], [person for _one, person in current]
    return Proposed(document, first, 100 * count // len(given), list(given), answers, people)
