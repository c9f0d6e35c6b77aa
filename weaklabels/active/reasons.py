"""Why is this document next? A code and the labels involved; the page makes a sentence of it."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

NOBODY = -1  # no label is involved


class Reason(IntEnum):
    """Stored with each listed document, so a number, once given, keeps its meaning."""

    RANDOM = 0  # chance alone
    TORN = 1  # the model is torn between two labels
    UNSURE = 2  # the model is unsure between many labels
    UNLIKE = 3  # torn, and unlike those before it
    MODELS_DISAGREE = 4
    RULES_DISAGREE = 5
    RULE_SAYS = 6  # cold start: a rule says this label, of which there are few answers yet
    RARE = 7  # few answers have this label, and this document may be one
    SPANS_TORN = 8  # the model is torn between two labels of a stretch
    UNDECIDED = 9  # of several labels, whether this one is given


def two_likeliest(probabilities: NDArray[np.floating]) -> NDArray[np.int32]:
    """The first and second label of each row; -1 where there is no second.

    Examples
    --------
    >>> two_likeliest(np.array([[0.2, 0.5, 0.3]])).tolist(), two_likeliest(np.array([[1.0]])).tolist()
    ([[1, 2]], [[0, -1]])
    """
    if probabilities.shape[1] < 2:
        pairs = np.full((len(probabilities), 2), NOBODY, np.int32)
        pairs[:, : probabilities.shape[1]] = 0
        return pairs
    two = np.argpartition(probabilities, -2, axis=1)[:, -2:]
    behind = np.take_along_axis(probabilities, two, axis=1)
    return np.take_along_axis(two, np.argsort(-behind, axis=1, kind="stable"), axis=1).astype(np.int32)
