"""How far do annotators agree beyond chance? Any number of them, answers missing; labels, ratings or sets of labels."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from review.agreement.distances import Distances, nominal
from review.agreement.figures import ENOUGH, Figure
from review.agreement.resampling import Sums, Totals, Value
from review.agreement.units import Units

Values = NDArray[np.float64]


class Coefficient(StrEnum):
    """Each compares the agreement there is with what chance would give, and differs in what it takes chance to be.

    Of two annotators `FLEISS` is Scott's pi; with distances, `GWET` is AC2 and without AC1.
    """

    PERCENT = "percent"  # no chance at all
    ALPHA = "alpha"  # two answers drawn from all those given
    FLEISS = "fleiss"  # two annotators who draw from the mean share of each label
    GWET = "gwet"  # an annotator who guesses, and only on the documents that are hard
    BRENNAN = "brennan"  # every label as likely as any other


@dataclass(frozen=True)
class Layout:
    """Where stands what in the totals of `sums_of`?

    One answer or more; two or more; mean agreement of pairs; disagreement of pairs x answers; then for each label its
    share of the document's answers, and its answers on documents with two or more.
    """

    classes: int

    def shares(self, totals: Totals) -> Values:
        return totals[..., 4 : 4 + self.classes]

    def given(self, totals: Totals) -> Values:
        return totals[..., 4 + self.classes : 4 + 2 * self.classes]


def sums_of(units: Units, distances: Distances) -> Sums:
    """What each document adds, in the order of `Layout`."""
    rows = rows_of(units.counts.astype(np.float64), distances)
    sums = Sums(rows, units.times, unseen(units.prevalence, distances))
    return sums if units.groups is None else sums.by_group(units.groups)


def rows_of(counts: NDArray[np.float64], distances: Distances) -> NDArray[np.float64]:
    answers = counts.sum(axis=1)
    several = answers > 1
    apart = np.einsum("ic,ck,ik->i", counts, distances, counts, optimize=True)
    disagreement = np.where(several, apart / np.maximum(answers - 1, 1), 0.0)
    agreement = np.where(several, 1 - disagreement / np.maximum(answers, 1), 0.0)
    heads = np.column_stack([answers > 0, several, agreement, disagreement])
    shares = counts / np.maximum(answers, 1)[:, None]
    return np.hstack([heads, shares, counts * several[:, None]])


def unseen(prevalence: NDArray[np.float64], distances: Distances) -> NDArray[np.float64]:
    """Two documents with two answers: one label twice, and two different ones, each as frequent as it is."""
    pairs = differing(prevalence, prevalence)
    agreeing, disagreeing = 2 * prevalence, pairs.sum(axis=0) + pairs.sum(axis=1)
    heads = [[1, 1, 1, 0], [1, 1, 1 - (pairs * distances).sum(), 2 * (pairs * distances).sum()]]
    given = np.array([agreeing, disagreeing])
    return np.hstack([heads, given / 2, given])


def differing(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely are which two different labels? All alike where one label only was given."""
    pairs = np.outer(one, other)
    np.fill_diagonal(pairs, 0)
    if not pairs.any():
        pairs = 1 - np.eye(len(one))
    return pairs / max(pairs.sum(), 1e-300)


def percent(totals: Totals, distances: Distances) -> Values:
    """Mean over documents of the share of pairs of answers that agree; with distances, how nearly.

    References
    ----------
    Fleiss (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76.
    """
    return quotient(totals[..., 2], totals[..., 1])


def alpha(totals: Totals, distances: Distances) -> Values:
    """Krippendorff's alpha: 1 - observed / expected disagreement of two answers.

    References
    ----------
    Krippendorff (2011). Computing Krippendorff's alpha-reliability. Annenberg School for Communication.
    """
    given = Layout(len(distances)).given(totals)
    answers = given.sum(axis=-1)
    expected = quotient(apart(given, distances), answers - 1)
    return 1 - quotient(totals[..., 3], expected)


def fleiss(totals: Totals, distances: Distances) -> Values:
    """Fleiss' kappa, in Gwet's form where documents have different numbers of answers; of two annotators Scott's pi.

    References
    ----------
    Fleiss (1971), as above. Gwet (2014). Handbook of inter-rater reliability, 4th ed., chapter 2.
    """
    return beyond(totals, distances, apart(prevalence(totals, distances), distances))


def gwet(totals: Totals, distances: Distances) -> Values:
    """AC1, or AC2 with distances: steady where one label is much more frequent than the others.

    References
    ----------
    Gwet (2008). Computing inter-rater reliability and its variance in the presence of high agreement. BJMSP 61.
    """
    share, classes = prevalence(totals, distances), len(distances)
    by_chance = (
        (classes**2 - distances.sum()) * (share * (1 - share)).sum(axis=-1) / max(classes * (classes - 1), 1)
    )
    return beyond(totals, distances, np.where(share.max(axis=-1) < 1 - 1e-9, 1 - by_chance, 0.0))


def brennan(totals: Totals, distances: Distances) -> Values:
    """Brennan and Prediger's (Randolph's free-marginal) kappa.

    References
    ----------
    Brennan, Prediger (1981). Coefficient kappa: some uses, misuses, and alternatives. EPM 41.
    """
    return beyond(totals, distances, np.full(totals.shape[:-1], distances.mean()))


def beyond(totals: Totals, distances: Distances, expected: Values) -> Values:
    """1 - observed / expected disagreement."""
    return 1 - quotient(1 - percent(totals, distances), expected)


def prevalence(totals: Totals, distances: Distances) -> Values:
    """Share of each label, every document counting the same."""
    return quotient(Layout(len(distances)).shares(totals), totals[..., :1])


def apart(shares: Values, distances: Distances) -> Values:
    """Mean distance of two draws from the shares (or its sum, if they are counts)."""
    return ((shares @ distances) * shares).sum(axis=-1)


def quotient(part: Values, whole: Values) -> Values:
    """Undefined (NaN) where the whole is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 1e-12, part / whole, np.nan)


FORMULAS = {
    Coefficient.PERCENT: percent,
    Coefficient.ALPHA: alpha,
    Coefficient.FLEISS: fleiss,
    Coefficient.GWET: gwet,
    Coefficient.BRENNAN: brennan,
}


def value_of(coefficient: Coefficient, distances: Distances) -> Value:
    """The coefficient as a function of totals, one or many."""
    return partial(FORMULAS[coefficient], distances=distances)


def measure(coefficient: Coefficient, units: Units, distances: Distances | None = None) -> float:
    """The value alone, NaN where it is undefined; for people there is `figure`.

    Examples
    --------
    Krippendorff (2011), section C, four observers, three answers missing:

    >>> rows = ["1.11", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", ".3.."]
    >>> table = [[None if given == "." else int(given) - 1 for given in row] for row in rows]
    >>> round(measure(Coefficient.ALPHA, Units.of_table(table, 5)), 3)
    0.743
    """
    distances = nominal(units.classes) if distances is None else distances
    return float(value_of(coefficient, distances)(sums_of(units, distances).totals))


def figures(
    units: Units, distances: Distances | None = None, enough: int = ENOUGH
) -> dict[Coefficient, Figure]:
    """All of them with their intervals. Documents with one answer are left out first: they compare nothing."""
    distances = nominal(units.classes) if distances is None else distances
    sums = only_compared(sums_of(units, distances))
    return {one: Figure.of(sums, value_of(one, distances), enough) for one in Coefficient}


def figure(
    coefficient: Coefficient, units: Units, distances: Distances | None = None, enough: int = ENOUGH
) -> Figure:
    """One of them."""
    distances = nominal(units.classes) if distances is None else distances
    return Figure.of(only_compared(sums_of(units, distances)), value_of(coefficient, distances), enough)


def mean_difference(units: Units, distances: Distances, enough: int = ENOUGH) -> Figure:
    """How far two answers are apart on average, in the steps of these distances; 0 is always the same.

    Examples
    --------
    >>> steps = np.abs(np.subtract.outer(range(3), range(3))).astype(float)
    >>> units = Units.of([1, 1, 2, 2], [0, 2, 1, 1], classes=3)
    >>> mean_difference(units, steps, enough=1).value
    1.0
    """
    sums = only_compared(sums_of(units, distances))
    return Figure.of(sums, lambda totals: 1 - percent(totals, distances), enough, most=np.inf)


def only_compared(sums: Sums) -> Sums:
    kept = sums.rows[:, 1] > 0
    return Sums(sums.rows[kept], sums.times[kept], sums.unseen, sums.members)
