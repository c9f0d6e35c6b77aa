"""How many answers a document, and how much review, for a stated error rate? Simulated from confusion matrices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 20_000  # documents simulated for a plan
Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, eq=False)  # arrays have no one truth
class Group:
    """People who answer: what each of them says where which label is true.

    Attributes
    ----------
    confusion
        P(says v | y is true), shape (people, true labels, said labels).
    weights
        How much each of them answers; who answers a document is drawn by it, nobody twice where there are enough.
    price
        Of one answer; None where nobody knows.
    """

    name: str
    confusion: NDArray[np.float64]
    weights: NDArray[np.float64]
    price: float | None = None

    @classmethod
    def alike(cls, name: str, accuracy: float, classes: int, price: float | None = None) -> "Group":
        """One kind of person, right in this share of the cases and else any other label, each as likely."""
        others = (1 - accuracy) / (classes - 1)
        confusion = np.full((1, classes, classes), others)
        confusion[0][np.diag_indices(classes)] = accuracy
        return cls(name, confusion, np.ones(1), price)

    @property
    def accuracy(self) -> float:
        """Of an answer, every label as frequent."""
        right = np.trace(self.confusion, axis1=1, axis2=2) / self.confusion.shape[1]
        return float(np.average(right, weights=self.weights))


@dataclass(frozen=True)
class Plan:
    """So many answers of this group to each document, and whether somebody decides where they differ.

    Without review the most frequent answer holds, of several one at random. A reviewer is right in `reviewer` of cases.
    """

    group: Group
    answers: int
    is_reviewed: bool = False
    reviewer: float = 1.0
    review_price: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What a plan leads to.

    Attributes
    ----------
    error
        Share of documents whose label is wrong, of those simulated.
    high
        Upper end of the 95 % interval of the simulation (Wilson).
    reviewed
        Share of the documents somebody has to decide on.
    price
        Of an accepted document; None where a price is missing.
    """

    plan: Plan
    error: float
    high: float
    reviewed: float
    price: float | None


def simulate(plan: Plan, prevalence: Sequence[float], seed: int, draws: int = DRAWS) -> Outcome:
    """Answer so many documents by the plan and count what comes out wrong.

    People err independently of each other given the true label: documents on which everybody errs are not known to a
    confusion matrix, so with several answers this is the error at best.

    Parameters
    ----------
    plan
        Who answers, how often, and what is reviewed.
    prevalence
        Share of each label.
    seed
        The same seed gives the same outcome.

    References
    ----------
    Snow, O'Connor, Jurafsky, Ng (2008). Cheap and fast - but is it good? EMNLP.
    Wilson (1927). Probable inference, the law of succession, and statistical inference. JASA 22.

    Examples
    --------
    Of one answer the error is that of the person; of three p³ + 3 p² (1 - p) are right:

    >>> crowd = Group.alike("crowd", 0.8, classes=2)
    >>> [round(simulate(Plan(crowd, n), [0.5, 0.5], seed=1).error, 2) for n in (1, 3)]
    [0.2, 0.1]
    """
    rng = np.random.default_rng(seed)
    classes = plan.group.confusion.shape[1]
    shares = np.asarray(prevalence, dtype=float)
    truth = rng.choice(classes, size=draws, p=shares / shares.sum())
    votes = np.zeros((draws, classes))
    for people in _who(plan.group, plan.answers, draws, rng).T:
        votes[np.arange(draws), _said(plan.group.confusion[people, truth], rng)] += 1
    differ = (votes > 0).sum(axis=1) > 1
    decided = (votes + rng.random(votes.shape) / 2).argmax(axis=1)  # of several most frequent one at random
    wrong = decided != truth
    if plan.is_reviewed:
        wrong = np.where(differ, rng.random(draws) >= plan.reviewer, wrong)
    reviewed = float(differ.mean()) if plan.is_reviewed else 0.0
    error = float(wrong.mean())
    return Outcome(plan, error, _wilson_high(error, draws), reviewed, _price(plan, reviewed))


def cheapest(outcomes: Iterable[Outcome], most: float) -> Outcome | None:
    """Of the plans whose error stays below `most` also at the upper end: the cheapest, without prices the shortest."""
    good = [one for one in outcomes if one.high <= most]
    has_prices = all(one.price is not None for one in good)
    return min(
        good,
        key=lambda one: (one.price if has_prices else 0.0, one.plan.answers, one.reviewed),
        default=None,
    )


def _who(group: Group, answers: int, draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Who answers each document, shape (draws, answers): by weight, nobody twice where there are enough.

    The largest of weighted keys are a weighted draw without replacement (Efraimidis, Spirakis 2006).
    """
    people = len(group.weights)
    chances = group.weights / group.weights.sum()
    if people < answers or people == 1:
        return rng.choice(people, size=(draws, answers), p=chances)
    keys = -rng.exponential(size=(draws, people)) / np.maximum(chances, 1e-12)
    return np.argpartition(keys, people - answers, axis=1)[:, people - answers :]


def _said(chances: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """A label for each row of chances."""
    thrown = rng.random((len(chances), 1)) * chances.sum(axis=1, keepdims=True)
    return np.minimum((thrown >= chances.cumsum(axis=1)).sum(axis=1), chances.shape[1] - 1)


def _price(plan: Plan, reviewed: float) -> float | None:
    if plan.group.price is None or (plan.is_reviewed and plan.review_price is None):
        return None
    return plan.answers * plan.group.price + (reviewed * plan.review_price if plan.review_price else 0.0)


def _wilson_high(share: float, of: int) -> float:
    middle = share + Z**2 / (2 * of)
    half = Z * np.sqrt(share * (1 - share) / of + Z**2 / (4 * of**2))
    return float((middle + half) / (1 + Z**2 / of))
