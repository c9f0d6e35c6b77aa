"""From votes to soft labels: every label model here adds up what each vote says for each label."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weaklabels.labelmodel.matrix import Key, Rows

Probabilities = NDArray[np.float64]


@dataclass(frozen=True)
class Contribution:
    """What one vote added: log evidence in nats for each label, shape (classes,)."""

    key: Key
    label: int
    evidence: NDArray[np.float64]


@dataclass(frozen=True)
class Explanation:
    """Which rules fired on a document and what the model made of it.

    The soft labels are softmax(`start` + the sum of the contributions' evidence).
    """

    start: NDArray[np.float64]
    contributions: list[Contribution]
    probabilities: Probabilities


def own_label_scores(rows: Rows, weights: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """Scores where a vote adds its function's weight to its own label only; shape (documents, classes)."""
    cells = rows.documents.astype(np.int64) * classes + rows.labels
    documents = len(rows.counts)
    sums = np.bincount(cells, weights[rows.functions], documents * classes)
    return sums.astype(np.float64, copy=False).reshape(documents, classes)  # whole numbers of no votes at all


def softmax(scores: NDArray[np.float64]) -> Probabilities:
    """Row by row, in place; sums to 1."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def log_prior(prior: NDArray[np.float64] | None, classes: int) -> NDArray[np.float64]:
    """Of a class prior; none is the even one, whose logarithm is as good as 0.

    Raises
    ------
    ValueError
        Not one positive share for each label.
    """
    if prior is None:
        return np.zeros(classes)
    shares = np.asarray(prior, dtype=np.float64)
    if shares.shape != (classes,) or not np.all(np.isfinite(shares)) or shares.min() <= 0:
        msg = f"A class prior has one share above 0 for each of {classes} labels, not {shares.tolist()}."
        raise ValueError(msg)
    return np.log(shares / shares.sum())


def explanation(start: NDArray[np.float64], contributions: list[Contribution]) -> Explanation:
    total = start + sum((one.evidence for one in contributions), np.zeros_like(start))
    return Explanation(start, contributions, softmax(total[None, :].copy())[0])


def credit(probabilities: Probabilities, truth: NDArray[np.intp]) -> NDArray[np.float64]:
    """How right is the most probable label, document by document? Of t labels that tie, the true one counts 1/t."""
    top = probabilities >= probabilities.max(axis=1, keepdims=True) - 1e-9
    return top[np.arange(len(truth)), truth] / top.sum(axis=1)


def log_loss(probabilities: Probabilities, truth: NDArray[np.intp]) -> NDArray[np.float64]:
    """In nats, document by document."""
    return -np.log(np.maximum(probabilities[np.arange(len(truth)), truth], 1e-12))
