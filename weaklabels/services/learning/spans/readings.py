"""What a model of words says of documents, each read once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.spans import Doubt, SpanModel
from weaklabels.active.tokens import Scored
from weaklabels.labelmodel.spans import without_overlaps
from weaklabels.packing import LABELS, packed, unpacked
from weaklabels.services.learning.pieces import LEAST
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.suggesting import Picked

AT_ONCE = 200  # texts, between two looks whether the job was called off
Marked = tuple[int, int, int]


@dataclass(frozen=True)
class Reading:
    """The spans a model finds in a text, and how unsure it is of it."""

    spans: list[Scored]
    doubt: Doubt


@dataclass
class Reader:
    """Reads documents with a model; `look` is called now and then, and may raise."""

    model: SpanModel
    subject: Subject
    look: Callable[[], Any]
    known: dict[int, Reading] = field(default_factory=dict)

    def read(self, texts: Mapping[int, str]) -> list[Reading]:
        """Of texts by document, in their order."""
        new = [document for document in texts if document not in self.known]
        for start in range(0, len(new), AT_ONCE):
            part = new[start : start + AT_ONCE]
            said = readings(
                self.model, [texts[document] for document in part], may_overlap=self.subject.may_overlap
            )
            self.known.update(zip(part, said, strict=True))
            self.look()
        return [self.known[document] for document in texts]


def readings(model: SpanModel, texts: Sequence[str], *, may_overlap: bool) -> list[Reading]:
    """What the model says of each text; where spans may not overlap, the surest of those that do."""
    return [Reading(spans if may_overlap else apart(spans), doubt) for spans, doubt in model.read(texts)]


def apart(spans: list[Scored]) -> list[Scored]:
    """Without those that overlap a surer one."""
    if len(spans) < 2:
        return spans
    places = np.array([(0, span.start, span.end, 0) for span in spans], np.int64)
    kept = without_overlaps(places, np.array([span.score for span in spans]), 0.0)
    return [spans[at] for at in np.arange(len(spans))[kept].tolist()]


def picked_spans(documents: Sequence[int], said: Sequence[Reading]) -> Picked:
    """What is sure enough to be suggested, documents ascending."""
    rows = sorted(
        (document, span.start, span.end, int(span.label), span.score)
        for document, reading in zip(documents, said, strict=True)
        for span in reading.spans
        if span.score >= LEAST
    )
    columns = np.array([row[:4] for row in rows], np.int64).reshape(-1, 4)
    scores = np.array([row[4] for row in rows], np.float64)
    return Picked(columns[:, 0], columns[:, 3], scores, columns[:, 1], columns[:, 2])


def packed_spans(subject: Subject, said: Sequence[Reading]) -> bytes:
    """As a run keeps them: rows of the document's place, start, end, and the label's place."""
    rows = [
        (place, span.start, span.end, subject.place_of[int(span.label)])
        for place, reading in enumerate(said)
        for span in reading.spans
    ]
    return packed(np.array(rows, np.int64).reshape(-1), LABELS)


def unpacked_spans(data: bytes | memoryview) -> NDArray[np.int32]:
    return unpacked(data, LABELS).reshape(-1, 4)
