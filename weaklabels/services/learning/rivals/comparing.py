"""Our model and others on the same audit documents: those that all of them speak of and people have answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.metrics import Interval, Judged, Quality, interval, macro_draws, quality
from weaklabels.models import ModelRun, Rival
from weaklabels.packing import DOCUMENTS, LABELS, unpacked
from weaklabels.services.learning.quality import SEED, Truth, judged_of
from weaklabels.services.learning.subjects import Subject


@dataclass(frozen=True)
class Contender:
    """A model of the table: the project's own where `rival` is None. `ahead` is how far it is from that."""

    rival: Rival | None
    quality: Quality
    ahead: float | None
    ahead_interval: Interval | None


def contenders_of(subject: Subject, run: ModelRun, truth: Truth, rivals: Sequence[Rival]) -> list[Contender]:
    """The project's own model first; empty where no other one says anything."""
    speaking = [rival for rival in rivals if rival.documents]
    if not speaking:
        return []
    common = reduce(np.intersect1d, [unpacked(run.audit, DOCUMENTS), *(_documents(one) for one in speaking)])
    shared = truth.only(common)
    own = judged_of(subject, run, shared)
    judged = [(None, own), *((one, _judged(subject, one, own, shared)) for one in speaking)]
    return [_contender(rival, one, own) for rival, one in judged]


def _contender(rival: Rival | None, judged: Judged, own: Judged) -> Contender:
    found, ours = quality(judged, seed=SEED), quality(own, seed=SEED)
    if rival is None or found.macro is None or ours.macro is None:
        return Contender(rival, found, None, None)
    apart = macro_draws(judged, seed=SEED) - macro_draws(own, seed=SEED)  # the same groups drawn for both
    return Contender(rival, found, found.macro - ours.macro, interval(apart))


def _documents(rival: Rival) -> NDArray[np.int64]:
    return np.unique(unpacked(rival.documents, DOCUMENTS))


def _judged(subject: Subject, rival: Rival, own: Judged, truth: Truth) -> Judged:
    """What the other model says beside what is right; a label that was retired since is lost."""
    row_of = {document: row for row, document in enumerate(truth.documents.tolist())}
    said = np.zeros_like(own.true)
    pairs = zip(
        unpacked(rival.documents, DOCUMENTS).tolist(), unpacked(rival.labels, LABELS).tolist(), strict=True
    )
    for document, label in pairs:
        if document in row_of and label in subject.place_of:
            said[row_of[document], subject.place_of[label]] = True
    return Judged.of(own.true, said, own.groups)
