"""What can every label model do?"""

from collections.abc import Callable
from typing import Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from weaklabels.labelmodel.gold import Gold
from weaklabels.labelmodel.matrix import Key, LabelMatrix
from weaklabels.labelmodel.posterior import Explanation, Probabilities


class LabelModel(Protocol):
    """Learns from votes, and from gold where there is some, how far to trust each function.

    A document without votes gets the class prior. The class prior is no part of what is learned: it is even unless
    the caller gives one, because a skewed one hides the rare labels that rules were written to find
    (reference: https://github.com/snorkel-team/snorkel/issues/1432).
    """

    def fit(self, matrix: LabelMatrix, gold: Gold | None = None) -> Self: ...

    def fit_folds(self, matrix: LabelMatrix, gold: Gold, folds: NDArray[np.intp]) -> dict[int, Self]:
        """For each fold a new model, fitted on all votes and the gold of the other folds."""
        ...

    def predict_proba(self, matrix: LabelMatrix, prior: NDArray[np.float64] | None = None) -> Probabilities:
        """Soft labels, shape (documents, classes)."""
        ...

    def explain(
        self, votes: dict[Key, int], classes: int, prior: NDArray[np.float64] | None = None
    ) -> Explanation:
        """The same for one document, by the labels its rules say, vote by vote."""
        ...


Model = TypeVar("Model", bound=LabelModel)


def fit_each_fold(
    make: Callable[[], Model], matrix: LabelMatrix, gold: Gold, folds: NDArray[np.intp]
) -> dict[int, Model]:
    """The plain way to `fit_folds`."""
    return {fold: make().fit(matrix, gold.only(folds != fold)) for fold in np.unique(folds).tolist()}


def check_same_functions(learned: list[Key], asked: list[Key]) -> None:
    if learned != asked:
        msg = "The label model was fitted on other labelling functions, or in another order; fit it on these."
        raise ValueError(msg)
