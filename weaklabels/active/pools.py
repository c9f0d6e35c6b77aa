"""What a strategy may know of the open documents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from weaklabels.active.spreading import ALONE
from weaklabels.active.uncertainty import TokenMarginals

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class RulesSay:
    """The rules' word on each open document.

    Parameters
    ----------
    soft
        Documents by labels: the label model's probabilities; a row of zeros where no rule speaks.
    disagreement
        0 where they agree or are silent, 1 where two labels have the same weight behind them.
    """

    soft: Floats
    disagreement: Floats


@dataclass(frozen=True)
class SpanDoubts:
    """How unsure a span model is of each open document, per token and summed over its tokens."""

    normalised: Floats
    total: Floats

    def __len__(self) -> int:
        return len(self.normalised)


@dataclass(frozen=True)
class Pool:
    """The open documents, one row each, and the answers so far.

    Parameters
    ----------
    counts
        Answers of each label of the question.
    probabilities
        Documents by labels, of the current model; None while there is no model.
    groups
        Near-duplicate group of each document, -1 for none; None when they are not known.
    answered_alike
        How many documents of its group were answered, for each document; None when that is not known.
    features
        For k-centre.
    committee
        Documents by labels of each member.
    tokens
        Of a span model; tags are the columns, in the order of `counts`, with "no span" last.
    doubts
        Of a span model that says no more than how unsure it is.
    size
        Number of documents; needed only where nothing else says it.
    answers
        Answered documents; the sum of counts, unless some have several labels or none.
    recent
        Groups of the documents served last, the latest last.
    takes_several
        Whether an answer may have several labels: each is then probable or not by itself.
    """

    counts: NDArray[np.integer]
    probabilities: Floats | None = None
    groups: NDArray[np.integer] | None = None
    answered_alike: NDArray[np.integer] | None = None
    features: sparse.csr_matrix | None = None
    committee: Sequence[Floats] = ()
    rules: RulesSay | None = None
    tokens: TokenMarginals | None = None
    doubts: SpanDoubts | None = None
    size: int = -1
    answers: int = -1
    recent: Sequence[int] = ()
    takes_several: bool = False

    def __len__(self) -> int:
        for known in (
            self.probabilities,
            self.tokens,
            self.doubts,
            self.features,
            self.rules and self.rules.soft,
        ):
            if known is not None:
                return known.shape[0] if hasattr(known, "shape") else len(known)
        return max(self.size, 0)

    @property
    def all_answers(self) -> int:
        return int(self.counts.sum()) if self.answers < 0 else self.answers

    @property
    def alike(self) -> NDArray[np.integer]:
        return np.full(len(self), ALONE) if self.groups is None else self.groups
