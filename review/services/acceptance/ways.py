"""The ways to make one answer of several, for each kind of question; what each would make gold and how sure it is."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from annotate.models import Question
from review.aggregation import (
    TIE,
    Answers,
    Proposals,
    another_answer,
    another_answer_about_marks,
    another_answer_about_sets,
    dawid_skene,
    label_by_label,
    majority,
    median,
    most_frequent,
    span_proposals,
    weighted,
)
from review.aggregation.dawid_skene import GRAIN, ITERATIONS, STILL
from review.aggregation.sets import answers_of
from review.aggregation.spans import SHARE
from review.services.acceptance.collecting import Told
from review.services.answers import asked_as
from review.wording import Words

Parts = frozenset[Hashable] | None  # None: a tie
Found = tuple[list[Parts], NDArray[np.float64]]
UNSURE = -1  # percent of a tie

WORDS = {
    "majority": Words(_("Majority"), _("What most people say, word for word. Sure is the share who say it.")),
    "weighted": Words(
        _("Weighted vote"),
        _("Who mostly says what the others say counts more. Sure is the share by weight."),
    ),
    "dawid-skene": Words(
        _("Dawid and Skene"),
        _(
            "A model of what each person says where which label is right, learned from all answers. "
            "It takes errors for independent, so it is rather too sure."
        ),
    ),
    "labels": Words(
        _("Label by label"), _("Each label by majority. Sure is what it is of the least sure label.")
    ),
    "median": Words(
        _("Median"), _("The middle rating. Sure is the share of ratings at most a step away from it.")
    ),
}


def by_majority(told: Told, _question: Question) -> Found:
    chosen = most_frequent(told.documents, told.said)
    return _answers(told, chosen.answers), chosen.confidence


def by_median(told: Told, _question: Question) -> Found:
    steps = np.array([next(iter(one)) for one in told.sets], dtype=np.int64)
    chosen = median(told.documents, steps[told.said])
    return [None if one == TIE else frozenset([one]) for one in chosen.answers.tolist()], chosen.confidence


def of_labels(way: Callable[[Answers], Proposals]) -> Callable[[Told, Question], Found]:
    """Of questions that take one label."""

    def found(told: Told, _question: Question) -> Found:
        proposals = way(as_answers(told))
        return _answers(told, proposals.labels), proposals.confidence

    return found


def of_sets(way: Callable[[Answers], Proposals]) -> Callable[[Told, Question], Found]:
    def found(told: Told, _question: Question) -> Found:
        chosen = label_by_label(told.documents, told.people, told.said, told.sets, way)
        return list(chosen.sets), chosen.confidence

    return found


def by_span_vote(told: Told, question: Question) -> Found:
    overlapping = bool(asked_as(question).get("overlapping"))
    found = span_proposals(marked(told), overlapping=overlapping)
    return [frozenset(marks) for marks, _sure in found], np.array([sure for _marks, sure in found])


def by_relation_vote(told: Told, _question: Question) -> Found:
    """As of marks: a relation is the same where both its marks are and its label is. Any number of them may meet."""
    found = span_proposals(marked(told), overlapping=True)
    return [frozenset(made) for made, _sure in found], np.array([sure for _made, sure in found])


def as_answers(told: Told) -> Answers:
    return Answers.of(told.documents, told.people, told.said, max(len(told.sets), 2))


def marked(told: Told) -> list[dict[Hashable, list[Any]]]:
    """The marks, or relations, of each annotator, document by document."""
    rows = zip(told.documents.tolist(), told.people.tolist(), told.said.tolist(), strict=True)
    return [
        {person: sorted(told.sets[said]) for _document, person, said in those}
        for _document, those in groupby(rows, key=lambda row: row[0])
    ]


def dawid_and_skene(answers: Answers) -> Proposals:
    return dawid_skene(answers).proposals


Way = Callable[[Told, Question], Found]
WAYS: dict[str, dict[str, Way]] = {
    Question.Kind.CHOICE: {
        "majority": by_majority,
        "weighted": of_labels(weighted),
        "dawid-skene": of_labels(dawid_and_skene),
    },
    Question.Kind.CHOICES: {
        "majority": by_majority,
        "labels": of_sets(majority),
        "weighted": of_sets(weighted),
        "dawid-skene": of_sets(dawid_and_skene),
    },
    Question.Kind.RATING: {"majority": by_majority, "median": by_median},
    Question.Kind.SPANS: {"majority": by_majority, "weighted": by_span_vote},
    Question.Kind.RELATIONS: {"majority": by_majority, "weighted": by_relation_vote},
    Question.Kind.TEXT: {"majority": by_majority},
}


@dataclass(frozen=True)
class Column:
    """What one way proposes, document by document."""

    way: str
    parts: list[Parts]
    percents: list[int]


def columns_of(told: Told, question: Question) -> list[Column]:
    """Every way of the question's kind; a percent is never more than the confidence."""
    return [as_column(name, told, question) for name in WAYS[question.kind]]


def as_column(name: str, told: Told, question: Question) -> Column:
    parts, confidence = WAYS[question.kind][name](told, question)
    percents = np.floor(100 * confidence + 1e-6).astype(int).tolist()
    sure = [UNSURE if one is None else percent for one, percent in zip(parts, percents, strict=True)]
    return Column(name, parts, sure)


def parameters_of(kind: str, way: str) -> dict[str, float]:
    """The numbers that are fixed in a way, to be told beside what it made."""
    if way == "dawid-skene":
        return {"iterations": ITERATIONS, "still": STILL, "grain": GRAIN}
    return {"share": SHARE} if (kind, way) == (Question.Kind.SPANS, "weighted") else {}


def pairs_of(ways: list[str]) -> list[tuple[int, int]]:
    """Of ways, in the order of the bits of `Proposal.apart`."""
    return list(combinations(range(len(ways)), 2))


def worth_of(told: Told, question: Question) -> NDArray[np.float64]:
    """Of each document, in their order: how much surer one more answer would make. Texts are the same or not: 0."""
    if question.kind in (Question.Kind.CHOICE, Question.Kind.RATING):
        return another_answer(as_answers(told))
    documents = np.unique(told.documents)
    if question.kind == Question.Kind.CHOICES:
        return another_answer_about_sets(
            documents, answers_of(told.documents, told.people, told.said, told.sets)
        )
    if question.kind in (Question.Kind.SPANS, Question.Kind.RELATIONS):
        return another_answer_about_marks(marked(told))
    return np.zeros(len(documents))


def _answers(told: Told, numbers: NDArray[np.int64]) -> list[Parts]:
    return [None if number == TIE else told.sets[number] for number in numbers.tolist()]
