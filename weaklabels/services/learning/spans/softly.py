"""Spans that rules find, where people have not answered: they teach a first model, and fewer the more do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.tokens import Scored
from weaklabels.models import LabelModelFit, SoftLabels
from weaklabels.packing import DOCUMENTS, LABELS, OFFSETS, PROBABILITIES, unpacked
from weaklabels.services.learning.answers import Marked
from weaklabels.services.learning.pools import audit_share
from weaklabels.services.learning.softly import HALF_AT
from weaklabels.services.learning.spans.readings import apart
from weaklabels.services.learning.subjects import Subject

MOST_SOFT = 300  # documents, while nobody has answered
SURE = 0.5


@dataclass(frozen=True)
class FoundByRules:
    """A fit of the label model, and the spans it holds to be right, by open document."""

    fit: LabelModelFit
    spans: dict[int, tuple[Marked, ...]]

    def some(self, answered: NDArray[np.int64], *, seed: int) -> dict[int, tuple[Marked, ...]]:
        """A sample of documents that nobody has answered: half of it is left after ten answers."""
        others = np.setdiff1d(np.array([*self.spans], np.int64), answered)
        most = MOST_SOFT * HALF_AT // (HALF_AT + len(answered))
        drawn = np.sort(np.random.default_rng(seed).permutation(others)[:most])
        return {document: self.spans[document] for document in drawn.tolist()}


def found_by_rules(subject: Subject) -> FoundByRules | None:
    """What the newest fit says. None where there is none."""
    fit = LabelModelFit.objects.filter(question=subject.question).order_by("-id").first()
    said = fit and SoftLabels.objects.filter(fit=fit).exclude(starts=None).first()
    if fit is None or not said:
        return None
    columns = (
        unpacked(said.documents, DOCUMENTS),
        unpacked(said.starts or b"", OFFSETS),
        unpacked(said.ends or b"", OFFSETS),
        unpacked(said.labels or b"", LABELS),
        unpacked(said.probabilities, PROBABILITIES),
    )
    closed = set(audit_share(subject.project).tolist())
    scored: dict[int, list[Scored]] = {}
    for document, start, end, label, chance in zip(*(one.tolist() for one in columns), strict=True):
        if chance >= SURE and label in subject.place_of and document not in closed:
            scored.setdefault(document, []).append(Scored(start, end, str(label), chance))
    return FoundByRules(fit, {document: _kept(subject, spans) for document, spans in scored.items()})


def _kept(subject: Subject, spans: list[Scored]) -> tuple[Marked, ...]:
    kept = spans if subject.may_overlap else apart(spans)
    return tuple(sorted((one.start, one.end, int(one.label)) for one in kept))
