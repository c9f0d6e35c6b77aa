"""What people said about a question's documents: what a model may learn from, and what grades it.

Documents of the audit pool are only ever in the second. A document is left out once it is erased or withdrawn, and an
answer once it is replaced, returned or withdrawn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
from django.db import connection
from numpy.typing import NDArray

from annotate.models import Gold, Question
from annotate.models.queueing import Pool
from weaklabels.services.learning.subjects import Subject

ANSWERS = """
SELECT a.id, a.document_id, a.author_id, a.stream, a.generation, a.draw_probability, a.active_ms, a.is_extra,
    q.pool, q.random_key, coalesce(nullif(d.group, ''), ''), cardinality(a.suggestions_shown) > 0, {content}
FROM annotate_standing s
JOIN annotate_annotation a ON a.id = s.current_id
JOIN annotate_response r ON r.annotation_id = a.id AND r.question_id = %(question)s AND r.state = 'answered'
JOIN annotate_document d ON d.id = a.document_id AND d.erased_at IS NULL AND d.withdrawn_at IS NULL
JOIN annotate_queuerow q ON q.document_id = a.document_id
WHERE s.project_id = %(project)s AND s.occasion = 'work' AND s.state = 'answered' AND a.kind = 'answer'
ORDER BY a.id
"""
LABELS = "ARRAY(SELECT c.label_id FROM annotate_choice c WHERE c.response_id = r.id)"
SPANS = 'ARRAY(SELECT ARRAY[m.start, m."end", m.label_id] FROM annotate_span m WHERE m.response_id = r.id)'
RATING = "ARRAY(SELECT t.value::bigint FROM annotate_rating t WHERE t.response_id = r.id)"
CONTENT = {Question.Kind.RATING: RATING, Question.Kind.SPANS: SPANS}
EMPTY_IS_AN_ANSWER = (Question.Kind.CHOICES, Question.Kind.SPANS)

GOLD = f"""
SELECT * FROM (
    SELECT DISTINCT ON (g.document_id) g.id, g.document_id, g.content, q.pool, coalesce(d.group, ''), g.origin
    FROM annotate_gold g
    JOIN annotate_document d ON d.id = g.document_id AND d.erased_at IS NULL AND d.withdrawn_at IS NULL
    JOIN annotate_queuerow q ON q.document_id = g.document_id
    WHERE g.project_id = %(project)s AND g.question_id = %(question)s
    ORDER BY g.document_id, g.id DESC
) AS newest WHERE {Gold.STANDS} ORDER BY document_id
"""
OF_GOLD = 2.0  # what gold counts, beside an answer's 1
Marked = tuple[int, int, int]  # start, end, label id
Content = (
    tuple[int, ...] | tuple[Marked, ...]
)  # label ids or the step of a scale; of a question for words its spans


@dataclass(frozen=True)
class Answer:
    """One person's current answer to the question."""

    annotation: int
    document: int
    author: int
    stream: str
    generation: int | None
    probability: float | None
    active_ms: int
    is_extra: bool
    pool: int
    random_key: int  # the document's place in the random order
    group: str
    saw_suggestions: bool
    labels: Content


@dataclass(frozen=True)
class Accepted:
    """The newest gold of a document."""

    gold: int
    document: int
    labels: Content
    pool: int
    group: str
    origin: str


@dataclass
class Said:
    """All answers and gold about a question, in the order they came."""

    subject: Subject
    answers: list[Answer] = field(default_factory=list)
    gold: list[Accepted] = field(default_factory=list)

    def open(self) -> "Said":
        """What may be learned from."""
        return self._of(Pool.OPEN)

    def audit(self) -> "Said":
        """What grades models, and teaches none."""
        return self._of(Pool.AUDIT)

    def only(self, answers: Iterable[Answer]) -> "Said":
        """These answers, and no gold."""
        return Said(self.subject, list(answers))

    def _of(self, pool: int) -> "Said":
        return Said(
            self.subject,
            [one for one in self.answers if one.pool == pool],
            [one for one in self.gold if one.pool == pool],
        )


def said_about(subject: Subject) -> Said:
    """Everything that counts now. What only names labels that are no longer in use says nothing."""
    values = {"project": subject.project.id, "question": subject.question.id}
    content = CONTENT.get(Question.Kind(subject.kind), LABELS)
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS.format(content=content), values)
        answers = [Answer(*row[:-1], _content(row[-1])) for row in cursor.fetchall()]
        cursor.execute(GOLD, values)
        gold = [
            Accepted(id_, document, _labels(content), *more)
            for id_, document, content, *more in cursor.fetchall()
        ]
    return Said(
        subject,
        [one for one in map(_in_use(subject), answers) if one],
        [one for one in map(_in_use(subject), gold) if one],
    )


@dataclass(frozen=True)
class Lesson:
    """What a model learns from: documents, the share of each label in what is known of them, and what each counts."""

    documents: NDArray[np.int64]
    targets: NDArray[np.float64]
    weights: NDArray[np.float64]
    groups: list[str]  # of each document; "" stands alone
    softly: int = 0  # documents at the end of which only rules speak

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def answered(self) -> int:
        return len(self) - self.softly

    @property
    def counts(self) -> NDArray[np.float64]:
        """Answered documents of each label."""
        return self.targets[: self.answered].sum(axis=0)

    def only(self, places: NDArray[np.intp]) -> "Lesson":
        """Of these documents, all of which people have answered."""
        groups = [self.groups[place] for place in places.tolist()]
        return Lesson(self.documents[places], self.targets[places], self.weights[places], groups)

    @property
    def group_numbers(self) -> NDArray[np.int64] | None:
        """The same number for documents of one group; None where all stand alone."""
        if not any(self.groups):
            return None
        number_of: dict[str | int, int] = {}
        named = zip(self.groups, self.documents.tolist(), strict=True)
        return np.array(
            [number_of.setdefault(group or document, len(number_of)) for group, document in named], np.int64
        )


def lesson_of(said: Said, trust: Mapping[int, float] | None = None) -> Lesson:
    """One row a document: gold where there is some, else the mean of its answers, each weighted by its author's trust.

    Who is not in `trust` counts 1.
    """
    counts_of = trust or {}
    place_of, width = said.subject.place_of, len(said.subject.labels)
    sums: dict[int, NDArray[np.float64]] = {}
    counts: dict[int, float] = {}
    for answer in said.answers:
        row = sums.setdefault(answer.document, np.zeros(width))
        weight = counts_of.get(answer.author, 1.0)
        row[[place_of[label] for label in answer.labels]] += weight
        counts[answer.document] = counts.get(answer.document, 0.0) + weight
    weights = dict(counts)
    for one in said.gold:
        row = sums[one.document] = np.zeros(width)
        row[[place_of[label] for label in one.labels]] = 1
        counts[one.document], weights[one.document] = 1, OF_GOLD
    documents = sorted(sums)
    targets = np.array([sums[one] / counts[one] for one in documents]).reshape(len(documents), width)
    group_of = {one.document: one.group for one in (*said.answers, *said.gold)}
    return Lesson(
        np.array(documents, np.int64),
        targets,
        np.array([weights[one] for one in documents]),
        [group_of[one] for one in documents],
    )


def _in_use(subject: Subject) -> Any:
    """Keeps of an answer the labels that are in use; nothing of one that loses all it said."""

    def kept(one: Any) -> Any:
        labels = tuple(said for said in one.labels if _label(said) in subject.place_of)
        if not labels and (one.labels or subject.kind not in EMPTY_IS_AN_ANSWER):
            return None
        return one if labels == one.labels else _with(one, labels)

    return kept


def _with(one: Answer | Accepted, labels: Content) -> Answer | Accepted:
    return type(one)(**{**one.__dict__, "labels": labels})


def _labels(content: str) -> Content:
    """Of gold. A JSON column comes as text."""
    content = orjson.loads(content)
    if "spans" in content:
        return _content([span["start"], span["end"], span["label"]] for span in content["spans"])
    return (content["rating"],) if "rating" in content else tuple(content.get("labels", ()))


def _content(said: Iterable[int | list[int]]) -> Content:
    return tuple(sorted(tuple(one) if isinstance(one, list) else one for one in said))


def _label(said: int | Marked) -> int:
    return said if isinstance(said, int) else said[2]
