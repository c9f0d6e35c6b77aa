"""How well does a run find the words that people marked? On the same audit documents as every other run."""

from dataclasses import dataclass

import numpy as np

from weaklabels.active.span_metrics import JudgedSpans, SpanQuality, span_quality
from weaklabels.models import ModelRun
from weaklabels.packing import DOCUMENTS, unpacked
from weaklabels.services.learning.quality import SEED, Truth
from weaklabels.services.learning.spans.readings import unpacked_spans
from weaklabels.services.learning.subjects import Subject


@dataclass(frozen=True)
class SpanFigures:
    """A run on the audit documents that were answered."""

    run: ModelRun
    quality: SpanQuality


def span_figures_of(subject: Subject, run: ModelRun, truth: Truth) -> SpanFigures:
    return SpanFigures(run, span_quality(judged_spans_of(subject, run, truth), seed=SEED))


def judged_spans_of(subject: Subject, run: ModelRun, truth: Truth) -> JudgedSpans:
    """True and said spans of the documents that the run was asked about and people have answered."""
    asked = {document: place for place, document in enumerate(unpacked(run.audit, DOCUMENTS).tolist())}
    kept = [number for number, document in enumerate(truth.documents.tolist()) if document in asked]
    said = said_in(subject, run)
    groups = np.unique([truth.groups[number] for number in kept], return_inverse=True)[1].reshape(-1)
    return JudgedSpans(
        [
            [(start, end, subject.place_of[label]) for start, end, label in truth.answers[number]]
            for number in kept
        ],
        [said.get(asked[int(truth.documents[number])], []) for number in kept],
        groups.astype(np.intp),
        len(subject.labels),
    )


def said_in(subject: Subject, run: ModelRun) -> dict[int, list[tuple[int, int, int]]]:
    """What a run found, by a document's place in its audit share: labels that were retired since are lost."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for place, start, end, label in unpacked_spans(run.audit_spans).tolist():
        now = subject.place_of.get(run.labels[label])
        if now is not None:
            found.setdefault(place, []).append((start, end, now))
    return found
