"""Is it time to stop? How much the last models changed their minds; advice, never a switch."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

ROUNDS = 3
STEADY = 0.99  # safe and late; at 0.97 two to four points of F1 were still to be had


@dataclass(frozen=True)
class Steadiness:
    """How alike the last successive models are on the same unlabelled documents.

    `kappa` is the mean of the last three, None before there are so many; `changed` the share of answers that the last
    model changed. If kappa is above T, the F1 of two successive models differs by at most 4 (1 - T) / T.
    """

    kappa: float | None
    changed: float | None
    steady: bool

    @property
    def f1_differs_by_at_most(self) -> float | None:
        return None if not self.kappa else 4 * (1 - self.kappa) / self.kappa


def steadiness(predictions: Sequence[ArrayLike]) -> Steadiness:
    """From what successive models said of the same documents, the oldest first.

    References
    ----------
    Bloodgood, Vijay-Shanker (2009). A method for stopping active learning based on stabilizing predictions. CoNLL.
    Bloodgood, Grothendieck (2013). Analysis of stopping active learning based on stabilizing predictions. CoNLL.

    Examples
    --------
    >>> steadiness([[0, 1, 0, 1]] * 4)
    Steadiness(kappa=1.0, changed=0.0, steady=True)
    """
    tables = [np.asarray(one) for one in predictions[-ROUNDS - 1 :]]
    if len({len(one) for one in tables}) > 1:
        msg = "Successive models must be asked about the same documents."
        raise ValueError(msg)
    if len(tables) < 2 or not len(tables[0]):
        return Steadiness(None, None, False)
    kappas = [kappa(before, after) for before, after in pairwise(tables)]
    changed = float((tables[-2] != tables[-1]).mean())
    if len(kappas) < ROUNDS:
        return Steadiness(None, changed, False)
    mean = float(np.mean(kappas))
    return Steadiness(mean, changed, mean >= STEADY)


def kappa(one: ArrayLike, other: ArrayLike) -> float:
    """Cohen's kappa of two runs of answers; equal ones are 1, also where all are the same label.

    Examples
    --------
    Cohen (1960), table 1, of 200 judgements: they agree on 0.70, by chance on 0.41.

    >>> counts = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    >>> pairs = [(i, j) for i in range(3) for j in range(3) for _time in range(counts[i][j])]
    >>> round(kappa(*zip(*pairs)), 3)
    0.492
    """
    first, second = np.asarray(one), np.asarray(other)
    agreed = float((first == second).mean())
    labels, codes = np.unique(np.concatenate([first, second]), return_inverse=True)
    left, right = (
        np.bincount(part, minlength=len(labels)) / len(first) for part in np.split(codes.reshape(-1), 2)
    )
    chance = float(left @ right)
    return 1.0 if agreed == 1 else (agreed - chance) / (1 - chance)
