"""What may be said of a whole batch whose parts were sampled one by one, each at its own share?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, gammaln, logsumexp

from review.sampling.exact import Rate, check_counts, exactly


@dataclass(frozen=True)
class Stratum:
    """One part of the batch: a label or an annotator, say. How many documents, how many checked, how many wrong."""

    documents: int
    checked: int
    errors: int

    def __post_init__(self) -> None:
        if self.checked or self.errors:
            check_counts(self.errors, self.checked, self.documents)


def stratified_bound(strata: Sequence[Stratum], confidence: Rate = 0.95) -> float:
    """The error rate of the batch may be so high, not higher, at this confidence.

    A pooled bound would be wrong: an error in a part of which one in a hundred was checked weighs a hundred times one
    in a part that was checked whole. For each part, how likely are so few errors if d of its documents are wrong? All
    parts together are doubted where the product of these chances is too small (Fisher's combination, which is
    conservative for counts); the bound is the largest number of wrong documents not yet doubted. Of one part it is
    the hypergeometric bound.

    Parameters
    ----------
    strata
        Parts without a common document, each sampled at random by itself; one without any checked counts as all wrong.

    References
    ----------
    Fisher (1932). Statistical methods for research workers, 4th ed., section 21.1.
    Wendell, Schmee (1996). Exact inference for proportions from a stratified finite population. JASA 91.

    Examples
    --------
    >>> stratified_bound([Stratum(100, 63, 0)])
    0.02
    >>> round(stratified_bound([Stratum(1000, 100, 1), Stratum(200, 100, 0)]), 3)
    0.052
    """
    documents = sum(part.documents for part in strata)
    if not documents:
        msg = "There is no document in any part of the batch."
        raise ValueError(msg)
    allowed = chdtri(2 * len(strata), float(1 - exactly(confidence))) / 2
    steps = np.sort(np.concatenate([np.diff(doubts(part)) for part in strata]))
    # cheapest first, whichever part they are of: never fewer than the steps can be taken in their order
    further = np.searchsorted(np.cumsum(steps), allowed - 1e-9 * (1 + allowed))
    return float((sum(part.errors for part in strata) + further) / documents)


def doubts(part: Stratum) -> NDArray[np.float64]:
    """-log P(so few errors among the checked), by wrong documents of the part, from those found up to all possible."""
    bad = np.arange(part.errors, part.documents - part.checked + part.errors + 1, dtype=np.float64)
    found = np.arange(part.errors + 1, dtype=np.float64)[:, None]
    ways = chosen(bad, found) + chosen(part.documents - bad, part.checked - found)
    return np.maximum(chosen(part.documents, part.checked) - logsumexp(ways, axis=0), 0.0)


def chosen(of: NDArray[np.float64] | int, many: NDArray[np.float64] | int) -> NDArray[np.float64]:
    """Logarithm of the binomial coefficient; -inf where there are not so many, or fewer than none."""
    rest = np.subtract(of, many)
    with np.errstate(invalid="ignore"):
        ways = gammaln(np.add(of, 1.0)) - gammaln(np.add(many, 1.0)) - gammaln(np.maximum(rest, 0) + 1.0)
    return np.where((rest < 0) | np.less(many, 0), -np.inf, ways)
