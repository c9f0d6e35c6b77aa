"""The largest components of a sparse matrix. Alone here, because scikit-learn holds tens of megabytes once loaded.

Web processes, beat and workers that learn nothing are spared them: `background.py` loads this when it is first needed.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd


def components_of(rows: sparse.csr_matrix, count: int, *, seed: int) -> NDArray[np.float32]:
    """The right singular vectors of the largest values, shape (columns, count).

    References
    ----------
    Halko, Martinsson and Tropp (2011), Finding structure with randomness.
    """
    _left, _sizes, right = randomized_svd(rows, count, n_iter=2, random_state=seed)
    return np.ascontiguousarray(right.T, np.float32)
