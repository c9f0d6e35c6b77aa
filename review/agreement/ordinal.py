"""Krippendorff's alpha for ratings whose steps are not equally wide: distance is how many answers lie between two."""

import numpy as np
from numpy.typing import NDArray

from review.agreement.coefficients import differing, quotient
from review.agreement.resampling import Sums, Totals
from review.agreement.units import Units


def coincidences_of(units: Units) -> Sums:
    """How often two ratings met on a document, each answer weighing the same; one column per pair of ratings."""
    several = units.answers > 1
    counts = units.counts[several].astype(np.float64)
    met = counts[:, :, None] * counts[:, None, :]
    own = np.arange(units.classes)
    met[:, own, own] -= counts
    met /= (units.answers[several] - 1)[:, None, None]
    prevalence = units.prevalence
    pairs = differing(prevalence, prevalence)
    unseen = np.array([np.diag(2 * prevalence).ravel(), (pairs + pairs.T).ravel()])
    sums = Sums(met.reshape(len(counts), units.classes**2), units.times[several], unseen)
    return sums if units.groups is None else sums.by_group(units.groups[:, np.flatnonzero(several)])


def ordinal_alpha(totals: Totals) -> NDArray[np.float64]:
    """From coincidences, ratings in their order; undefined (NaN) where one rating only was given.

    The distance of two ratings is the number of answers between them, half of their own included: the difference of
    their midranks. So it changes with the answers, and is computed anew for every resample.

    References
    ----------
    Krippendorff (2011). Computing Krippendorff's alpha-reliability, section D. Annenberg School for Communication.

    Examples
    --------
    >>> rows = ["1.11", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", ".3.."]
    >>> table = [[None if given == "." else int(given) - 1 for given in row] for row in rows]
    >>> round(float(ordinal_alpha(coincidences_of(Units.of_table(table, 5)).totals)), 3)
    0.815
    """
    classes = round(totals.shape[-1] ** 0.5)
    met = totals.reshape(*totals.shape[:-1], classes, classes)
    given = met.sum(axis=-1)
    midranks = np.cumsum(given, axis=-1) - given / 2
    distances = (midranks[..., :, None] - midranks[..., None, :]) ** 2
    observed = (met * distances).sum(axis=(-2, -1))
    expected = ((given[..., None, :] @ distances)[..., 0, :] * given).sum(axis=-1)
    return 1 - quotient(observed * (given.sum(axis=-1) - 1), expected)
