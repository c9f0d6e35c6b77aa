"""Logistic regression for soft targets and weights: softmax, or every column by itself. By L-BFGS."""

from collections.abc import Callable

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit

PENALTY = 0.1  # half of it times the squared weights, beside the summed loss: sklearn's C = 10
STEPS = 60
STILL = 1e-4  # gradient of the mean loss
ALIKE = 128  # rows made dense at a time
KEPT_STEPS = 6  # that L-BFGS remembers

Rows = NDArray[np.floating] | sparse.csr_matrix
Loss = Callable[[NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]]


def softmax(scores: NDArray[np.floating]) -> NDArray[np.floating]:
    """Row by row; sums to 1."""
    found = np.exp(scores - scores.max(axis=1, keepdims=True))
    found /= found.sum(axis=1, keepdims=True)
    return found


def softmax_loss(
    scores: NDArray[np.float64], targets: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cross-entropy and its slope by score, both of shape (documents, columns)."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    shares = np.exp(shifted)
    sums = shares.sum(axis=1, keepdims=True)
    shares /= sums
    return targets * (np.log(sums) - shifted), shares * targets.sum(axis=1, keepdims=True) - targets


def each_loss(
    scores: NDArray[np.float64], targets: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same where each column is a question of its own."""
    return np.logaddexp(0, scores) - targets * scores, expit(scores) - targets


def fit_weights(
    rows: Rows,
    targets: NDArray[np.float64],
    importance: NDArray[np.float64],
    loss: Loss,
    penalty: float = PENALTY,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights, shape (features, columns), and a bias that is not penalised.

    Parameters
    ----------
    rows
        Dense or sparse, shape (documents, features).
    targets
        Shape (documents, columns): shares between 0 and 1.
    importance
        What each cell of the loss counts, shape (documents, 1) or (documents, columns).

    References
    ----------
    Liu, Nocedal (1989). On the limited memory BFGS method for large scale optimization. Math. Programming 45.
    """
    features, columns = rows.shape[1], targets.shape[1]
    size = features * columns
    total = max(float(importance.sum()), 1e-12)
    across = rows.T.tocsr() if sparse.issparse(rows) else rows.T

    def objective(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = flat[:size].reshape(features, columns), flat[size:]
        scores = (rows @ weights.astype(rows.dtype)).astype(np.float64) + bias
        cells, slopes = loss(scores, targets)
        slopes = slopes * importance
        value = (cells * importance).sum() + penalty / 2 * (flat[:size] @ flat[:size])
        upward = (across @ slopes.astype(rows.dtype)).astype(np.float64).ravel() + penalty * flat[:size]
        return value / total, np.concatenate([upward, slopes.sum(axis=0)]) / total

    options = {"maxiter": STEPS, "gtol": STILL, "ftol": 1e-7, "maxcor": KEPT_STEPS}
    minimize = scipy.optimize.minimize  # loaded here, at first use: processes that learn nothing save 20 MB
    best = minimize(objective, np.zeros(size + columns), jac=True, method="L-BFGS-B", options=options).x
    return best[:size].reshape(features, columns), best[size:]


def in_few_dimensions(
    rows: sparse.csr_matrix,
) -> tuple[NDArray[np.float32], Callable[[NDArray], NDArray[np.float32]]]:
    """As many dimensions as there are rows hold all that a penalised fit can use: its weights are sums of the rows.

    Returns the rows in them, and the way back from weights of dimensions to weights of features.
    """
    likeness = alike(rows)
    likeness[np.diag_indices_from(likeness)] += 1e-5  # equal documents
    lower = np.linalg.cholesky(likeness)

    def back(weights: NDArray) -> NDArray[np.float32]:
        return rows.T @ np.linalg.solve(lower.T, weights).astype(np.float32)

    return lower.astype(np.float32), back


def alike(rows: sparse.csr_matrix) -> NDArray[np.float64]:
    """The products of all rows with one another; some at a time are made dense, which is faster than sparse ones."""
    count = rows.shape[0]
    found = np.empty((count, count))
    for start in range(0, count, ALIKE):
        found[:, start : start + ALIKE] = rows @ np.ascontiguousarray(rows[start : start + ALIKE].toarray().T)
    return found


def balanced(targets: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Importance of each document, so that all labels weigh the same together; shape (documents, 1).

    A document whose label is not sure counts for its labels in shares.
    """
    mass = weights @ targets
    share = np.divide(mass.sum(), len(mass) * mass, out=np.zeros_like(mass), where=mass > 0)
    return (weights * (targets @ share))[:, None]


def balanced_each(targets: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same label by label, yes against no; shape (documents, labels)."""
    yes, all_of_them = weights @ targets, weights.sum()
    no = all_of_them - yes
    for_yes = np.divide(all_of_them, 2 * yes, out=np.zeros_like(yes), where=yes > 0)
    for_no = np.divide(all_of_them, 2 * no, out=np.zeros_like(no), where=no > 0)
    return weights[:, None] * (targets * for_yes + (1 - targets) * for_no)
