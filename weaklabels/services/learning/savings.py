"""What part of the answers does the ranked order save? Counted once a verdict has fallen, behind the trainings.

Models of the first answers of either arm, more and more of them, are asked about documents that none of them learned
from: how many ranked answers make a model as right as all of the random ones do?
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from weaklabels.active.arms import RANKED_SHARE
from weaklabels.active.background import Background
from weaklabels.active.choosing import Blend
from weaklabels.active.evidence import Verdict
from weaklabels.active.saving import Curve, Saved, saved
from weaklabels.active.vectors import VectorStore
from weaklabels.models import ModelRun
from weaklabels.services.learning.answers import Answer, Said, lesson_of
from weaklabels.services.learning.duelling import (
    FEWEST,
    Cost,
    Half,
    fewest,
    halves_of,
    one_each,
    seconds,
    seconds_are_known,
)
from weaklabels.services.learning.fitting import fit
from weaklabels.services.learning.quality import SEED, truth_of
from weaklabels.services.learning.vectors import Places

STEPS = 6  # models of an arm and half, beside that of the answers both know
GROWN = 1.25  # times the answers there were when it was last counted: it is counted again
FELL = (Verdict.HELPS, Verdict.HURTS)


@dataclass(frozen=True)
class Savings:
    """What is saved of the answers, and of the seconds where these are known; after how many answers it was counted."""

    answers: int
    of_answers: Saved
    of_seconds: Saved | None
    documents: int  # on which the models were judged

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, told: dict[str, Any] | None) -> "Savings | None":
        if not told:
            return None
        of_seconds = told["of_seconds"]
        return cls(
            told["answers"],
            _saved(told["of_answers"]),
            of_seconds and _saved(of_seconds),
            told["documents"],
        )


def is_to_be_counted(verdict: Verdict, said: Said, run: ModelRun | None) -> bool:
    """Has a verdict fallen, and have a good many answers come since it was last counted?"""
    if run is None or verdict not in FELL:
        return False
    before = Savings.read(run.report.get("saved"))
    return before is None or len(said.answers) >= GROWN * before.answers


def count_savings(
    said: Said, store: VectorStore, background: Background, blend: Blend | None
) -> Savings | None:
    """By models of both arms, which learn as those of the duels do: in the current model's mix of ways.

    None where the arms have too few answers, or no document can judge them.
    """
    learned = said.open()
    seed = said.subject.project.seed
    halves = halves_of(learned, seed)
    if fewest(halves) < FEWEST:
        return None
    judges = [_judges(said, halves[1 - number], store) for number in range(len(halves))]
    if not any(len(one) for one in judges):
        return None

    def counted(halves: Sequence[Half], cost: Cost) -> Saved:
        asked = _Asked(learned, store, background, blend)
        curves = [asked.curves(half, judge, cost) for half, judge in zip(halves, judges, strict=True)]
        groups = np.concatenate([judge.groups for judge in judges])
        ranked, control = (_side_by_side([pair[side] for pair in curves]) for side in (0, 1))
        return saved(ranked, control, groups, np.random.default_rng(SEED))

    timed = halves_of(learned, seed, seconds) if seconds_are_known(learned) else []
    return Savings(
        len(said.answers),
        counted(halves, one_each),
        counted(timed, seconds) if fewest(timed) >= FEWEST else None,
        len({document for judge in judges for document in judge.documents.tolist()}),
    )


@dataclass(frozen=True)
class _Judges:
    """Documents drawn at random that no model of a half has learned from, and what is right of each."""

    documents: NDArray[np.int64]
    labels: NDArray[np.int64]  # ids
    groups: NDArray[np.str_]
    rows: sparse.csr_matrix

    def __len__(self) -> int:
        return len(self.documents)


def _judges(said: Said, other: Half, store: VectorStore) -> _Judges:
    """The audit share, and random answers of the other half: none of a conversation, which may be in both halves."""
    truth = truth_of(said)
    known = {
        document: (labels[0], group)
        for document, labels, group in zip(truth.documents.tolist(), truth.answers, truth.groups, strict=True)
        if labels
    }
    alone = (one for one in other.random if not one.group)
    known |= {one.document: (one.labels[0], f"document {one.document}") for one in alone}
    documents = np.array(sorted(known), np.int64)
    positions = Places(store).of(documents)
    documents, positions = documents[positions >= 0], positions[positions >= 0]
    found = [known[document] for document in documents.tolist()]
    return _Judges(
        documents,
        np.array([label for label, _group in found], np.int64),
        np.array([group for _label, group in found], np.str_),
        store.rows(positions),
    )


@dataclass
class _Asked:
    """Fits models of parts of the answers, and asks them."""

    said: Said
    store: VectorStore
    background: Background
    blend: Blend | None

    def curves(self, half: Half, judges: _Judges, cost: Cost) -> tuple[Curve, Curve]:
        """Of the ranked arm and of the random one, from what both know to all that they have."""
        ranked, random = _parts_of_ranked(half.ordered), _parts(half.random)
        start = self._right(half.shared, judges)
        return (
            self._curve(half.shared, ranked, judges, start, cost),
            self._curve(half.shared, random, judges, start, cost),
        )

    def _curve(
        self,
        shared: list[Answer],
        parts: list[list[Answer]],
        judges: _Judges,
        start: NDArray[np.float64],
        cost: Cost,
    ) -> Curve:
        costs = [0.0, *(sum(map(cost, part)) for part in parts)]
        right = [start, *(self._right([*shared, *part], judges) for part in parts)]
        return Curve(np.array(costs), np.array(right))

    def _right(self, answers: list[Answer], judges: _Judges) -> NDArray[np.float64]:
        """Is a model of these answers right about each?"""
        subject = self.said.subject
        lesson = lesson_of(self.said.only(answers))
        model = fit(subject, lesson, self.store, self.background, seed=SEED, blend=self.blend)
        said = np.array(subject.labels, np.int64)[model.predict(judges.rows).argmax(axis=1)]
        return (said == judges.labels).astype(np.float64)


def _parts(answers: list[Answer]) -> list[list[Answer]]:
    """The first of them, more and more, until all."""
    return [answers[:size] for size in _sizes(len(answers))]


def _parts_of_ranked(answers: list[Answer]) -> list[list[Answer]]:
    """The same of an arm whose ranked answers stand before its random ones: both grow together."""
    ranked = round(len(answers) * RANKED_SHARE)
    pairs = zip(_sizes(ranked), _sizes(len(answers) - ranked), strict=True)
    return [[*answers[:ours], *answers[ranked : ranked + beside]] for ours, beside in pairs]


def _sizes(most: int) -> list[int]:
    return [round(most * step / STEPS) for step in range(1, STEPS + 1)]


def _side_by_side(curves: Sequence[Curve]) -> Curve:
    """Those of both halves as one: what a step costs is the mean of both, and each has its own documents."""
    return Curve(
        np.mean([curve.costs for curve in curves], axis=0),
        np.concatenate([curve.right for curve in curves], axis=1),
    )


def _saved(told: dict[str, Any]) -> Saved:
    interval = told["interval"]
    return Saved(told["share"], interval and (interval[0], interval[1]))
