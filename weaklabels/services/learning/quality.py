"""How good are the runs? Asked of audit documents only: drawn at random, shown without suggestions, never learned from.

Every run is asked about the same documents, so a new answer scores all of them anew, and the points of the curve can be
compared. What is right is gold where there is some, else what most people said; of two who differ the first is taken,
for to leave such documents out would keep the easy ones.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from annotate.models import Question
from weaklabels.active.calibration import Calibration, calibration
from weaklabels.active.metrics import Judged, Quality, confusion, quality
from weaklabels.active.stopping import ROUNDS, Steadiness, steadiness
from weaklabels.models import ModelRun
from weaklabels.packing import DOCUMENTS, unpacked
from weaklabels.services.learning.answers import Content, Said
from weaklabels.services.learning.subjects import Subject

CHANCES = "<f2"
SEED = 0  # the same documents give the same interval
MOST_CONFUSIONS = 5


@dataclass(frozen=True)
class Truth:
    """What is right on the audit documents that were answered, and whose word it is."""

    documents: NDArray[np.int64]
    answers: list[Content]
    groups: list[str]
    people: NDArray[np.int64]  # how many answered each; 0 where gold says what is right

    @property
    def by_gold(self) -> int:
        return int((self.people == 0).sum())

    @property
    def by_several(self) -> int:
        return int((self.people > 1).sum())

    @property
    def by_one(self) -> int:
        return int((self.people == 1).sum())

    def __len__(self) -> int:
        return len(self.documents)

    def only(self, documents: NDArray[np.int64]) -> "Truth":
        """Of these documents."""
        kept = np.flatnonzero(np.isin(self.documents, documents)).tolist()
        return replace(
            self,
            documents=self.documents[kept],
            answers=[self.answers[place] for place in kept],
            groups=[self.groups[place] for place in kept],
            people=self.people[kept],
        )

    def asked_of(self, run: ModelRun) -> "Truth":
        """Of the documents that this run was asked about: its figures rest on these."""
        return self.only(unpacked(run.audit, DOCUMENTS))


@dataclass(frozen=True)
class Figures:
    """A run on the audit documents that were answered, and where it takes one label for another."""

    run: ModelRun
    quality: Quality
    confusions: list[tuple[str, str, int]]  # true, said, documents; the most frequent first
    calibration: Calibration | None = None  # of questions with one label an answer


def truth_of(said: Said) -> Truth:
    """Gold first, else what most answers say; where as many say another thing, the one that came first."""
    audit = said.audit()
    votes: dict[int, Counter[Content]] = {}
    groups = {one.document: one.group or f"document {one.document}" for one in (*audit.answers, *audit.gold)}
    for answer in audit.answers:
        votes.setdefault(answer.document, Counter())[tuple(sorted(answer.labels))] += 1
    found = {document: counts.most_common(1)[0][0] for document, counts in votes.items()}
    gold = {one.document: tuple(sorted(one.labels)) for one in audit.gold}
    found |= gold
    documents = sorted(found)
    return Truth(
        np.array(documents, np.int64),
        [found[document] for document in documents],
        [groups[document] for document in documents],
        np.array([0 if document in gold else votes[document].total() for document in documents], np.int64),
    )


def figures_of(subject: Subject, run: ModelRun, truth: Truth) -> Figures:
    """What the run says of the audit documents, beside what is right."""
    judged = judged_of(subject, run, truth)
    return Figures(
        run,
        quality(judged, seed=SEED),
        _confusions(subject, judged),
        _calibration(subject, run, truth, judged),
    )


def judged_of(subject: Subject, run: ModelRun, truth: Truth) -> Judged:
    """True and given labels of the documents that the run was asked about and people have answered."""
    asked = truth.asked_of(run)
    true = np.zeros((len(asked), len(subject.labels)), bool)
    for row, labels in enumerate(asked.answers):
        true[row, [subject.place_of[label] for label in labels]] = True
    said = given(subject, run, _chances(run, asked.documents))
    groups = np.unique(asked.groups, return_inverse=True)[1].reshape(-1)
    return Judged.of(true, said, groups.astype(np.intp))


def _chances(run: ModelRun, documents: NDArray[np.int64]) -> NDArray[np.float64]:
    """What the run said of these, all of which it was asked about: a row for each, in the order asked for."""
    asked = unpacked(run.audit, DOCUMENTS)
    rows = np.frombuffer(run.audit_chances, CHANCES).reshape(len(asked), len(run.labels))
    place_of = {document: place for place, document in enumerate(asked.tolist())}
    return rows[[place_of[document] for document in documents.tolist()]].astype(np.float64)


def _calibration(subject: Subject, run: ModelRun, truth: Truth, judged: Judged) -> Calibration | None:
    """Is it as sure as it is right?"""
    if subject.kind == Question.Kind.CHOICES:
        return None
    chances = _chances(run, truth.asked_of(run).documents)
    return calibration(chances.max(axis=1, initial=0.0), judged.right)


def steadiness_of(subject: Subject, runs: Sequence[ModelRun]) -> Steadiness:
    """How alike the last runs are on the audit documents that all of them were asked about, answered or not."""
    newest = sorted(runs, key=lambda run: run.number)[-1 - ROUNDS :]
    if subject.kind in (Question.Kind.CHOICES, Question.Kind.SPANS) or not newest:
        return steadiness([])
    asked = [unpacked(run.audit, DOCUMENTS) for run in newest]
    common = reduce(np.intersect1d, asked)
    return steadiness(
        [_likeliest(run, documents, common) for run, documents in zip(newest, asked, strict=True)]
    )


def _likeliest(run: ModelRun, asked: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """The label id that the run gives to each of these; `wanted` ascend."""
    order = np.argsort(asked)
    rows = order[np.searchsorted(asked[order], wanted)] if len(asked) else np.empty(0, np.intp)
    chances = np.frombuffer(run.audit_chances, CHANCES).reshape(len(asked), len(run.labels))[rows]
    return np.array(run.labels, np.int64)[chances.argmax(axis=1)]


def given(subject: Subject, run: ModelRun, chances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """What a run gives, in the subject's columns: a label that was retired since is lost, a new one never given."""
    if subject.kind == Question.Kind.CHOICES:
        thresholds = run.report.get("model", {}).get("thresholds") or 0.5
        said = chances >= np.array(thresholds)
    else:
        said = np.zeros(chances.shape, bool)
        said[np.arange(len(chances)), chances.argmax(axis=1) if chances.size else 0] = True
    found = np.zeros((len(chances), len(subject.labels)), bool)
    for column, label in enumerate(run.labels):
        if label in subject.place_of:
            found[:, subject.place_of[label]] = said[:, column]
    return found


def _confusions(subject: Subject, judged: Judged) -> list[tuple[str, str, int]]:
    """Where one label is right and another was said; of one label an answer."""
    if subject.kind == Question.Kind.CHOICES or not len(judged.true):
        return []
    table = confusion(judged.true.argmax(axis=1), judged.said.argmax(axis=1), len(subject.labels))
    np.fill_diagonal(table, 0)
    rows, columns = np.nonzero(table)  # with thousands of labels few of a million cells
    most = np.argsort(-table[rows, columns], kind="stable")[:MOST_CONFUSIONS].tolist()
    return [
        (subject.names[rows[at]], subject.names[columns[at]], int(table[rows[at], columns[at]]))
        for at in most
    ]
