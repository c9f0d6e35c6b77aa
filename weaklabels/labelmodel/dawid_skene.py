"""Dawid and Skene's model with gold: how often does each function say each label where another is true?"""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from weaklabels.labelmodel.gold import Gold
from weaklabels.labelmodel.majority import shared_by_the_top
from weaklabels.labelmodel.matrix import Key, LabelMatrix, Rows, merge_rows
from weaklabels.labelmodel.posterior import (
    Contribution,
    Explanation,
    Probabilities,
    explanation,
    log_prior,
    own_label_scores,
    softmax,
)
from weaklabels.labelmodel.protocol import check_same_functions, fit_each_fold

ITERATIONS = 20
STILL = 1e-4
EXPECTED = 0.7  # share of a function's votes that are right, before anything is known
EXPECTED_VOTES = 4  # what that expectation is worth


class DawidSkene:
    """EM over P(function says v | y is true), with gold documents held at their label. Best with much gold.

    Two things differ from the paper. Functions are silent most of the time, and silence taken as one more answer
    makes the model collapse on rare labels; so rates count the documents on which a function is silent, but a
    silence adds nothing to a document's score. And each rate has a prior worth 4 votes.

    A vote v adds log P(v | y) to the score of each label y, less its mean over the labels.

    References
    ----------
    Dawid, Skene (1979). Maximum likelihood estimation of observer error-rates using the EM algorithm. Applied Stat. 28.
    """

    def fit(self, matrix: LabelMatrix, gold: Gold | None = None) -> Self:
        gold = Gold.none() if gold is None else gold
        gold.check(matrix.documents, matrix.classes)
        self.keys, self.classes = matrix.keys, matrix.classes
        rows, weights, truth = with_truth(matrix.rows, gold)
        cells = one_hot(rows, len(self.keys), self.classes)
        votes = own_label_scores(rows, np.ones(len(self.keys)), self.classes)
        soft = shared_by_the_top(votes, np.zeros(self.classes))
        known = truth >= 0
        exact = np.eye(self.classes)[truth[known]]
        soft[known] = exact
        for _round in range(ITERATIONS):
            before = soft
            self.evidence = rates(cells, soft * weights[:, None], self.classes)
            soft = softmax(cells @ self.evidence)
            soft[known] = exact
            if np.abs(soft - before).max(initial=0) < STILL:
                break
        return self

    def fit_folds(self, matrix: LabelMatrix, gold: Gold, folds: NDArray[np.intp]) -> dict[int, Self]:
        return fit_each_fold(type(self), matrix, gold, folds)

    def predict_proba(self, matrix: LabelMatrix, prior: NDArray[np.float64] | None = None) -> Probabilities:
        check_same_functions(self.keys, matrix.keys)
        votes = one_hot(matrix.rows, len(self.keys), self.classes)
        return softmax(votes @ self.evidence + log_prior(prior, self.classes))

    def explain(
        self, votes: dict[Key, int], classes: int, prior: NDArray[np.float64] | None = None
    ) -> Explanation:
        place = {key: number * self.classes for number, key in enumerate(self.keys)}
        parts = [Contribution(key, label, self.evidence[place[key] + label]) for key, label in votes.items()]
        return explanation(log_prior(prior, classes), parts)


def with_truth(rows: Rows, gold: Gold) -> tuple[Rows, NDArray[np.float64], NDArray[np.intp]]:
    """Documents with votes, those without gold merged; how many each row stands for, and its true label or -1."""
    truth = np.full(len(rows.counts), -1)
    truth[gold.positions] = gold.labels
    [voted] = np.nonzero(rows.counts)
    [unknown] = np.nonzero(truth[voted] < 0)
    others = rows.select(voted[unknown])
    first, inverse = merge_rows(others)
    known = voted[truth[voted] >= 0]
    chosen = np.concatenate([known, voted[unknown][first]])
    weights = np.concatenate([np.ones(len(known)), np.bincount(inverse, minlength=len(first))])
    return rows.select(chosen), weights, truth[chosen]


def one_hot(rows: Rows, functions: int, classes: int) -> sparse.csr_array:
    """Documents x (function, label): 1 for each vote."""
    cells = rows.functions.astype(np.int64) * classes + rows.labels
    shape = (len(rows.counts), functions * classes)
    return sparse.csr_array((np.ones(len(cells)), cells, rows.starts), shape=shape)


def rates(cells: sparse.csr_array, soft: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """log P(function says v | y), less its mean over y; shape (functions x classes, classes)."""
    said = cells.T @ soft
    mass = soft.sum(axis=0) + 1
    right = np.tile(np.eye(classes, dtype=bool), (len(said) // classes, 1))
    expected = EXPECTED_VOTES * np.where(right, EXPECTED, (1 - EXPECTED) / (classes - 1))
    logs = np.log(said / mass + expected / mass.mean())
    return logs - logs.mean(axis=1, keepdims=True)
