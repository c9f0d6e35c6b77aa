"""The table of all rules: what does each cover, whom does it contradict, how right is it, what is lost without it?

Coverage, overlap, conflict, polarity and empirical accuracy are as in Snorkel's LFAnalysis
(https://snorkel.readthedocs.io/en/v0.9.7/packages/_autosummary/labeling/snorkel.labeling.LFAnalysis.html),
here as numbers of documents; divide by the number of documents for Snorkel's shares.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from weaklabels.labelmodel.comparison import gold_rows
from weaklabels.labelmodel.gold import Gold
from weaklabels.labelmodel.intervals import Proportion
from weaklabels.labelmodel.matrix import Key, LabelMatrix, Positions
from weaklabels.labelmodel.posterior import log_loss
from weaklabels.labelmodel.protocol import LabelModel


@dataclass(frozen=True)
class RuleFigures:
    """One row of the table.

    Parameters
    ----------
    polarity
        The labels it says, sorted.
    covered
        Documents on which it votes.
    overlapping
        Of these, documents on which another votes too.
    conflicting
        Of these, documents on which another says another label.
    alone
        Documents that only it covers: they would be without a vote.
    accuracy
        Right among its votes on gold documents.
    expected
        Share it would get right by chance: of its votes on gold documents, the mean share of the label said in gold.
        None without such votes.
    """

    key: Key
    polarity: list[int]
    covered: int
    overlapping: int
    conflicting: int
    alone: int
    accuracy: Proportion
    expected: float | None

    @property
    def lift(self) -> float | None:
        """How many times as right as its labels are frequent? None with too little gold."""
        share = self.accuracy.share
        return share / self.expected if share is not None and self.expected else None


@dataclass(frozen=True)
class ProjectFigures:
    """The row of the project: documents, how many are covered, by several, and in conflict; labels without any rule."""

    documents: int
    covered: int
    overlapping: int
    conflicting: int
    labels_without_rule: list[int]


@dataclass(frozen=True)
class Pairs:
    """Functions x functions, numbers of documents: both vote, and say different labels. The diagonal is coverage, 0."""

    overlaps: NDArray[np.int64]
    conflicts: NDArray[np.int64]


class Analysis:
    """All figures of a label matrix and some gold, from one pass over the votes.

    Examples
    --------
    >>> analysis = Analysis(LabelMatrix.from_dense([[1, 0], [1, -1], [-1, -1]]))
    >>> [(rule.covered, rule.conflicting, rule.alone) for rule in analysis.rules()]
    [(2, 1, 1), (1, 1, 0)]
    """

    def __init__(self, matrix: LabelMatrix, gold: Gold | None = None) -> None:
        self.matrix = matrix
        self.gold = Gold.none() if gold is None else gold
        self.gold.check(matrix.documents, matrix.classes)

    @cached_property
    def in_conflict(self) -> NDArray[np.bool_]:
        """Documents on which at least two labels are said."""
        rows = self.matrix.rows
        [several] = np.nonzero(rows.counts > 1)
        chosen = rows.select(several)
        marks = np.zeros(self.matrix.documents, dtype=bool)
        if len(several):
            most = np.maximum.reduceat(chosen.labels, chosen.starts[:-1])
            marks[several] = most > np.minimum.reduceat(chosen.labels, chosen.starts[:-1])
        return marks

    def rules(self) -> list[RuleFigures]:
        """The table, in the order of the matrix."""
        counts = self.matrix.rows.counts
        truth = np.full(self.matrix.documents, -1, dtype=np.int32)
        truth[self.gold.positions] = self.gold.labels
        frequency = np.bincount(self.gold.labels, minlength=self.matrix.classes) / max(len(self.gold), 1)
        return [self._figures(key, counts, truth, frequency) for key in self.matrix.keys]

    def project(self) -> ProjectFigures:
        counts = self.matrix.rows.counts
        said = {label for key in self.matrix.keys for label in polarity(self.matrix[key].labels)}
        return ProjectFigures(
            self.matrix.documents,
            int(np.count_nonzero(counts)),
            int(np.count_nonzero(counts > 1)),
            int(np.count_nonzero(self.in_conflict)),
            [label for label in range(self.matrix.classes) if label not in said],
        )

    def pairs(self) -> Pairs:
        """Who overlaps and conflicts with whom?"""
        keys, documents, classes = self.matrix.keys, self.matrix.documents, self.matrix.classes
        rows = self.matrix.rows
        ones = np.ones(len(rows.functions), dtype=np.int64)
        votes = sparse.csr_array((ones, rows.functions, rows.starts), shape=(documents, len(keys)))
        overlaps = (votes.T @ votes).toarray()
        agreed = np.zeros_like(overlaps)
        for label in range(classes):
            same = rows.labels == label
            said = sparse.csr_array(
                (ones[same], (rows.documents[same], rows.functions[same])), shape=votes.shape
            )
            agreed += (said.T @ said).toarray()
        return Pairs(overlaps, overlaps - agreed)

    def conflicts_between(self, one: Key, other: Key) -> Positions:
        """The documents on which these two say different labels: where the picture's cell leads."""
        left, right = self.matrix[one], self.matrix[other]
        both, here, there = np.intersect1d(
            left.positions, right.positions, assume_unique=True, return_indices=True
        )
        return both[left.labels[here] != right.labels[there]]

    def _figures(
        self,
        key: Key,
        counts: NDArray[np.int32],
        truth: NDArray[np.int32],
        frequency: NDArray[np.float64],
    ) -> RuleFigures:
        column = self.matrix[key]
        votes_there = counts[column.positions]
        known = truth[column.positions]
        said = column.labels[known >= 0]
        return RuleFigures(
            key,
            polarity(column.labels),
            len(column.positions),
            int(np.count_nonzero(votes_there > 1)),
            int(np.count_nonzero(self.in_conflict[column.positions])),
            int(np.count_nonzero(votes_there == 1)),
            Proportion(int(np.count_nonzero(column.labels == known)), len(said)),
            float(frequency[said].mean()) if len(said) else None,
        )


def polarity(labels: NDArray[np.int16]) -> list[int]:
    return np.flatnonzero(np.bincount(labels)).tolist()


def losses_without(
    model: LabelModel, matrix: LabelMatrix, gold: Gold, folds: ArrayLike
) -> NDArray[np.float64]:
    """How much would the label model lose without each function?

    The change of the log loss on gold when the function is silenced, in nats a gold document, shape (functions,):
    above 0, the function helps. Every gold document is judged by a fit that had no gold of its fold. What that fit
    trusts the other functions with stays as it was: a refit without each of m functions costs m times as much.
    """
    numbers, rows = np.asarray(folds), gold_rows(matrix, gold)
    votes, silenced = rows.rows, each_vote_silenced(rows)
    changes = np.zeros(len(votes.labels))
    for fold, fitted in model.fit_folds(matrix, gold, numbers).items():
        before = log_loss(fitted.predict_proba(rows), gold.labels)[votes.documents]
        after = log_loss(fitted.predict_proba(silenced), gold.labels[votes.documents])
        changes = np.where(numbers[votes.documents] == fold, after - before, changes)
    return np.bincount(votes.functions, changes, len(matrix.keys)) / max(len(gold), 1)


def each_vote_silenced(matrix: LabelMatrix) -> LabelMatrix:
    """A row for each vote: its document without it."""
    rows = matrix.rows
    copies = rows.select(rows.documents)
    own = np.arange(len(rows.labels)) - rows.starts[rows.documents]
    kept = np.arange(len(copies.labels)) != (copies.starts[:-1] + own)[copies.documents]
    part = LabelMatrix(len(rows.labels), matrix.classes)
    for number, key in enumerate(matrix.keys):
        here = kept & (copies.functions == number)
        part.put(key, copies.documents[here], copies.labels[here])
    return part
