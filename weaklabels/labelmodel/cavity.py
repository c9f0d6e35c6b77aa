"""The default label model: functions judged by the others and by gold, one accuracy for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from weaklabels.labelmodel.agreement import FOLD_SAMPLE, Agreement
from weaklabels.labelmodel.counting import Check, checked_votes, gold_votes
from weaklabels.labelmodel.gold import Gold
from weaklabels.labelmodel.matrix import Key, LabelMatrix
from weaklabels.labelmodel.posterior import (
    Contribution,
    Explanation,
    Probabilities,
    explanation,
    log_prior,
    own_label_scores,
    softmax,
)
from weaklabels.labelmodel.protocol import check_same_functions
from weaklabels.labelmodel.rarity import lean_towards_rare, rarity_of

ITERATIONS = 10
STILL = 1e-3  # no accuracy moved by more: done
EXPECTED, EXPECTED_VOTES = (
    0.75,
    20,
)  # accuracy of an unknown function, and how many judged votes that is worth
HIGHEST = 0.95  # no function outvotes five doubtful ones
POOLED = 20  # gold votes for a label; so many move the trust in all functions that say it half of the way
SPREAD, SPREAD_VOTES = 0.03, 20  # squared error of agreement expected, and how many gold votes that is worth
SPREADS = (0.005, 0.1)
LOWEST_TURNED = 0.05  # accuracy of a function that says each label in the place of another
LEAST_OTHER = 0.1  # share of its votes that a function of several labels gives to others than its first
ERRORS = (
    2.0  # standard errors by which a function must be below chance before its votes count against its label
)


@dataclass(frozen=True)
class Trust:
    """How far is a function trusted, and on what evidence?

    `accuracy` is class-balanced: how often it would be right if all labels were equally frequent. `weight` is what
    one vote adds to the log-odds of its label. `agreement` is what the other functions alone say about the accuracy,
    on `agreement_votes` votes' worth of evidence; `gold_right` of `gold_votes` votes on gold documents, or drawn and
    judged, were right.
    """

    key: Key
    accuracy: float
    weight: float
    agreement: float
    agreement_votes: float
    gold_right: int
    gold_votes: int


class CavityEM:
    """One class-balanced accuracy per function, from leave-one-out agreement, gold, and what is expected of rules.

    A vote of a function with accuracy a adds log(a (k - 1) / (1 - a)) to the score of its label among k. The accuracy
    is found in four steps, again and again until it stands still:

    1. *Agreement* (`Agreement.evidence`): what the other votes say, de-diluted by moment matching, over an expectation
       of 0.75 worth 20 votes. The expectation leans towards the rare labels, by as much as gold makes likely
       (`rarity`): a rule that is right three times in four says more where its label is one document in a hundred
       than where it is every other.
    2. *Camps*. Functions of one label vouch for each other whether they are right or not, so agreement cannot tell
       which label's functions are better; left alone, the larger camp takes all (one-class functions make plain EM
       collapse). The mean log-odds of each label's functions is therefore set to the mean of all.
    3. *Gold by label* puts back what was real in the difference of the camps, shrunk by 20 votes.
    4. *Gold by function*. Step 3 is worth so many gold votes as it has earned: the squared error of agreement on
       functions with gold, beyond what chance explains, is estimated with a prior of 0.03 (empirical Bayes).

    Gold is weighted by 1 / (k P(label)) and its votes counted by Kish's effective number: where nine in ten are ham,
    ten right calls of ham prove little. Votes that were drawn and judged count beside it, for their function alone. A
    function's vote counts against its label only when it is below chance by two standard errors: as gold shows, or, of
    one that says several labels, as the others do.

    Identical rows are merged, large matrices sampled; the outcome depends on nothing random.

    Parameters
    ----------
    checks
        What is known of single functions from a random sample of their votes. They count in every fit, those of
        folds too.

    Limits: functions that copy each other are trusted as if they were not; one function's accuracy is the same for
    all labels it says.

    References
    ----------
    Dawid, Skene (1979). Maximum likelihood estimation of observer error-rates using the EM algorithm. Applied Stat. 28.
    Ratner et al. (2019). Training complex models with multi-task weak supervision. AAAI (moments of agreement).
    Efron, Morris (1973). Stein's estimation rule and its competitors. JASA 68 (steps 3 and 4).
    Kish (1965). Survey Sampling. Wiley (effective number).
    """

    def __init__(self, checks: Sequence[Check] = ()) -> None:
        self.checks = checks

    def fit(
        self, matrix: LabelMatrix, gold: Gold | None = None, class_prior: NDArray[np.float64] | None = None
    ) -> Self:
        """Learn from all votes and the gold.

        Parameters
        ----------
        gold
            None or empty: agreement alone.
        class_prior
            Share of each label; without it, the shares in gold, of which one is even without gold. Give it if gold
            was not drawn at random.

        Raises
        ------
        ValueError
            Gold or prior that do not belong to the matrix.
        """
        gold = Gold.none() if gold is None else gold
        gold.check(matrix.documents, matrix.classes)
        agreement = Agreement.of(matrix.rows, gold.positions, len(matrix.keys), matrix.classes)
        return self._learn(agreement, matrix, gold, class_prior)

    def fit_folds(self, matrix: LabelMatrix, gold: Gold, folds: NDArray[np.intp]) -> dict[int, Self]:
        """Agreement is prepared once, without any gold document, and each fold begins where it alone leads.

        To begin where another fold ended would be faster, but that one has learned from the gold of this.
        """
        agreement = Agreement.of(matrix.rows, gold.positions, len(matrix.keys), matrix.classes, FOLD_SAMPLE)
        without = type(self)(self.checks)._learn(agreement, matrix, Gold.none())
        return {
            fold: type(self)(self.checks)._learn(
                agreement, matrix, gold.only(folds != fold), begin=without.weights
            )
            for fold in np.unique(folds).tolist()
        }

    def _learn(
        self,
        agreement: Agreement,
        matrix: LabelMatrix,
        gold: Gold,
        class_prior: NDArray[np.float64] | None = None,
        begin: NDArray[np.float64] | None = None,
    ) -> Self:
        self.keys, self.classes = matrix.keys, matrix.classes
        prior = (
            gold.class_prior(self.classes)
            if class_prior is None
            else softmax(log_prior(class_prior, self.classes)[None, :])[0]
        )
        self.votes = gold_votes(matrix.rows, gold, prior, len(self.keys)) + checked_votes(
            self.checks, self.keys, prior
        )
        self.camps = vote_shares(matrix)
        self.leaning = self._leaning(prior)
        nothing = np.zeros(len(self.keys))
        self._take(nothing, nothing)
        if begin is not None:
            self._take(*agreement.evidence(begin, prior))
        for _round in range(ITERATIONS):
            before = self.accuracies
            self._take(*agreement.evidence(self.weights, prior))
            if np.abs(self.accuracies - before).max(initial=0) < STILL:
                break
        return self

    def predict_proba(self, matrix: LabelMatrix, prior: NDArray[np.float64] | None = None) -> Probabilities:
        check_same_functions(self.keys, matrix.keys)
        scores = own_label_scores(matrix.rows, self.weights, matrix.classes)
        if prior is not None:
            scores += log_prior(prior, matrix.classes)
        return softmax(scores)

    def explain(
        self, votes: dict[Key, int], classes: int, prior: NDArray[np.float64] | None = None
    ) -> Explanation:
        weights = dict(zip(self.keys, self.weights, strict=True))
        parts = [
            Contribution(key, label, weights[key] * np.eye(classes)[label]) for key, label in votes.items()
        ]
        return explanation(log_prior(prior, classes), parts)

    @property
    def trust(self) -> list[Trust]:
        """Function by function, in the order of the matrix."""
        figures = (
            self.accuracies,
            self.weights,
            self.agreement,
            self.agreement_votes,
            self.votes.right,
            self.votes.seen,
        )
        return [
            Trust(key, *one)
            for key, *one in zip(self.keys, *(figure.tolist() for figure in figures), strict=True)
        ]

    def _leaning(self, prior: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much more than of others is expected of each function, in log-odds?"""
        rarity = rarity_of(prior)
        seen, right = self.camps.T @ self.votes.seen, self.camps.T @ self.votes.right
        lean = lean_towards_rare(rarity, seen, right, float(logit(EXPECTED)))
        return self.camps @ (lean * np.maximum(rarity, 0))

    def _take(self, agreed: NDArray[np.float64], judged: NDArray[np.float64]) -> None:
        """From evidence of agreement to accuracies: the four steps."""
        turned = self._are_turned(agreed, judged)
        lowest = np.where(turned, LOWEST_TURNED, max(1 / self.classes + 0.05, 0.3))
        expected = np.maximum(expit(logit(EXPECTED) + self.leaning), lowest)
        self.agreement = np.clip(
            (EXPECTED_VOTES * expected + agreed) / (EXPECTED_VOTES + judged), lowest, HIGHEST
        )
        self.agreement_votes = judged
        levelled = level_camps(logit(self.agreement) - self.leaning, self.camps) + self.leaning
        supposed = self._with_gold_by_label(expit(levelled))
        worth = self._worth(supposed)
        seen, right = self.votes.balanced_seen, self.votes.balanced_right
        shrunk = np.clip((worth * supposed + right) / (worth + seen), 0.001, HIGHEST)
        raised = at_least_chance(shrunk, worth + seen, self.classes)
        self.accuracies = np.where(turned, shrunk, raised)
        self.weights = np.log(self.accuracies * (self.classes - 1) / (1 - self.accuracies))

    def _are_turned(self, agreed: NDArray[np.float64], judged: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which functions say each label in the place of another, as when somebody mixed them up?

        Those that say several, if the others contradict them beyond chance. Of one that says a single label nobody can
        tell that from the label being rare; and where half of all seem turned, they may as well be the ones that are
        right.
        """
        enough = np.maximum(judged, 1e-12)
        highest = agreed / enough + ERRORS * np.sqrt(0.25 / enough)
        turned = (highest < 1 / self.classes) & (self.camps.max(axis=1) < 1 - LEAST_OTHER)
        return turned & (2 * turned.sum() < len(turned))

    def _with_gold_by_label(self, supposed: NDArray[np.float64]) -> NDArray[np.float64]:
        seen, right = self.votes.balanced_seen, self.votes.balanced_right
        missing = self.camps.T @ (right - seen * supposed)
        return np.clip(supposed + self.camps @ (missing / (self.camps.T @ seen + POOLED)), 0.02, 0.98)

    def _worth(self, supposed: NDArray[np.float64]) -> float:
        """How many gold votes is what we suppose about a function worth?"""
        enough = self.votes.balanced_seen >= 2
        seen, right = self.votes.balanced_seen[enough], self.votes.balanced_right[enough]
        by_chance = supposed[enough] * (1 - supposed[enough]) / seen
        errors = (right / seen - supposed[enough]) ** 2 - by_chance
        spread = (errors @ seen + SPREAD * SPREAD_VOTES) / (seen.sum() + SPREAD_VOTES)
        return EXPECTED * (1 - EXPECTED) / np.clip(spread, *SPREADS) - 1


def vote_shares(matrix: LabelMatrix) -> NDArray[np.float64]:
    """How do the votes of each function divide over the labels? Shape (functions, classes); silent ones 0."""
    counts = np.zeros((len(matrix.keys), matrix.classes))
    for number, key in enumerate(matrix.keys):
        counts[number] = np.bincount(matrix[key].labels, minlength=matrix.classes)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def level_camps(log_odds: NDArray[np.float64], camps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Draw the mean of each label's functions to the mean of all that vote."""
    voting = camps.any(axis=1)
    if not voting.any():
        return log_odds
    above = camps.T @ (log_odds - log_odds[voting].mean()) / np.maximum(camps.sum(axis=0), 1e-12)
    return log_odds - camps @ above


def at_least_chance(
    accuracies: NDArray[np.float64], evidence: NDArray[np.float64], classes: int
) -> NDArray[np.float64]:
    """Accuracies below chance are raised to just above it, unless the evidence says otherwise."""
    highest = accuracies + ERRORS * np.sqrt(accuracies * (1 - accuracies) / evidence)
    chance = 1 / classes
    return np.where(highest < chance, np.maximum(highest, chance / 25), np.maximum(accuracies, chance * 1.04))


def logit(share: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.log(share) - np.log1p(-np.asarray(share))


def expit(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-log_odds))
