"""Who answered what: the answers to one question, ready to be put together."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weaklabels.labelmodel.matrix import Rows


@dataclass(frozen=True)
class Answers:
    """Labels by document and annotator, in the order of the documents.

    Attributes
    ----------
    documents, annotators
        Their names, in the order in which they are counted here.
    rows
        The answers document by document; the "function" of a row is the annotator.
    """

    documents: NDArray
    annotators: NDArray
    rows: Rows
    classes: int

    @classmethod
    def of(cls, documents: ArrayLike, annotators: ArrayLike, labels: ArrayLike, classes: int) -> Self:
        """From one row for each answer, in any order, with any names.

        Raises
        ------
        ValueError
            Lists of different lengths, labels the question does not have, two answers of one annotator to a document.

        Examples
        --------
        >>> answers = Answers.of(["d", "c", "d"], ["ann", "ann", "bob"], [1, 0, 1], classes=2)
        >>> answers.votes.tolist()
        [[1.0, 0.0], [0.0, 2.0]]
        """
        names, people, given = (np.asarray(column) for column in (documents, annotators, labels))
        check_answers(names, people, given, classes)
        known, place = np.unique(names, return_inverse=True)
        everybody, who = np.unique(people, return_inverse=True)
        order = np.lexsort((who, place))
        twice = (np.diff(place[order]) == 0) & (np.diff(who[order]) == 0)
        if twice.any():
            [first] = order[:-1][twice][:1]
            msg = f"{people[first]} answered document {names[first]} twice: leave all but one answer out."
            raise ValueError(msg)
        starts = np.searchsorted(place[order], np.arange(len(known) + 1)).astype(np.int32)
        rows = Rows(starts, who[order].astype(np.int32), given[order].astype(np.int16))
        return cls(known, everybody, rows, classes)

    @cached_property
    def votes(self) -> NDArray[np.float64]:
        """How often was each label given? Shape (documents, labels)."""
        return self.weighted(np.ones(len(self.annotators)))

    def weighted(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same, each answer counting what its annotator's weight is."""
        cells = self.rows.documents.astype(np.int64) * self.classes + self.rows.labels
        sums = np.bincount(cells, weights[self.rows.functions], len(self.documents) * self.classes)
        return sums.reshape(-1, self.classes)


def check_answers(documents: NDArray, annotators: NDArray, labels: NDArray, classes: int) -> None:
    if not documents.shape == annotators.shape == labels.shape:
        sizes = f"{len(documents)}, {len(annotators)} and {len(labels)}"
        msg = f"Each answer has a document, an annotator and a label, not {sizes} of them."
        raise ValueError(msg)
    if classes < 2 or (len(labels) and not 0 <= labels.min() <= labels.max() < classes):
        msg = f"Labels are counted from 0 to {classes - 1}, two at least; there are answers with others."
        raise ValueError(msg)
