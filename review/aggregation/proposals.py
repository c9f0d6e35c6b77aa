"""What each way of putting answers together would make gold, and how sure it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TIE = -1


@dataclass(frozen=True)
class Proposals:
    """One for each document, in the order of the answers.

    Attributes
    ----------
    soft
        Confidence in each label, rows sum to 1; shape (documents, labels). Keep it: what the answers say together is
        a view of them, never a replacement.
    """

    soft: NDArray[np.float64]

    @property
    def confidence(self) -> NDArray[np.float64]:
        return self.soft.max(axis=1, initial=0)

    @property
    def labels(self) -> NDArray[np.intp]:
        """The surest label, or TIE where two are as sure as each other: a tie is never picked from."""
        top = self.soft >= self.confidence[:, None] - 1e-9
        return np.where(top.sum(axis=1) == 1, top.argmax(axis=1), TIE)

    def sure(self, confidence: float) -> NDArray[np.intp]:
        """Documents whose proposal could be taken over in bulk; the rest is for adjudication.

        Examples
        --------
        >>> Proposals(np.array([[0.5, 0.5], [0.9, 0.1], [0.3, 0.7]])).sure(0.6).tolist()
        [1, 2]
        """
        [chosen] = np.nonzero((self.labels != TIE) & (self.confidence >= confidence))
        return chosen
