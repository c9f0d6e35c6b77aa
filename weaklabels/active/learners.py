"""The three ways from answers to weights of features, and how each does on answers it has not seen."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from weaklabels.active.background import Background, narrowed
from weaklabels.active.logistic import Loss, Rows, fit_weights, in_few_dimensions, softmax_loss

FEW = 1_500  # documents up to which their likeness is solved instead of all features
CELLS = 2_000_000  # weights that are fitted at most: features seldom seen are left out for many labels
COUNTED = 3 * CELLS  # the same where they are only counted
SMOOTHING = 0.3
LATENT, WORDS, COUNTS = "latent components", "words and pieces", "naive Bayes"


@dataclass(frozen=True)
class Prepared:
    """Labelled documents as one way of learning takes them, and the way back to weights of hashed features."""

    rows: Rows
    columns: NDArray[np.int32]
    back: Callable[[NDArray], NDArray[np.float32]]

    def only(self, chosen: NDArray[np.intp]) -> "Prepared":
        return replace(self, rows=self.rows[chosen])


def touched(rows: sparse.csr_matrix, most: int) -> NDArray[np.int32]:
    """Features that the labelled documents have, the most frequent of them: all others would keep the weight 0."""
    often = np.bincount(rows.indices, minlength=rows.shape[1])
    columns = np.flatnonzero(often)
    kept = columns[np.argsort(-often[columns], kind="stable")[:most]]
    return np.sort(kept).astype(np.int32)


def weighted(
    rows: sparse.csr_matrix, background: Background, most: int
) -> tuple[sparse.csr_matrix, NDArray[np.int32], NDArray[np.float32]]:
    """The rows by how rare their features are, in the columns that count, and that rarity."""
    columns = touched(rows, max(most, 1_000))
    rare = background.rarity[columns]
    few = narrowed(rows, columns)
    return (
        sparse.csr_matrix((few.data * rare[few.indices], few.indices, few.indptr), few.shape),
        columns,
        rare,
    )


def in_words(rows: sparse.csr_matrix, background: Background, labels: int) -> Prepared:
    found, columns, rare = weighted(rows, background, CELLS // labels)
    if rows.shape[0] <= FEW:
        small, up = in_few_dimensions(found)
        return Prepared(small, columns, lambda weights: rare[:, None] * up(weights))
    return Prepared(found, columns, lambda weights: (rare[:, None] * weights).astype(np.float32))


def in_components(rows: sparse.csr_matrix, background: Background) -> Prepared:
    return Prepared(background.inside(rows), background.columns, background.back)


def as_counts(rows: sparse.csr_matrix, background: Background, labels: int) -> Prepared:
    found, columns, rare = weighted(rows, background, COUNTED // labels)
    return Prepared(found, columns, lambda weights: (rare[:, None] * weights).astype(np.float32))


def learn(
    kind: str,
    rows: Rows,
    targets: NDArray[np.float64],
    importance: NDArray[np.float64],
    loss: Loss = softmax_loss,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights and bias, in the dimensions of these rows."""
    if kind == COUNTS:
        return naive_bayes(rows, targets, importance)
    return fit_weights(rows, targets, importance, loss)


def naive_bayes(
    rows: Rows, targets: NDArray[np.float64], importance: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Complement naive Bayes: a label is judged by the documents that do not have it.

    References
    ----------
    Rennie, Shih, Teevan, Karger (2003). Tackling the poor assumptions of naive Bayes text classifiers. ICML.
    """
    by_label = np.asarray(rows.T @ (targets * importance))
    rest = by_label.sum(axis=1, keepdims=True) - by_label + SMOOTHING
    weights = -np.log(rest / rest.sum(axis=0))
    weights -= weights.mean(axis=1, keepdims=True)  # what all labels share would only cost digits
    return weights, np.zeros(targets.shape[1])
