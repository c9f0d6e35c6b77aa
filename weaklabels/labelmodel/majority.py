"""Majority vote: every function counts the same."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from weaklabels.labelmodel.gold import Gold
from weaklabels.labelmodel.matrix import Key, LabelMatrix
from weaklabels.labelmodel.posterior import (
    Contribution,
    Explanation,
    Probabilities,
    log_prior,
    own_label_scores,
    softmax,
)
from weaklabels.labelmodel.protocol import fit_each_fold


class MajorityVote:
    """The label with most votes gets all; labels that tie share evenly; no votes: the class prior.

    As Snorkel's `MajorityLabelVoter`, but for the prior. A prior breaks ties and nothing else.
    Its explanation adds one vote per rule; the probabilities it ends with are those of the vote, not a softmax.

    Examples
    --------
    >>> matrix = LabelMatrix.from_dense([[1, 1, 0], [0, 1, -1], [-1, -1, -1]])
    >>> MajorityVote().fit(matrix).predict_proba(matrix).tolist()
    [[0.0, 1.0], [0.5, 0.5], [0.5, 0.5]]
    """

    def fit(self, matrix: LabelMatrix, gold: Gold | None = None) -> Self:
        """There is nothing to learn."""
        return self

    def fit_folds(self, matrix: LabelMatrix, gold: Gold, folds: NDArray[np.intp]) -> dict[int, Self]:
        return fit_each_fold(type(self), matrix, gold, folds)

    def predict_proba(self, matrix: LabelMatrix, prior: NDArray[np.float64] | None = None) -> Probabilities:
        votes = own_label_scores(matrix.rows, np.ones(len(matrix.keys)), matrix.classes)
        return shared_by_the_top(votes, log_prior(prior, matrix.classes))

    def explain(
        self, votes: dict[Key, int], classes: int, prior: NDArray[np.float64] | None = None
    ) -> Explanation:
        parts = [Contribution(key, label, np.eye(classes)[label]) for key, label in votes.items()]
        start = log_prior(prior, classes)
        total = sum((part.evidence for part in parts), np.zeros(classes))
        return Explanation(start, parts, shared_by_the_top(total[None, :], start)[0])


def shared_by_the_top(votes: NDArray[np.float64], start: NDArray[np.float64]) -> Probabilities:
    top = votes == votes.max(axis=1, keepdims=True)
    return softmax(np.where(top, start, -np.inf))
