"""What is known for sure about some documents of a label matrix?"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weaklabels.labelmodel.matrix import whole_numbers


@dataclass(frozen=True)
class Gold:
    """Sorted positions of documents, each with its true label; `contradicted` documents have none.

    Examples
    --------
    >>> gold = Gold.of([4, 1, 4, 7, 7], [0, 1, 0, 0, 1])
    >>> gold.positions.tolist(), gold.labels.tolist(), gold.contradicted.tolist()
    ([1, 4], [1, 0], [7])
    """

    positions: NDArray[np.intp]
    labels: NDArray[np.intp]
    contradicted: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))

    @classmethod
    def of(cls, positions: ArrayLike, labels: ArrayLike) -> Self:
        """In any order, documents more than once. Two labels for one document: neither counts, and it is named."""
        places = whole_numbers(np.asarray(positions), "Positions of gold")
        names = whole_numbers(np.asarray(labels), "Labels of gold")
        if places.ndim != 1 or places.shape != names.shape:
            msg = (
                f"Each gold label needs one document, not {places.shape} documents for {names.shape} labels."
            )
            raise ValueError(msg)
        if min(places.min(initial=0), names.min(initial=0)) < 0:
            msg = "Gold names documents and labels by numbers from 0 on. Leave out what has no label."
            raise ValueError(msg)
        pairs = np.unique(np.stack([places, names], axis=1).reshape(-1, 2), axis=0)
        documents, counts = np.unique(pairs[:, 0], return_counts=True)
        sure = np.repeat(counts == 1, counts)
        return cls(pairs[sure, 0], pairs[sure, 1], documents[counts > 1])

    @classmethod
    def none(cls) -> Self:
        return cls.of([], [])

    def __len__(self) -> int:
        return len(self.positions)

    def only(self, chosen: NDArray[np.bool_]) -> "Gold":
        return Gold(self.positions[chosen], self.labels[chosen])

    def check(self, documents: int, classes: int) -> None:
        """Does it fit a matrix of this size? ValueError if not."""
        if self.positions.max(initial=-1) >= documents or self.labels.max(initial=-1) >= classes:
            msg = f"Gold must be about documents 0 to {documents - 1} and labels 0 to {classes - 1}."
            raise ValueError(msg)

    def class_prior(self, classes: int) -> NDArray[np.float64]:
        """Share of each label, shape (classes,), one document of each added: no label is thought impossible."""
        counts = np.bincount(self.labels, minlength=classes) + 1.0
        return counts / counts.sum()
