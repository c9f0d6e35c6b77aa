"""One record per document the rules speak of: its hard label and its soft ones. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from annotate.exports.contents import span
from annotate.models import Question
from weaklabels.exports.taking import Proposed, Taken, Weighed

Record = dict[str, Any]
NEAR = 1e-6  # so close do two probabilities tie, which were kept in 32 bits
DIGITS = 6
POOLS = ("open", "audit")


class DocumentRow(NamedTuple):
    id: int
    external_id: str | None
    pool: int
    text: str  # "" where no quote is asked for

    def keys(self) -> Record:
        return {"id": self.external_id, "document": self.id, "pool": POOLS[self.pool]}


def records_of(taken: Taken, documents: Sequence[DocumentRow]) -> Iterator[Record]:
    """The records of some documents that rules speak of."""
    ids = np.array([row.id for row in documents])
    starts = np.searchsorted(taken.soft.documents, ids, "left").tolist()
    ends = np.searchsorted(taken.soft.documents, ids, "right").tolist()
    for row, start, end in zip(documents, starts, ends, strict=True):
        yield row.keys() | _said(taken, slice(start, end), row.text)


def _said(taken: Taken, places: slice, text: str) -> Record:
    if isinstance(taken.soft, Weighed):
        return _label(taken, taken.soft.probabilities[places.start].astype(float))
    if taken.question.kind == Question.Kind.SPANS:
        return {"spans": _spans(taken.soft, places, taken.names, text)}
    return _labels(taken, taken.soft, places)


def _label(taken: Taken, probabilities: np.ndarray) -> Record:
    """The most probable label, or none where two are equally probable."""
    best = probabilities >= probabilities.max() - NEAR
    label = taken.names[taken.fit.labels[int(best.argmax())]] if best.sum() == 1 else None
    return {"label": label, "probabilities": _named(taken, dict(enumerate(probabilities.tolist())))}


def _labels(taken: Taken, soft: Proposed, places: slice) -> Record:
    """Every label by itself: its probability, and whether that is enough."""
    said, chosen = soft.labels[places].tolist(), soft.chosen[places].tolist()
    class_of = taken.votes.class_of()
    scores = {class_of[label]: score for label, score in zip(said, soft.scores[places].tolist(), strict=True)}
    return {
        "labels": [taken.names[label] for label, is_chosen in zip(said, chosen, strict=True) if is_chosen],
        "probabilities": _named(taken, scores),
    }


def _named(taken: Taken, scores: dict[int, float]) -> dict[str, float]:
    return {
        taken.names[label]: round(scores.get(number, 0.0), DIGITS)
        for number, label in enumerate(taken.fit.labels)
    }


def _spans(soft: Proposed, places: slice, names: dict[int, str], text: str) -> list[Record]:
    columns = (
        part[places].tolist() for part in (soft.starts, soft.ends, soft.labels, soft.scores, soft.chosen)
    )
    return [
        span(start, end, names[label], text) | {"score": round(score, DIGITS), "chosen": is_chosen}
        for start, end, label, score, is_chosen in zip(*columns, strict=True)
    ]
