"""Our model and others on the same audit documents: those that all of them speak of and people have answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from annotate.models import Question
from weaklabels.active.metrics import Interval, Judged, Quality, interval, macro_draws, quality
from weaklabels.active.span_metrics import JudgedSpans, SpanQuality, span_quality
from weaklabels.models import ModelRun, Rival
from weaklabels.packing import DOCUMENTS, LABELS, OFFSETS, unpacked
from weaklabels.services.learning.quality import SEED, Truth, judged_of
from weaklabels.services.learning.spans.quality import judged_spans_of
from weaklabels.services.learning.subjects import Subject


@dataclass(frozen=True)
class Contender:
    """A model of the table: the project's own where `rival` is None. `ahead` is how far it is from that."""

    rival: Rival | None
    quality: Quality | SpanQuality
    ahead: float | None
    ahead_interval: Interval | None

    @property
    def figure(self) -> float | None:
        """Mean F1 of the labels; of a question for words F1 of spans that are right to the character."""
        return self.quality.exact if isinstance(self.quality, SpanQuality) else self.quality.macro

    @property
    def between(self) -> Interval | None:
        found = self.quality
        return found.exact_interval if isinstance(found, SpanQuality) else found.macro_interval

    @property
    def second(self) -> float | None:
        """Documents with everything right, or F1 of spans that touch a right one."""
        return self.quality.overlap if isinstance(self.quality, SpanQuality) else self.quality.accuracy


def contenders_of(subject: Subject, run: ModelRun, truth: Truth, rivals: Sequence[Rival]) -> list[Contender]:
    """The project's own model first; empty where no other one says anything."""
    speaking = [rival for rival in rivals if rival.documents]
    if not speaking:
        return []
    common = reduce(np.intersect1d, [unpacked(run.audit, DOCUMENTS), *(_documents(one) for one in speaking)])
    shared = truth.only(common)
    if subject.kind == Question.Kind.SPANS:
        spans = judged_spans_of(subject, run, shared)
        return [_of_spans(None, spans, spans)] + [
            _of_spans(one, _judged_spans(subject, one, spans, shared), spans) for one in speaking
        ]
    own = judged_of(subject, run, shared)
    judged = [(None, own), *((one, _judged(subject, one, own, shared)) for one in speaking)]
    return [_contender(rival, one, own) for rival, one in judged]


def _contender(rival: Rival | None, judged: Judged, own: Judged) -> Contender:
    found, ours = quality(judged, seed=SEED), quality(own, seed=SEED)
    if rival is None or found.macro is None or ours.macro is None:
        return Contender(rival, found, None, None)
    apart = macro_draws(judged, seed=SEED) - macro_draws(own, seed=SEED)  # the same groups drawn for both
    return Contender(rival, found, found.macro - ours.macro, interval(apart))


def _of_spans(rival: Rival | None, judged: JudgedSpans, own: JudgedSpans) -> Contender:
    found, ours = span_quality(judged, seed=SEED), span_quality(own, seed=SEED)
    if rival is None or found.exact is None or ours.exact is None:
        return Contender(rival, found, None, None)
    apart = judged.draws(seed=SEED) - own.draws(seed=SEED)
    return Contender(rival, found, found.exact - ours.exact, interval(apart))


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


def _judged_spans(subject: Subject, rival: Rival, own: JudgedSpans, truth: Truth) -> JudgedSpans:
    """The same of a question for words. A rival that names only labels found nothing."""
    said: dict[int, list[tuple[int, int, int]]] = {}
    columns = (
        unpacked(rival.documents, DOCUMENTS),
        unpacked(rival.starts or b"", OFFSETS),
        unpacked(rival.ends or b"", OFFSETS),
        unpacked(rival.labels, LABELS),
    )
    for document, start, end, label in zip(*(one.tolist() for one in columns), strict=False):
        if label in subject.place_of:
            said.setdefault(document, []).append((start, end, subject.place_of[label]))
    return JudgedSpans(
        own.true,
        [said.get(document, []) for document in truth.documents.tolist()],
        own.groups,
        own.labels,
    )
