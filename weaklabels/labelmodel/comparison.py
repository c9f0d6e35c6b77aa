"""Is the label model better than majority vote here? Asked of gold it did not learn from."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from weaklabels.labelmodel.gold import Gold
from weaklabels.labelmodel.intervals import ENOUGH
from weaklabels.labelmodel.majority import MajorityVote
from weaklabels.labelmodel.matrix import LabelMatrix
from weaklabels.labelmodel.posterior import Probabilities, credit
from weaklabels.labelmodel.protocol import LabelModel


@dataclass(frozen=True)
class Comparison:
    """Share of gold documents right: the model's, majority vote's, and their difference with its 95 % interval.

    `interval` is None with fewer than 30 gold documents that a rule speaks about: too few.
    """

    documents: int
    model: float
    majority: float
    interval: tuple[float, float] | None

    @property
    def difference(self) -> float:
        return self.model - self.majority

    @property
    def majority_is_better(self) -> bool:
        """Does the interval exclude zero in favour of majority vote? Then that is used, and the page says so."""
        return self.interval is not None and self.interval[1] < 0


def compare(
    model: LabelModel, matrix: LabelMatrix, gold: Gold, folds: ArrayLike, groups: ArrayLike | None = None
) -> Comparison:
    """Paired and cross-validated: each gold document is judged by a fit that had no gold of its fold.

    The interval is Student's, on the differences of groups (a document is one, unless groups are given).

    Parameters
    ----------
    model
        The label model to compare; it is left as it is.
    folds, groups
        Of each gold document; a group lies in one fold.
    """
    soft = crossfit(model, matrix, gold, folds)
    [spoken] = np.nonzero(matrix.rows.counts[gold.positions])
    truth = gold.labels[spoken]
    learned = credit(soft[spoken], truth)
    voted = MajorityVote().fit(matrix).predict_proba(matrix)[gold.positions[spoken]]
    majority = credit(voted, truth)
    names = np.arange(len(gold)) if groups is None else np.asarray(groups)
    return Comparison(
        len(spoken),
        float(learned.mean()) if len(spoken) else 0.0,
        float(majority.mean()) if len(spoken) else 0.0,
        paired_interval(learned - majority, names[spoken]) if len(spoken) >= ENOUGH else None,
    )


def crossfit(model: LabelModel, matrix: LabelMatrix, gold: Gold, folds: ArrayLike) -> Probabilities:
    """Soft labels of the gold documents, each from the fit without its fold; shape (gold documents, classes)."""
    numbers = np.asarray(folds)
    soft = np.empty((len(gold), matrix.classes))
    rows = gold_rows(matrix, gold)
    for fold, fitted in model.fit_folds(matrix, gold, numbers).items():
        here = numbers == fold
        soft[here] = fitted.predict_proba(rows)[here]
    return soft


def gold_rows(matrix: LabelMatrix, gold: Gold) -> LabelMatrix:
    """The gold documents' part of the matrix, in the order of gold."""
    part = LabelMatrix(len(gold), matrix.classes)
    for key in matrix.keys:
        column = matrix[key]
        _both, there, here = np.intersect1d(
            column.positions, gold.positions, assume_unique=True, return_indices=True
        )
        part.put(key, here, column.labels[there])
    return part


def paired_interval(differences: NDArray[np.float64], groups: NDArray) -> tuple[float, float]:
    """Student's 95 % interval of the mean difference; documents of a group count as one draw.

    References
    ----------
    Cochran (1977). Sampling Techniques, 3rd ed. Wiley, section 9A (cluster means by a ratio).

    Examples
    --------
    >>> [round(end, 3) for end in paired_interval(np.array([1.0, 0.0, 0.0, 1.0]), np.arange(4))]
    [-0.419, 1.419]
    """
    _names, places = np.unique(groups, return_inverse=True)
    draws = places.max() + 1
    if draws < 2:
        return -1.0, 1.0
    mean = differences.mean()
    residuals = np.bincount(places, differences - mean)
    error = sqrt(draws / (draws - 1) * (residuals**2).sum()) / len(differences)
    half = stdtrit(draws - 1, 0.975) * error
    return float(mean - half), float(mean + half)
