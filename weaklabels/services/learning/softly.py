"""What rules say together, as far as people have not answered: it teaches a first model, and less with each answer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotate.models import Document, Question
from weaklabels.models import LabelModelFit, SoftLabels
from weaklabels.packing import DOCUMENTS, LABELS, PROBABILITIES, unpacked
from weaklabels.services.learning.answers import Lesson
from weaklabels.services.learning.pools import audit_share
from weaklabels.services.learning.subjects import Subject

MOST_SOFT = 2_000  # documents; more teach nothing new and take longer
HALF_AT = 10  # answers at which what rules say counts half


@dataclass(frozen=True)
class RulesWord:
    """A label model's probabilities of the labels, for the open documents of which some rule speaks."""

    fit: LabelModelFit
    documents: NDArray[np.int64]
    soft: NDArray[np.float64]


def word_of_rules(subject: Subject) -> RulesWord | None:
    """What the newest fit says, in the order of the subject's labels. None where there is none."""
    fit = LabelModelFit.objects.filter(question=subject.question).order_by("-id").first()
    said = fit and SoftLabels.objects.filter(fit=fit).first()
    if fit is None or not said or subject.kind == Question.Kind.RATING:
        return None
    table = _of_choices(said, subject) if said.labels is not None else _of_choice(fit, said, subject)
    documents, soft = table
    kept = ~np.isin(documents, audit_share(subject.project)) & (soft.sum(axis=1) > 0)
    return RulesWord(fit, documents[kept], soft[kept]) if kept.any() else None


def with_rules(lesson: Lesson, word: RulesWord | None, *, seed: int) -> Lesson:
    """The lesson, and behind it a sample of documents that only rules have spoken of."""
    if word is None:
        return lesson
    others = np.flatnonzero(~np.isin(word.documents, lesson.documents))
    drawn = np.sort(np.random.default_rng(seed).permutation(others)[:MOST_SOFT])
    weight = HALF_AT / (HALF_AT + len(lesson))
    return Lesson(
        np.concatenate([lesson.documents, word.documents[drawn]]),
        np.concatenate([lesson.targets, word.soft[drawn]]),
        np.concatenate([lesson.weights, np.full(len(drawn), weight)]),
        [*lesson.groups, *groups_of(word.documents[drawn])],
        len(drawn),
    )


def groups_of(documents: NDArray[np.int64]) -> list[str]:
    """The group of each document, "" where it has none."""
    ids = documents.tolist()
    known = dict(Document.objects.filter(id__in=ids).exclude(group="").values_list("id", "group"))
    return [known.get(document, "") for document in ids]


def _of_choice(
    fit: LabelModelFit, said: SoftLabels, subject: Subject
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    documents = unpacked(said.documents, DOCUMENTS)
    chances = unpacked(said.probabilities, PROBABILITIES).reshape(len(documents), len(fit.labels))
    soft = np.zeros((len(documents), len(subject.labels)))
    for column, label in enumerate(fit.labels):
        if label in subject.place_of:
            soft[:, subject.place_of[label]] = chances[:, column]
    total = soft.sum(axis=1, keepdims=True)
    return documents, np.divide(soft, total, out=np.zeros_like(soft), where=total > 0)


def _of_choices(said: SoftLabels, subject: Subject) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    documents, places = np.unique(unpacked(said.documents, DOCUMENTS), return_inverse=True)
    soft = np.zeros((len(documents), len(subject.labels)))
    labels, chances = unpacked(said.labels or b"", LABELS), unpacked(said.probabilities, PROBABILITIES)
    for place, label, chance in zip(places.tolist(), labels.tolist(), chances.tolist(), strict=True):
        if label in subject.place_of:
            soft[place, subject.place_of[label]] = chance
    return documents, soft
