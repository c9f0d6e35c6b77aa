"""Which document next? A ranked list of at most 10,000 with a reason each, and the rule by which it is drawn from.

The default, from measurements on eight public sets: rules or random until every label has 5 answers or 50 are in, then
margin with 20 % random. Margin alone was up to 7 points of F1 under random at 100 labels, entropy up to 10.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.drawing import MOST_LISTED, DrawRule, draw_rule
from weaklabels.active.floors import ENOUGH_OF_EACH, FLOOR_EVERY, floor_places, with_floor
from weaklabels.active.pools import Floats, Pool
from weaklabels.active.reasons import NOBODY, Reason
from weaklabels.active.scoring import Scores, Strategy, cold_scores, random_scores, scores_of
from weaklabels.active.spreading import ALONE, farthest_first, in_rounds, without_runs

ENOUGH_IN_ALL = 50
MISLED_RANDOM = 0.5
COPIES = 4  # of one group among the most uncertain
LEAST_LOOKED_AT = 50  # of the most uncertain, when it is asked whether they are copies
MOST_LOOKED_AT = 5_000
MOST_SPREAD = 1_000  # candidates of k-centre
RESERVE = 4  # so many times the list are looked at, so that others can take the places of copies


class Because(StrEnum):
    """Why the list is made the way it is."""

    CHOSEN = "chosen"  # the strategy asked for
    COLD = "cold"  # too few answers for a model's doubts to mean something
    NOTHING_TO_GO_BY = "nothing_to_go_by"  # what the strategy needs is not there
    MISLED = "misled"  # the most uncertain are copies of one another: half of the draws are random


@dataclass(frozen=True)
class Plan:
    """What the project wishes.

    Parameters
    ----------
    answers_a_ranking
        A new list is made after so many answers.
    random_share
        Of the draws of this list; at least 0.1.
    most
        Length of the list, at most 10,000.
    """

    strategy: Strategy = Strategy.MARGIN
    answers_a_ranking: int = 10
    random_share: float = 0.2
    most: int = MOST_LISTED


@dataclass(frozen=True)
class Ranked:
    """The list, best first: rows of the pool, their scores, and why each is on it.

    `labels` are the two labels a reason speaks of, -1 for none. `strategy` and `because` say what was really done.
    """

    rows: NDArray[np.int64]
    scores: Floats
    reasons: NDArray[np.int8]
    labels: NDArray[np.int32]
    draw: DrawRule
    strategy: Strategy
    because: Because

    def __len__(self) -> int:
        return len(self.rows)


def rank(pool: Pool, plan: Plan, rng: np.random.Generator) -> Ranked:
    """The next list for these open documents; the same pool, plan and state of `rng` give the same list.

    Parameters
    ----------
    pool
        What is known of them.
    plan
        What the project wishes.
    rng
        Breaks ties, and makes random lists.
    """
    strategy, because, scores = _decided(pool, plan, rng)
    rule = draw_rule(plan.answers_a_ranking, len(pool), plan.random_share)
    if strategy == Strategy.RANDOM:
        rule = replace(rule, random_share=1.0)
    most = min(plan.most, MOST_LISTED)
    rows = _best(scores.values, most * RESERVE, rng)
    if because != Because.COLD and strategy != Strategy.RANDOM and copies_lead(rows, pool):
        because, rule = Because.MISLED, replace(rule, random_share=max(rule.random_share, MISLED_RANDOM))
    if strategy == Strategy.K_CENTRE:
        rows = _spread_out(rows, pool, plan)
    floor, rare = _floor(pool, strategy, because, min(most, len(rows)))
    rows = in_rounds(with_floor(rows, floor), pool.alike, pool.answered_alike)
    rows = without_runs(rows, pool.alike, pool.recent)[:most]
    reasons, labels = _why(rows, scores, floor, rare)
    return Ranked(rows, scores.values[rows], reasons, labels, rule, strategy, because)


def is_cold(pool: Pool) -> bool:
    """Are there too few answers for a model's doubts to mean something?

    Examples
    --------
    >>> [is_cold(Pool(np.array(counts))) for counts in ([40, 4], [30, 5], [50, 0])]
    [True, False, False]
    """
    enough_of_each = len(pool.counts) > 0 and pool.counts.min() >= ENOUGH_OF_EACH
    return not enough_of_each and pool.all_answers < ENOUGH_IN_ALL


def copies_lead(rows: NDArray[np.int64], pool: Pool) -> bool:
    """Are most of the most uncertain tenth copies, four or more to a group? Then doubt leads to one place only."""
    looked_at = pool.alike[rows[: most_uncertain(len(pool))]]
    _groups, places, sizes = np.unique(looked_at, return_inverse=True, return_counts=True)
    copies = (sizes[places] >= COPIES) & (looked_at != ALONE)
    return bool(len(rows)) and bool(copies.mean() > 0.5)


def most_uncertain(documents: int) -> int:
    """How many of the first of a list are asked whether they are copies."""
    return min(max(LEAST_LOOKED_AT, documents // 10), MOST_LOOKED_AT)


def laid_out(ranked: Ranked, documents: int, evenly: int, rng: np.random.Generator) -> Ranked:
    """The list for a queue that draws evenly from its first few, so that its draw rule comes out all the same.

    A head larger than what is drawn from is shuffled; where the model is misled, every other place is chance's.

    Parameters
    ----------
    documents
        In the pool.
    evenly
        So many of the first free documents of the list are drawn from.
    """
    order = np.arange(len(ranked))
    if ranked.draw.head > evenly:
        order[: ranked.draw.head] = rng.permutation(order[: ranked.draw.head])
    rows, scores, reasons, labels = (
        part[order] for part in (ranked.rows, ranked.scores, ranked.reasons, ranked.labels)
    )
    if ranked.because != Because.MISLED:
        return replace(ranked, rows=rows, scores=scores, reasons=reasons, labels=labels)
    half = len(rows) // 2
    others = rng.permutation(np.setdiff1d(np.arange(documents), rows[:half]))[:half]
    return replace(
        ranked,
        rows=_by_turns(rows[:half], others),
        scores=_by_turns(scores[:half], np.zeros(len(others))),
        reasons=_by_turns(reasons[:half], np.full(len(others), Reason.RANDOM)),
        labels=_by_turns(labels[:half], np.full((len(others), 2), NOBODY)),
    )


def _by_turns(ours: NDArray, theirs: NDArray) -> NDArray:
    """One of ours, one of theirs; what is left of the longer stands behind."""
    places = np.argsort(
        np.concatenate([2 * np.arange(len(ours)), 2 * np.arange(len(theirs)) + 1]), kind="stable"
    )
    return np.concatenate([ours, theirs.astype(ours.dtype)])[places]


def _decided(pool: Pool, plan: Plan, rng: np.random.Generator) -> tuple[Strategy, Because, Scores]:
    """The strategy asked for, if it can be had; else the nearest that can."""
    if plan.strategy == Strategy.RANDOM:
        return Strategy.RANDOM, Because.CHOSEN, random_scores(pool, rng)
    if is_cold(pool):
        by_rules = cold_scores(pool, rng)
        return (
            (Strategy.RULES_FIRST, Because.COLD, by_rules)
            if by_rules
            else (Strategy.RANDOM, Because.COLD, random_scores(pool, rng))
        )
    if scores := scores_of(plan.strategy, pool):
        return plan.strategy, Because.CHOSEN, scores
    for strategy in (Strategy.MARGIN, Strategy.SPANS_NORMALISED):
        if scores := scores_of(strategy, pool):
            return strategy, Because.NOTHING_TO_GO_BY, scores
    return Strategy.RANDOM, Because.NOTHING_TO_GO_BY, random_scores(pool, rng)


def _best(values: Floats, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Rows of the highest scores, the first first; among equals chance decides, also at the cut."""
    chance = rng.permutation(len(values))
    if most < len(values):
        cut = np.partition(values, len(values) - most)[len(values) - most]
        [above], [at] = np.nonzero(values > cut), np.nonzero(values == cut)
        at = at[np.argsort(chance[at])][: most - len(above)]
        rows = np.concatenate([above, at])
    else:
        rows = np.arange(len(values))
    return rows[np.lexsort((chance[rows], -values[rows]))]


def _spread_out(rows: NDArray[np.int64], pool: Pool, plan: Plan) -> NDArray[np.int64]:
    """The most uncertain, each next as unlike those before as can be; then the others as they were."""
    candidates = rows[: min(MOST_SPREAD, max(100, 10 * plan.answers_a_ranking))]
    picks = candidates[farthest_first(pool.features[candidates], 2 * plan.answers_a_ranking)]
    return np.concatenate([picks, rows[~np.isin(rows, picks)]])


def _floor(
    pool: Pool, strategy: Strategy, because: Because, listed: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """One place in five for labels with fewer than 5 answers; not while the list is random, or rules make it."""
    has_none = strategy == Strategy.RANDOM or because == Because.COLD
    return floor_places(pool, 0 if has_none else listed // FLOOR_EVERY)


def _why(
    rows: NDArray[np.int64], scores: Scores, floor: NDArray[np.int64], rare: NDArray[np.int32]
) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    reasons, labels = scores.why(rows)
    order = np.argsort(floor)
    places = np.searchsorted(floor[order], rows)
    found = np.append(floor[order], NOBODY)[places] == rows
    reasons[found] = Reason.RARE
    labels[found] = np.column_stack([rare[order][places[found]], np.full(found.sum(), NOBODY)])
    return reasons, labels
