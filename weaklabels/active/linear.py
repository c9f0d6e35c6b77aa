"""A fitted model: every kind that ships ends as weights on hashed features, so all predict and explain alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit, softmax

from weaklabels.active.features import WIDTH
from weaklabels.active.storing import Files, pack, unpack

CHUNK = 50_000  # documents scored at once: bounds the memory that a million take
ONE, EACH, ORDERED = "one", "each", "ordered"  # what the answers to a question are like
Label = str | int


@dataclass(frozen=True)
class LinearModel:
    """Answers as sums of weights of features.

    `one`: exactly one label, softmax. `each`: every label by itself. `ordered`: the columns say how sure it is that
    the rating is above the first, the second, ... label.

    A label that no answer has had yet has no column of weights; all of these share the probability `unseen`.
    """

    labels: tuple[Label, ...]
    links: str
    kind: str
    columns: NDArray[np.int32]  # features that have weights, ascending
    weights: NDArray[np.float32]  # shape (columns, seen)
    bias: NDArray[np.float32]
    seen: NDArray[np.intp]  # labels that have a column, by number
    unseen: float = 0.0
    thresholds: NDArray[np.float32] | None = None  # of `each`: from which probability on a label is given
    about: Mapping[str, Any] = field(default_factory=dict)  # how it was made: seed, answers, quality on folds

    def predict(self, features: sparse.csr_matrix) -> NDArray[np.float32]:
        """Probability of each label, shape (documents, labels).

        Parameters
        ----------
        features
            Rows as `Counts.rows` makes them.
        """
        found = np.empty((features.shape[0], len(self.labels)), np.float32)
        for start, stop in chunks(features.shape[0]):
            found[start:stop] = self._probabilities(self.scores(features[start:stop]))
        return found

    def scores(self, features: sparse.csr_matrix) -> NDArray[np.float32]:
        """Sums of weights, shape (documents, seen labels)."""
        place = np.full(WIDTH, len(self.columns), np.int32)
        place[self.columns] = np.arange(len(self.columns), dtype=np.int32)
        shape = (features.shape[0], len(self.columns) + 1)  # the last has no weights: features never seen
        known = sparse.csr_matrix((features.data, place[features.indices], features.indptr), shape=shape)
        padded = np.vstack([self.weights, np.zeros((1, self.weights.shape[1]), np.float32)])
        return known @ padded + self.bias

    def _probabilities(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        found = np.zeros((len(scores), len(self.labels)), np.float32)
        if self.links == ORDERED:
            return between(expit(scores), found)
        found[:, self.seen] = softmax(scores, axis=1) if self.links == ONE else expit(scores)
        missing = np.setdiff1d(np.arange(len(self.labels)), self.seen)
        if self.links == ONE and len(missing):
            found[:, self.seen] *= 1 - self.unseen
            found[:, missing] = self.unseen / len(missing)
        return found

    def describe(self) -> dict[str, Any]:
        """What the page and the model card say of it, as JSON."""
        return {
            "kind": self.kind,
            "links": self.links,
            "labels": list(self.labels),
            "unseen_labels": [
                label for at, label in enumerate(self.labels) if at not in set(self.seen.tolist())
            ],
            "features": len(self.columns),
            "thresholds": None if self.thresholds is None else self.thresholds.round(4).tolist(),
            **self.about,
        }

    def to_files(self) -> Files:
        arrays = {"columns": self.columns, "weights": self.weights, "bias": self.bias, "seen": self.seen}
        if self.thresholds is not None:
            arrays["thresholds"] = self.thresholds
        facts = {"labels": list(self.labels), "links": self.links, "kind": self.kind, "unseen": self.unseen}
        return pack("linear", arrays, facts | {"about": dict(self.about)})

    @classmethod
    def from_files(cls, files: Files) -> Self:
        """The model again; ModelDamaged where the files are not those that were written."""
        arrays, facts = unpack("linear", files)
        return cls(
            tuple(facts["labels"]),
            facts["links"],
            facts["kind"],
            arrays["columns"],
            arrays["weights"],
            arrays["bias"],
            arrays["seen"],
            facts["unseen"],
            arrays.get("thresholds"),
            facts["about"],
        )


def chunks(documents: int) -> Iterator[tuple[int, int]]:
    for start in range(0, documents, CHUNK):
        yield start, min(start + CHUNK, documents)


def between(above: NDArray[np.floating], found: NDArray[np.float32]) -> NDArray[np.float32]:
    """From how sure it is to be above each rating but the last to the probability of each."""
    above = np.minimum.accumulate(above, axis=1)
    edges = np.hstack([np.ones((len(above), 1)), above, np.zeros((len(above), 1))])
    found[:] = edges[:, :-1] - edges[:, 1:]
    return found


def constant(labels: Sequence[Label], links: str, **about: Any) -> LinearModel:
    """What is known before any answer: nothing. Every label is as probable as another."""
    columns = len(labels) - (links == ORDERED)
    return LinearModel(
        tuple(labels),
        links,
        "constant",
        np.empty(0, np.int32),
        np.empty((0, columns), np.float32),
        bias=ordered_bias(columns) if links == ORDERED else np.zeros(columns, np.float32),
        seen=np.arange(columns),
        about=about,
    )


def ordered_bias(columns: int) -> NDArray[np.float32]:
    above = np.arange(columns, 0, -1) / (columns + 1)
    return np.log(above / (1 - above)).astype(np.float32)
