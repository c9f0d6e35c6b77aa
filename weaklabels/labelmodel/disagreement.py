"""How much do the rules disagree about a document? The score behind "rules disagree here" in the queue."""

import numpy as np
from numpy.typing import NDArray

from weaklabels.labelmodel.matrix import LabelMatrix
from weaklabels.labelmodel.posterior import own_label_scores


def disagreement(matrix: LabelMatrix, weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Trust behind the second label over trust behind the first, document by document.

    0 where the votes agree or there are none, 1 where two labels have the same weight behind them.

    Parameters
    ----------
    weights
        Log-odds of a vote of each function (`CavityEM.weights`), negative ones count 0; without them, all count 1.

    Examples
    --------
    >>> matrix = LabelMatrix.from_dense([[1, 1, 0], [1, 0, -1], [0, 0, -1]])
    >>> disagreement(matrix).tolist()
    [0.5, 1.0, 0.0]
    """
    trusted = np.ones(len(matrix.keys)) if weights is None else np.maximum(weights, 0)
    behind = own_label_scores(matrix.rows, trusted, matrix.classes)
    second, first = np.partition(behind, -2, axis=1)[:, -2:].T
    return np.divide(second, first, out=np.zeros(len(first)), where=first > 0)
