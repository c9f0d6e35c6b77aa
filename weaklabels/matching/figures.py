"""The few figures of a rule that need no label model. Pure arithmetic."""

from math import sqrt

Z_95 = 1.959964


def wilson(right: int, checked: int, z: float = Z_95) -> tuple[float, float]:
    """Between which shares does the truth lie, when so many of so many were right?

    Parameters
    ----------
    right, checked
        Successes and trials.
    z
        Standard normal quantile; 1.96 for 95 %.

    Returns
    -------
    tuple[float, float]
        Lower and upper bound; (0, 1) where nothing was checked.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.

    Examples
    --------
    >>> [round(bound, 4) for bound in wilson(41, 46)]
    [0.7696, 0.9527]
    """
    if not checked:
        return 0.0, 1.0
    share, spread = right / checked, z * z / checked
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / checked + spread / (4 * checked))
    return max(0.0, centre - half), min(1.0, centre + half)
