"""How often do the other functions agree with a function? The evidence that needs no gold."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from weaklabels.labelmodel.matrix import Rows, merge_rows, scattered
from weaklabels.labelmodel.posterior import own_label_scores

SAMPLE = 100_000  # votes; more cost time and move no trust by 0.01
FOLD_SAMPLE = 30_000  # votes, where one fit is needed for each fold and only figures come of it
AT_LEAST = 200  # of each function, if it has as many


@dataclass(frozen=True)
class Agreement:
    """Documents with two votes or more, identical ones merged; `weights` says how many each row stands for."""

    rows: Rows
    weights: NDArray[np.float64]
    functions: int
    classes: int

    @classmethod
    def of(
        cls, rows: Rows, without: NDArray[np.intp], functions: int, classes: int, sample: int = SAMPLE
    ) -> Self:
        """Of all documents but these. Gold documents are left out: they say more than agreement does."""
        several = rows.counts > 1
        several[without] = False
        [documents] = np.nonzero(several)
        chosen = rows.select(documents)
        kept, chances = sampled(chosen, documents, functions, sample)
        if len(kept) < len(documents):
            chosen = chosen.select(kept)
        first, inverse = merge_rows(chosen)
        return cls(chosen.select(first), np.bincount(inverse, 1 / chances, len(first)), functions, classes)

    def evidence(
        self, weights: NDArray[np.float64], prior: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Class-balanced accuracy of each function as its judges see it: sums of evidence x accuracy, and of evidence.

        The judges of a vote are the other votes on the document (leave-one-out: the cavity). With p(y) their soft
        label, a vote for v is right with p(v). But judges err too: if the function is right with probability a, and
        its errors fall evenly, p(v) is on average a c + (1 - a) o, where c = sum of p(y)^2 is how often the judges are
        right and o = (1 - c) / (k - 1). Moment matching solves that for a by least squares: (p(v) - o) / (c - o) with
        evidence (c - o)^2. Judges that know nothing have c = o and no say.

        A document counts by 1 / (k P(its label)), as its judges see it, so that frequent labels do not flatter
        those that say them.

        Parameters
        ----------
        weights
            Log-odds that a vote of each function adds to its label.
        prior
            Share of each label, shape (classes,).
        """
        rows, k = self.rows, self.classes
        odds = own_label_scores(rows, weights, k)
        odds -= odds.max(axis=1, keepdims=True)
        np.exp(odds, out=odds)
        documents, labels, own = rows.documents, rows.labels, weights[rows.functions]
        with_vote = odds[documents, labels]
        without = with_vote * np.exp(-own)
        lost = with_vote - without
        total = odds.sum(axis=1)[documents] - lost
        squares = np.einsum("ij,ij->i", odds, odds)[documents] - with_vote**2 + without**2
        balance = total / (k * ((odds @ prior)[documents] - lost * prior[labels]))
        judged, knowing = without / total, np.minimum(squares / total**2, 1.0)
        by_chance = (1 - knowing) / (k - 1)
        says = self.weights[documents] * balance * (knowing - by_chance)
        return (
            np.bincount(rows.functions, says * (judged - by_chance), self.functions),
            np.bincount(rows.functions, says * (knowing - by_chance), self.functions),
        )


def sampled(
    rows: Rows, documents: NDArray[np.intp], functions: int, sample: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """A sample in which no function is rare, and the chance with which each of its documents came in.

    Each function asks for about as many of its votes; a document comes in by a hash of its position, so that the
    sample hardly changes when one function does.
    """
    if len(rows.labels) <= sample:
        return np.arange(len(documents)), np.ones(len(documents))
    wanted = max(AT_LEAST, sample / max(functions, 1))
    asked = wanted / np.maximum(np.bincount(rows.functions, minlength=functions), wanted)
    chances = np.maximum.reduceat(asked[rows.functions], rows.starts[:-1])
    drawn = scattered(documents.astype(np.uint64)) / 2.0**64
    [kept] = np.nonzero(drawn < chances)
    return kept, chances[kept]
