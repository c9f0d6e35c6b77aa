"""Who errs how, of the people who answered a question: confusions of each, held against gold or their consensus."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotate.models import Choice, Gold, Question
from review.aggregation import TIE, Answers, dawid_skene
from review.planning import Group
from review.services.annotators import grades
from review.services.overlap import first_answers

ENOUGH = 20  # answers of a group that can be told right or wrong
MOST_READ = 20_000
TOWARDS_GROUP = 5  # answers: whoever gave few is taken to be like their group
GRAIN = 0.5  # of an answer in each cell: whoever never erred may still err


@dataclass(frozen=True)
class Told:
    """The answers of a question with what is right, as far as that is known."""

    people: NDArray[np.int64]
    said: NDArray[np.int64]
    truth: NDArray[np.int64]  # TIE where nobody can tell
    by_gold: bool


def group_of(
    name: str,
    people: NDArray[np.int64],
    truth: NDArray[np.int64],
    said: NDArray[np.int64],
    classes: int,
    price: float | None,
) -> Group:
    """Each person's confusion, drawn towards that of the whole group where they answered little."""
    names, who = np.unique(people, return_inverse=True)
    counts = np.zeros((len(names), classes, classes))
    np.add.at(counts, (who, truth, said), 1)
    whole = counts.sum(axis=0) + GRAIN
    whole /= whole.sum(axis=1, keepdims=True)
    drawn = counts + TOWARDS_GROUP * whole
    return Group(name, drawn / drawn.sum(axis=2, keepdims=True), counts.sum(axis=(1, 2)), price)


def told_of(question: Question, labels: list[int]) -> Told:
    """First answers, the newest, held against gold; without enough gold, against what they say together."""
    rows = rows_of(question, labels)
    if not len(rows) or len(labels) < 2:
        nothing = np.zeros(0, dtype=np.int64)
        return Told(nothing, nothing, nothing, False)
    documents, people, said = rows.T
    truth = by_gold(question, rows, labels)
    if (truth != TIE).sum() >= ENOUGH:
        return Told(people, said, truth, True)
    return Told(people, said, by_consensus(documents, people, said, len(labels)), False)


def rows_of(question: Question, labels: list[int]) -> NDArray[np.int64]:
    """Document, author and place of the label; what files brought under no person's name is no answer of anybody."""
    places = {label: place for place, label in enumerate(labels)}
    answers = first_answers(question).exclude(
        annotation__author__is_source=True, annotation__author__source__is_external=False
    )
    choices = Choice.objects.filter(response__in=answers).order_by("-response_id")
    found = choices.values_list(
        "response__annotation__document_id", "response__annotation__author_id", "label_id"
    )
    rows = [
        (document, author, places[label]) for document, author, label in found[:MOST_READ] if label in places
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def by_gold(question: Question, rows: NDArray[np.int64], labels: list[int]) -> NDArray[np.int64]:
    """What gold says of each answer; nothing of one it was made from, and nothing by a vote."""
    places = {label: place for place, label in enumerate(labels)}
    found = Gold.objects.filter(question=question, document__in=set(rows[:, 0].tolist())).holding()
    gold: dict[int, Gold] = {one.document_id: one for one in found}
    return np.array(
        [_of_gold(gold.get(document), author, places) for document, author, _said in rows.tolist()]
    )


def _of_gold(gold: Gold | None, author: int, places: Mapping[int, int]) -> int:
    if gold is None or not grades(gold, author):
        return TIE
    chosen = gold.content.get("labels", [])
    return places.get(chosen[0], TIE) if len(chosen) == 1 else TIE


def by_consensus(
    documents: NDArray[np.int64], people: NDArray[np.int64], said: NDArray[np.int64], classes: int
) -> NDArray[np.int64]:
    """What Dawid and Skene's model makes of the answers, on documents with three or more."""
    answers = Answers.of(documents, people, said, classes)
    labels = dawid_skene(answers).proposals.labels
    many = answers.votes.sum(axis=1) >= 3
    known = dict(zip(answers.documents.tolist(), np.where(many, labels, TIE).tolist(), strict=True))
    return np.array([known[document] for document in documents.tolist()])


def prevalence_of(told: Told, classes: int) -> NDArray[np.float64]:
    """Shares of the labels, by what holds; without that every label as frequent."""
    known = told.truth[told.truth != TIE]
    counts = np.bincount(known, minlength=max(classes, 1)).astype(float) if len(known) else np.zeros(classes)
    return counts if counts.sum() else np.ones(max(classes, 1))
