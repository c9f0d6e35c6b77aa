"""How often was each function right, of its votes on gold documents and of those that were drawn and judged?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weaklabels.labelmodel.gold import Gold
from weaklabels.labelmodel.matrix import Key, Rows


@dataclass(frozen=True)
class Check:
    """Votes of one function for one label, drawn at random among all of them, and judged right or wrong."""

    key: Key
    label: int
    right: int
    wrong: int


@dataclass(frozen=True)
class Votes:
    """Of each function: votes seen and right as counted, and both class-balanced."""

    seen: NDArray[np.intp]
    right: NDArray[np.intp]
    balanced_seen: NDArray[np.float64]
    balanced_right: NDArray[np.float64]

    def __add__(self, other: "Votes") -> "Votes":
        return Votes(
            self.seen + other.seen,
            self.right + other.right,
            self.balanced_seen + other.balanced_seen,
            self.balanced_right + other.balanced_right,
        )


def gold_votes(rows: Rows, gold: Gold, prior: NDArray[np.float64], functions: int) -> Votes:
    """What did each function say on gold documents?"""
    chosen = rows.select(gold.positions)
    truth = gold.labels[chosen.documents]
    right = (chosen.labels == truth).astype(np.float64)
    balance = 1 / (len(prior) * prior)

    def summed(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(chosen.functions, weights, functions)

    seen, balanced = summed(np.ones(len(right))), summed(balance[truth])
    share = summed(balance[truth] * right) / np.where(balanced > 0, balanced, 1)
    effective = seen * effective_share(balance[gold.labels])
    return Votes(seen.astype(np.intp), summed(right).astype(np.intp), effective, effective * share)


def checked_votes(checks: Iterable[Check], keys: Sequence[Key], prior: NDArray[np.float64]) -> Votes:
    """What came of checking each function's own votes? Checks of functions that are not among `keys` are passed over.

    Such a document says nothing about other functions: it was drawn among the hits of one.

    A right vote for label v stands on a document of v and weighs 1 / (k P(v)), as on gold. A wrong one stands on a
    document of some other label, and weighs what these weigh in the mean: (k - 1) / (k (1 - P(v))). So a function
    that is right as often as its label is frequent comes out at chance, 1 / k.

    Examples
    --------
    Half of the hits of a rule for a label of one document in ten:

    >>> votes = checked_votes([Check("refund", 1, right=10, wrong=10)], ["refund"], np.array([0.9, 0.1]))
    >>> (votes.balanced_right / votes.balanced_seen).round(3).tolist()
    [0.9]
    """
    k, place = len(prior), {key: number for number, key in enumerate(keys)}
    table = np.zeros((4, len(place)))
    for check in checks:
        if check.key in place:
            share = prior[check.label]
            heavy, light = check.right / (k * share), check.wrong * (k - 1) / (k * (1 - share))
            squares = heavy / (k * share) + light * (k - 1) / (k * (1 - share))
            effective = (heavy + light) ** 2 / squares if squares else 0.0
            right = effective * heavy / (heavy + light) if squares else 0.0
            table[:, place[check.key]] += check.right + check.wrong, check.right, effective, right
    return Votes(table[0].astype(np.intp), table[1].astype(np.intp), table[2], table[3])


def effective_share(weights: NDArray[np.float64]) -> float:
    """Kish's effective number of documents so weighted, as a share of their number."""
    return weights.sum() ** 2 / (len(weights) * (weights**2).sum()) if len(weights) else 1.0
