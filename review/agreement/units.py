"""Who said what about which document, reduced to what agreement depends on: how often each label was given to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from weaklabels.labelmodel.matrix import Rows, merge_rows, scattered


@dataclass(frozen=True)
class Units:
    """Documents by how often each label was given to them; equal ones once, with how often they occur.

    Attributes
    ----------
    counts
        Shape (different documents, labels).
    times
        How many documents have these counts.
    groups
        Where documents of a conversation or file belong together: how many documents of each kind each group has.
    """

    counts: NDArray[np.int64]
    times: NDArray[np.int64]
    groups: sparse.csr_array | None = None

    @classmethod
    def of(
        cls, documents: ArrayLike, labels: ArrayLike, classes: int, groups: ArrayLike | None = None
    ) -> Self:
        """From answers, one a row in any order; a question not asked or not answered has no row.

        Parameters
        ----------
        documents, labels
            The document of each answer, any whole number, and the label, from 0.
        classes
            How many labels the question has, given or not.
        groups
            The group of each answer's document, if documents are not independent of each other.

        Raises
        ------
        ValueError
            Labels the question does not have, or lists of different lengths.

        Examples
        --------
        >>> units = Units.of([7, 7, 8, 8, 9], [0, 1, 1, 0, 1], classes=2)
        >>> units.counts.tolist(), units.times.tolist()
        ([[0, 1], [1, 1]], [1, 2])
        """
        names, labels = np.asarray(documents), np.asarray(labels)
        check_labels(names, labels, classes)
        found, first, places = np.unique(names, return_index=True, return_inverse=True)
        order = np.argsort(places, kind="stable")
        starts = np.searchsorted(places[order], np.arange(len(found) + 1))
        rows = Rows(starts, np.zeros(len(labels), dtype=np.int32), labels[order])
        kept, inverse = merge_rows(rows)
        chosen = rows.select(kept)
        cells = chosen.documents.astype(np.int64) * classes + chosen.labels
        counts = np.bincount(cells, minlength=len(kept) * classes).reshape(len(kept), classes)
        by_count = in_order(counts)
        inverse = np.argsort(by_count)[inverse]
        times = np.bincount(inverse, minlength=len(kept))
        members = None if groups is None else grouped(np.asarray(groups)[first], inverse, len(kept))
        return cls(counts[by_count], times, members)

    @classmethod
    def of_table(cls, ratings: Sequence[Sequence[int | None]], classes: int) -> Self:
        """From a row for each document with a label or None for each annotator, as papers print it."""
        answers = [(row, label) for row, given in enumerate(ratings) for label in given if label is not None]
        table = np.array(answers, dtype=np.int64).reshape(-1, 2)
        return cls.of(table[:, 0], table[:, 1], classes)

    @classmethod
    def of_kinds(
        cls, counts: NDArray[np.int64], times: NDArray[np.int64], groups: sparse.csr_array | None = None
    ) -> Self:
        """From documents counted beforehand, in any order: what `of` makes of the answers to them.

        Examples
        --------
        >>> units = Units.of_kinds(np.array([[1, 1], [0, 2]]), np.array([5, 3]))
        >>> units.counts.tolist(), units.times.tolist()
        ([[0, 2], [1, 1]], [3, 5])
        """
        by_count = in_order(counts)
        return cls(counts[by_count], times[by_count], None if groups is None else groups[:, by_count])

    @property
    def classes(self) -> int:
        return self.counts.shape[1]

    @property
    def answers(self) -> NDArray[np.int64]:
        """How many does each kind of document have?"""
        return self.counts.sum(axis=1)

    @property
    def compared(self) -> int:
        """Documents with two answers or more: only they say anything about agreement."""
        return int(self.times[self.answers > 1].sum())

    @property
    def prevalence(self) -> NDArray[np.float64]:
        """Share of each label among the answers to compared documents; all 0 if there are none."""
        given = (self.times * (self.answers > 1)) @ self.counts
        return given / max(given.sum(), 1)

    def relabelled(self, new: ArrayLike, classes: int) -> "Units":
        """With each label replaced by another: the parents of labels, or one label against the rest.

        Examples
        --------
        >>> Units.of([1, 1], [0, 2], classes=3).relabelled([0, 1, 1], 2).counts.tolist()
        [[1, 1]]
        """
        merged = np.zeros((self.classes, classes), dtype=np.int64)
        merged[np.arange(self.classes), np.asarray(new)] = 1
        return Units(self.counts @ merged, self.times, self.groups).merged()

    def merged(self) -> "Units":
        """With documents of the same counts as one kind."""
        names = self.counts.astype(np.uint64) @ scattered(np.arange(1, self.classes + 1, dtype=np.uint64))
        _names, first, inverse = np.unique(names, return_index=True, return_inverse=True)
        times = np.bincount(inverse, self.times, len(first)).astype(np.int64)
        if self.groups is None:
            return Units(self.counts[first], times)
        shape = (len(inverse), len(first))
        places = sparse.csr_array((np.ones(len(inverse)), (np.arange(len(inverse)), inverse)), shape=shape)
        return Units(self.counts[first], times, (self.groups @ places).tocsr())


def in_order(counts: NDArray[np.int64]) -> NDArray[np.intp]:
    """Kinds of documents by how often they have the first label, then the second: draws depend on it."""
    return np.lexsort(counts.T[::-1])


def grouped(groups: NDArray, kinds: NDArray[np.intp], size: int) -> sparse.csr_array:
    """How many documents of each kind has each group?"""
    names, places = np.unique(groups, return_inverse=True)
    return sparse.csr_array((np.ones(len(kinds)), (places, kinds)), shape=(len(names), size))


def check_labels(documents: NDArray, labels: NDArray, classes: int) -> None:
    if documents.shape != labels.shape or documents.ndim != 1:
        msg = f"Each answer has one document and one label, not {documents.shape} and {labels.shape}."
        raise ValueError(msg)
    if len(labels) and not 0 <= labels.min() <= labels.max() < classes:
        msg = f"Labels are counted from 0 to {classes - 1}; there are answers with others. Leave missing ones out."
        raise ValueError(msg)
