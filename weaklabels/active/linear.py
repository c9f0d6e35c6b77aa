"""A fitted model: every kind that ships ends as weights on hashed features, so all predict and explain alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit

from weaklabels.active.features import WIDTH, Counts, damped
from weaklabels.active.logistic import softmax
from weaklabels.active.storing import Files, pack, unpack

CHUNK = 50_000  # documents scored at once: bounds the memory that a million take
ONE, EACH, ORDERED = "one", "each", "ordered"  # what the answers to a question are like
Label = str | int
Features = sparse.csr_matrix | Counts


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

    def predict(self, features: Features) -> NDArray[np.float32]:
        """Probability of each label, shape (documents, labels).

        Parameters
        ----------
        features
            What `vectorise` counts, or rows of it.
        """
        if isinstance(features, Counts):
            return self._probabilities(self.scores(features))
        found = np.empty((features.shape[0], len(self.labels)), np.float32)
        for start, stop in chunks(features.shape[0]):
            part = features if stop - start == len(found) else features[start:stop]
            found[start:stop] = self._probabilities(self.scores(part))
        return found

    def scores(self, features: Features) -> NDArray[np.float32]:
        """Sums of weights, shape (documents, seen labels).

        Of counts the length of a row is put right in its sum: that saves a pass over all features.
        """
        if isinstance(features, Counts):
            sums = self._sums(damped()[features.times], features.features, features.starts)
            return sums * features.scales[:, None] + self.bias
        return self._sums(features.data, features.indices, features.indptr) + self.bias

    def _sums(self, values: NDArray, features: NDArray, starts: NDArray) -> NDArray[np.float32]:
        shape = (len(starts) - 1, len(self.columns) + 1)
        known = sparse.csr_matrix((values, self._place[features], starts), shape=shape)
        return known @ self._padded

    @cached_property
    def _place(self) -> NDArray[np.int32]:
        """The row of weights of each feature; the last has none: features never seen."""
        place = np.full(WIDTH, len(self.columns), np.int32)
        place[self.columns] = np.arange(len(self.columns), dtype=np.int32)
        return place

    @cached_property
    def _padded(self) -> NDArray[np.float32]:
        return np.vstack([self.weights, np.zeros((1, self.weights.shape[1]), np.float32)])

    def _probabilities(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        found = np.zeros((len(scores), len(self.labels)), np.float32)
        if self.links == ORDERED:
            return between(expit(scores), found)
        found[:, self.seen] = softmax(scores) if self.links == ONE else expit(scores)
        if self.links == ONE and len(self.seen) < len(self.labels):
            found[:, self.seen] *= 1 - self.unseen
            found += self.rest
        return found

    @property
    def rest(self) -> NDArray[np.float64]:
        """What is left for each label that no answer has had yet; 0 for the others."""
        found = np.zeros(len(self.labels))
        missing = np.setdiff1d(np.arange(len(self.labels)), self.seen)
        if self.links == ONE and len(missing):
            found[missing] = self.unseen / len(missing)
        return found

    @property
    def places(self) -> NDArray[np.intp]:
        """The labels whose probabilities come of the weights; of a rating all, from one column fewer."""
        return np.arange(len(self.labels)) if self.links == ORDERED else self.seen

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
        arrays |= {"rest": self.rest, "places": self.places}  # for the predictor of a download
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
