"""How does each annotator agree with each other one, and who confuses what with what?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from review.agreement.coefficients import apart, differing, quotient
from review.agreement.distances import Distances, nominal
from review.agreement.resampling import Sums, Totals, Value
from review.agreement.units import check_labels, grouped


@dataclass(frozen=True)
class Pairs:
    """For each two annotators with a document in common a table: what the one said (rows), what the other (columns).

    Attributes
    ----------
    annotators
        Shape (pairs, 2), the smaller first.
    tables
        Counts of documents, shape (pairs, labels, labels).
    groups
        Where documents of a conversation or file belong together: a row for each document of each pair, with the
        pair's place, the place of its cell in the table, and the group.
    """

    annotators: NDArray[np.int64]
    tables: NDArray[np.int64]
    groups: NDArray[np.int64] | None = None

    @classmethod
    def of(
        cls,
        documents: ArrayLike,
        annotators: ArrayLike,
        labels: ArrayLike,
        classes: int,
        groups: ArrayLike | None = None,
    ) -> Self:
        """From answers, one a row, one per document and annotator, in any order; with the group of each document.

        Examples
        --------
        >>> pairs = Pairs.of([1, 1, 2, 2, 3], [8, 9, 8, 9, 9], [0, 1, 1, 1, 0], classes=2)
        >>> pairs.annotators.tolist(), pairs.tables.tolist()
        ([[8, 9]], [[[0, 1], [0, 1]]])
        """
        names, people, given = (np.asarray(column) for column in (documents, annotators, labels))
        check_labels(names, given, classes)
        known, who = np.unique(people, return_inverse=True)
        order = np.lexsort((who, names))
        none = np.empty((2, 0), dtype=np.int64)
        one, other = np.concatenate([none, *map(np.array, together(names[order], order))], axis=1)
        both, rows = np.unique(who[one] * len(known) + who[other], return_inverse=True)
        cells = given[one] * classes + given[other]
        tables = np.zeros((len(both), classes**2), dtype=np.int64)
        np.add.at(tables, (rows, cells), 1)
        members = None if groups is None else np.column_stack([rows, cells, np.asarray(groups)[one]])
        couples = (
            np.column_stack([known[both // len(known)], known[both % len(known)]]) if len(both) else both
        )
        return cls(couples.reshape(-1, 2), tables.reshape(-1, classes, classes), members)

    @property
    def documents(self) -> NDArray[np.int64]:
        """How many does each pair have in common?"""
        return self.tables.sum(axis=(1, 2))

    @property
    def confusion(self) -> NDArray[np.int64]:
        """All pairs together, without a first and a second: what one said where another said that; symmetric."""
        both = self.tables.sum(axis=0)
        return both + both.T

    def cohen(self, distances: Distances | None = None) -> NDArray[np.float64]:
        """Cohen's kappa of every pair at once, NaN where undefined."""
        distances = nominal(self.tables.shape[1]) if distances is None else distances
        return cohen(table_totals(self.tables, distances), distances)

    def sums(self, place: int, distances: Distances) -> Sums:
        """The documents of one pair, to be resampled; where documents belong to groups, their groups."""
        table = self.tables[place]
        found = table_sums(table, distances)
        if self.groups is None:
            return found
        mine = self.groups[self.groups[:, 0] == place]
        [cells] = np.nonzero(table.ravel())
        return found.by_group(grouped(mine[:, 2], np.searchsorted(cells, mine[:, 1]), len(cells)))


def together(names: NDArray, order: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Places of two answers to one document, each two once: neighbours first, then those two apart, and so on."""
    for apart_by in range(1, len(names)):
        [same] = np.nonzero(names[apart_by:] == names[:-apart_by])
        if not len(same):
            return
        yield order[same], order[same + apart_by]


def table_totals(tables: NDArray[np.int64], distances: Distances) -> Totals:
    """Documents, disagreement, answers of the one for each label, answers of the other."""
    counts = tables.sum(axis=(-2, -1), dtype=np.float64)
    disagreement = (tables * distances).sum(axis=(-2, -1))
    heads = np.stack([counts, disagreement], axis=-1)
    return np.concatenate([heads, tables.sum(axis=-1), tables.sum(axis=-2)], axis=-1)


def table_sums(table: NDArray[np.int64], distances: Distances) -> Sums:
    """One pair's documents, to be resampled: one kind of document for each cell that is not empty."""
    [cells] = np.nonzero(table.ravel())
    one_each = np.zeros((len(cells) + 2, table.size))
    one_each[np.arange(len(cells)), cells] = 1
    one, other = (table.sum(axis=axis) / max(table.sum(), 1) for axis in (1, 0))
    one_each[-2:] = np.diag((one + other) / 2).ravel(), differing(one, other).ravel()
    rows = table_totals(one_each.reshape(-1, *table.shape), distances)
    return Sums(rows[:-2], table.ravel()[cells], rows[-2:])


def cohen(totals: Totals, distances: Distances) -> NDArray[np.float64]:
    """Cohen's kappa: chance draws from what each of the two said. With distances, weighted.

    References
    ----------
    Cohen (1960). A coefficient of agreement for nominal scales. EPM 20.
    Cohen (1968). Weighted kappa. Psychological Bulletin 70.

    Examples
    --------
    Cohen (1960), example 2:

    >>> table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    >>> round(float(cohen(table_totals(table, nominal(3)), nominal(3))), 3)
    0.492
    """
    one, other = margins(totals, distances)
    expected = ((one @ distances) * other).sum(axis=-1)
    return 1 - quotient(totals[..., 1] * totals[..., 0], expected)


def scott(totals: Totals, distances: Distances) -> NDArray[np.float64]:
    """Scott's pi: chance draws from what both said together.

    References
    ----------
    Scott (1955). Reliability of content analysis: the case of nominal scale coding. Public Opinion Quarterly 19.
    """
    one, other = margins(totals, distances)
    return 1 - quotient(totals[..., 1] * totals[..., 0], apart((one + other) / 2, distances))


def margins(totals: Totals, distances: Distances) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    classes = len(distances)
    return totals[..., 2 : 2 + classes], totals[..., 2 + classes :]


def cohen_of(distances: Distances) -> Value:
    return lambda totals: cohen(totals, distances)


def conger(ratings: NDArray[np.int64], classes: int) -> float:
    """Conger's kappa: Cohen's for any number of annotators, each with shares of labels of their own.

    Parameters
    ----------
    ratings
        Documents x annotators, -1 where there is no answer.

    References
    ----------
    Conger (1980). Integration and generalization of kappas for multiple raters. Psychological Bulletin 88.
    Gwet (2014). Handbook of inter-rater reliability, 4th ed., chapter 2 (answers missing).
    """
    given = ratings[:, :, None] == np.arange(classes)
    counts = given.sum(axis=1)
    answers = counts.sum(axis=1)
    several = answers > 1
    agree = (counts * (counts - 1)).sum(axis=1)[several] / (answers * (answers - 1))[several]
    shares = given.sum(axis=0) / given.sum(axis=(0, 2))[:, None]
    by_chance = (shares.mean(axis=0) ** 2 - shares.var(axis=0, ddof=1) / len(shares)).sum()
    return float((agree.mean() - by_chance) / (1 - by_chance))
