"""The documents behind a figure of agreement, with what each annotator said."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from django.utils.translation import gettext as _

from annotate.models import Document, Label, Question, User
from annotate.problems import Invalid
from review.agreement import Difference, differences
from review.services.answers import Given, Marked, choices_given, marks_given, ratings_given
from review.services.counters.behind import Cell, counted_behind
from review.services.overlap import Which, answers_to
from review.services.reached import UpTo, newest_answer

EXCERPT = 400


@dataclass(frozen=True)
class Asked:
    """Documents on which one said `one` and another `other`; of spans, those with this kind of difference."""

    question: Question
    which: Which
    one: int = 0
    other: int = 0
    kind: str = ""
    instead: Mapping[int, int] = field(default_factory=dict)  # labels that are read as others


@dataclass(frozen=True)
class Said:
    """A label, or a step of a rating; of a span with its words."""

    label: Label | None = None
    step: int | None = None
    quote: str = ""


@dataclass(frozen=True)
class Behind:
    document: Document
    excerpt: str
    is_cut: bool
    said: list[tuple[User, list[Said]]]


@dataclass(frozen=True)
class Found:
    count: int
    shown: list[Behind]
    next_after: int | None
    up_to: UpTo | None


def documents_behind(asked: Asked, *, after: int, most: int) -> Found:
    """A page of them, in the order of their ids. Raises Invalid for a figure there is not."""
    if asked.question.kind == Question.Kind.SPANS:
        return _of_spans(asked, after, most)
    if asked.question.kind not in (Question.Kind.CHOICE, Question.Kind.RATING):
        raise Invalid(_("There is no such list of documents."))
    cell = None
    if not asked.instead:  # counted are labels as they were said
        cell = counted_behind(asked.question, asked.which, asked.one, asked.other, after, most + 1)
    if cell is None:
        given = _given(asked)
        ids = _said_both(given, asked)
        said = _said_on(given, ids[ids > after][: most + 1])
        cell = Cell(len(ids), said, newest_answer(asked.question.project_id))
    page = sorted(cell.said)[:most]
    labels = Label.objects.filter(question=asked.question).in_bulk()
    is_rating = asked.question.kind == Question.Kind.RATING
    told = {
        document: [
            (person, [Said(step=said) if is_rating else Said(labels[said])])
            for person, said in cell.said[document]
        ]
        for document in page
    }
    return Found(cell.count, _behind(page, told), page[-1] if len(cell.said) > most else None, cell.up_to)


def _given(asked: Asked) -> Given:
    answers = answers_to(asked.question, asked.which)
    if asked.question.kind == Question.Kind.RATING:
        return ratings_given(answers, [])
    return choices_given(answers, [], asked.instead)


def _said_both(given: Given, asked: Asked) -> np.ndarray:
    """Documents with both answers, or twice the same."""
    numbers = {answer: number for number, answer in enumerate(given.answers)}
    one, other = (given.documents[given.said == numbers.get(said, -1)] for said in (asked.one, asked.other))
    if asked.one != asked.other:
        return np.intersect1d(one, other)
    documents, times = np.unique(one, return_counts=True)
    return documents[times > 1]


def _said_on(given: Given, ids: np.ndarray) -> dict[int, list[tuple[int, Hashable]]]:
    said: dict[int, list[tuple[int, Hashable]]] = defaultdict(list)
    for place in np.flatnonzero(np.isin(given.documents, ids)):
        answer = given.answers[given.said[place]]
        said[int(given.documents[place])].append((int(given.annotators[place]), answer))
    return said


def _of_spans(asked: Asked, after: int, most: int) -> Found:
    if asked.kind not in list(Difference):
        raise Invalid(_("There is no such list of documents."))
    marked = marks_given(answers_to(asked.question, asked.which), asked.instead)
    ids = np.array(
        sorted(one for one in marked if _differs(marked, one, Difference(asked.kind))), dtype=np.int64
    )
    page = ids[ids > after][:most].tolist()
    texts = dict(Document.objects.filter(id__in=page).values_list("id", "text"))
    labels = Label.objects.filter(question=asked.question).in_bulk()
    said = {
        document: [
            (
                person,
                [
                    Said(labels[mark.label], quote=texts[document][mark.start : mark.end])
                    for mark in sorted(marks)
                ],
            )
            for person, marks in marked[document].items()
        ]
        for document in page
    }
    return Found(len(ids), _behind(page, said), _next(ids, page), newest_answer(asked.question.project_id))


def _differs(marked: Marked, document: int, kind: Difference) -> bool:
    pairs = combinations(marked[document].values(), 2)
    return any(differences(one, other)[kind] for one, other in pairs)


def _behind(page: Sequence[int], said: dict[int, list[tuple[int, list[Said]]]]) -> list[Behind]:
    documents = Document.objects.in_bulk(page)
    people = User.objects.in_bulk({person for told in said.values() for person, _said in told})
    return [
        Behind(
            documents[one],
            documents[one].text[:EXCERPT],
            len(documents[one].text) > EXCERPT,
            sorted(((people[person], what) for person, what in said[one]), key=lambda told: str(told[0])),
        )
        for one in page
    ]


def _next(ids: np.ndarray, page: Sequence[int]) -> int | None:
    """Where the next page begins."""
    return page[-1] if page and page[-1] < ids[-1] else None
