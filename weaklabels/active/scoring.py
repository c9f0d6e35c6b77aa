"""What each strategy says of every open document, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.pools import Floats, Pool
from weaklabels.active.reasons import NOBODY, Reason, two_likeliest
from weaklabels.active.uncertainty import (
    TokenMarginals,
    committee,
    entropy,
    least_confidence,
    margin,
    of_least_decided,
    tokens_normalised,
    tokens_total,
)

Rows = NDArray[np.integer]
Labels = NDArray[np.int32]


class Strategy(StrEnum):
    MARGIN = "margin"
    LEAST_CONFIDENCE = "least_confidence"
    ENTROPY = "entropy"
    K_CENTRE = "k_centre"
    COMMITTEE = "committee"
    RULES_DISAGREE = "rules_disagree"
    RARITY = "rarity"
    SPANS_NORMALISED = "spans_normalised"
    SPANS_TOTAL = "spans_total"
    RANDOM = "random"
    RULES_FIRST = "rules_first"  # cold start: what rules say, the labels taking turns; cannot be chosen


@dataclass(frozen=True)
class Scores:
    """Of every open document, higher first; `why` gives reasons and labels for the rows that make the list."""

    values: Floats
    why: Callable[[Rows], tuple[NDArray[np.int8], Labels]]


def scores_of(strategy: Strategy, pool: Pool) -> Scores | None:
    """The scores, or None where the pool lacks what the strategy needs."""
    if strategy in UNCERTAINTY:
        return _unsure(pool, UNCERTAINTY[strategy])
    if strategy in OF_TOKENS:
        return _unsure_of_spans(pool, strategy)
    return OTHERS[strategy](pool) if strategy in OTHERS else None


def cold_scores(pool: Pool, rng: np.random.Generator) -> Scores | None:
    """What rules say, label by label in turn, those with the fewest answers first; None without rules.

    Within a label the order is random: the documents a rule is surest of are all alike.
    """
    if pool.rules is None or not pool.rules.soft.any():
        return None
    speaks = pool.rules.soft.any(axis=1)
    labels = np.where(speaks, pool.rules.soft.argmax(axis=1), NOBODY)
    shuffled = rng.permutation(len(labels))
    grouped = shuffled[np.argsort(labels[shuffled], kind="stable")]
    firsts = np.searchsorted(labels[grouped], labels[grouped])
    turn = np.empty(len(labels))
    turn[grouped] = np.arange(len(labels)) - firsts
    turn += np.where(speaks, pool.counts[labels], 0)
    values = np.where(speaks, 1 / (1 + turn), 0.0)

    def why(rows: Rows) -> tuple[NDArray[np.int8], Labels]:
        reasons = np.where(speaks[rows], Reason.RULE_SAYS, Reason.RANDOM).astype(np.int8)
        return reasons, _alone(labels[rows])

    return Scores(values, why)


def random_scores(pool: Pool, rng: np.random.Generator) -> Scores:
    return Scores(rng.random(len(pool)), lambda rows: _all(Reason.RANDOM, np.full((len(rows), 2), NOBODY)))


def _unsure(pool: Pool, measure: Callable[[Floats], Floats], reason: Reason = Reason.TORN) -> Scores | None:
    probabilities = pool.probabilities
    if probabilities is None:
        return None
    if pool.takes_several:
        return _undecided(probabilities, measure)

    def why(rows: Rows) -> tuple[NDArray[np.int8], Labels]:
        pairs = two_likeliest(probabilities[rows])
        return _torn_or_unsure(probabilities[rows], pairs, reason), pairs

    return Scores(measure(probabilities), why)


def _undecided(probabilities: Floats, measure: Callable[[Floats], Floats]) -> Scores:
    """Of several labels: about each by itself."""
    values, labels = of_least_decided(measure, [probabilities])
    return Scores(values, lambda rows: _all(Reason.UNDECIDED, _alone(labels[rows])))


def _torn_or_unsure(probabilities: Floats, pairs: Labels, torn: Reason) -> NDArray[np.int8]:
    """Torn between two only if these two have most of the probability; else unsure between many."""
    behind = np.where(pairs >= 0, np.take_along_axis(probabilities, np.maximum(pairs, 0), axis=1), 0)
    return np.where(behind.sum(axis=1) >= 0.5, torn, Reason.UNSURE).astype(np.int8)


def _spread(pool: Pool) -> Scores | None:
    return None if pool.features is None else _unsure(pool, margin, Reason.UNLIKE)


def _committee(pool: Pool) -> Scores | None:
    if len(pool.committee) < 2:
        return None
    if pool.takes_several:
        values, labels = of_least_decided(lambda *members: committee(members), pool.committee)
        return Scores(values, lambda rows: _all(Reason.MODELS_DISAGREE, _alone(labels[rows])))
    together = np.mean(pool.committee, axis=0)
    return Scores(
        committee(pool.committee), lambda rows: _all(Reason.MODELS_DISAGREE, two_likeliest(together[rows]))
    )


def _rules_disagree(pool: Pool) -> Scores | None:
    rules = pool.rules
    if rules is None or pool.takes_several or not rules.disagreement.any():
        return None  # several labels stand side by side: nobody contradicts
    unsure = margin(pool.probabilities) if pool.probabilities is not None else 0.0

    def why(rows: Rows) -> tuple[NDArray[np.int8], Labels]:
        disputed = rules.disagreement[rows] > 0
        first = rules.soft if pool.probabilities is None else pool.probabilities
        pairs = np.where(disputed[:, None], two_likeliest(rules.soft[rows]), two_likeliest(first[rows]))
        return np.where(disputed, Reason.RULES_DISAGREE, Reason.TORN).astype(np.int8), pairs

    # Where rules agree or are silent the model's doubts come next; the two never mix
    return Scores((rules.disagreement + unsure * BEHIND) / (1 + BEHIND), why)


def _rarity(pool: Pool) -> Scores | None:
    probabilities = pool.probabilities
    if probabilities is None:
        return None
    worth = (1 + pool.counts.min()) / (1 + pool.counts)

    def why(rows: Rows) -> tuple[NDArray[np.int8], Labels]:
        return _all(Reason.RARE, _alone((probabilities[rows] * worth).argmax(axis=1)))

    return Scores(probabilities @ worth, why)


def _unsure_of_tokens(pool: Pool, measure: Callable[[TokenMarginals], Floats]) -> Scores | None:
    tokens = pool.tokens
    if tokens is None:
        return None

    def why(rows: Rows) -> tuple[NDArray[np.int8], Labels]:
        least = tokens.least_sure(rows)
        pairs = two_likeliest(tokens.probabilities[np.maximum(least, 0)])
        return _all(Reason.SPANS_TORN, np.where(least[:, None] >= 0, pairs, NOBODY))

    return Scores(measure(tokens), why)


def _unsure_of_spans(pool: Pool, strategy: Strategy) -> Scores | None:
    """By the marginals of all tokens where they are known, else by what the model says of each document."""
    if pool.doubts is None:
        return _unsure_of_tokens(pool, OF_TOKENS[strategy])
    doubts = pool.doubts
    return Scores(
        doubts.normalised if strategy == Strategy.SPANS_NORMALISED else doubts.total,
        lambda rows: _all(Reason.SPANS_TORN, np.full((len(rows), 2), NOBODY)),
    )


def _alone(labels: NDArray[np.integer]) -> Labels:
    return np.column_stack([labels, np.full(len(labels), NOBODY)]).astype(np.int32)


def _all(reason: Reason, pairs: NDArray[np.integer]) -> tuple[NDArray[np.int8], Labels]:
    return np.full(len(pairs), reason, np.int8), pairs.astype(np.int32)


BEHIND = 1e-3
UNCERTAINTY = {
    Strategy.MARGIN: margin,
    Strategy.LEAST_CONFIDENCE: least_confidence,
    Strategy.ENTROPY: entropy,
}
OF_TOKENS = {Strategy.SPANS_NORMALISED: tokens_normalised, Strategy.SPANS_TOTAL: tokens_total}
OTHERS = {
    Strategy.K_CENTRE: _spread,
    Strategy.COMMITTEE: _committee,
    Strategy.RULES_DISAGREE: _rules_disagree,
    Strategy.RARITY: _rarity,
}
