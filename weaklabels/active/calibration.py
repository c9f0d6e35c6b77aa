"""Is the model as sure as it is right? Reliability by bins of equally many documents."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weaklabels.labelmodel.intervals import wilson

BINS = 10
IN_A_BIN = 15  # documents, at least


@dataclass(frozen=True)
class Bin:
    """Documents of similar confidence: the mean of that, and the share that was right, with its 95 % interval."""

    documents: int
    sure: float
    right: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Calibration:
    """`error` is the expected calibration error, None with fewer than two bins: the mean of |right - sure|."""

    bins: tuple[Bin, ...]
    error: float | None


def calibration(sure: ArrayLike, right: ArrayLike) -> Calibration:
    """From the probability of each said label, and whether it was right.

    Bins hold equally many documents, at least 15, at most ten bins: with fixed edges most of them are empty.

    References
    ----------
    Naeini, Cooper, Hauskrecht (2015). Obtaining well calibrated probabilities using Bayesian binning. AAAI.

    Examples
    --------
    >>> found = calibration([0.6] * 20 + [0.9] * 20, [1] * 10 + [0] * 10 + [1] * 18 + [0] * 2)
    >>> [(one.documents, round(one.sure, 2), one.right) for one in found.bins], round(found.error, 3)
    ([(20, 0.6, 0.5), (20, 0.9, 0.9)], 0.05)
    """
    confidence, hits = np.asarray(sure, np.float64), np.asarray(right, np.float64)
    if confidence.shape != hits.shape or confidence.ndim != 1:
        msg = f"Each document needs a probability and a verdict, not {confidence.shape} and {hits.shape}."
        raise ValueError(msg)
    order = np.argsort(confidence, kind="stable")
    count = min(BINS, len(order) // IN_A_BIN)
    parts = [part for part in np.array_split(order, count) if len(part)] if count else []
    bins = tuple(
        Bin(
            len(part),
            float(confidence[part].mean()),
            float(hits[part].mean()),
            wilson(int(hits[part].sum()), len(part)),
        )
        for part in parts
    )
    if len(bins) < 2:
        return Calibration(bins, None)
    error = sum(one.documents * abs(one.right - one.sure) for one in bins) / len(order)
    return Calibration(bins, float(error))
