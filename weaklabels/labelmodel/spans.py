"""From spans that rules propose to spans with a score: noisy-or over exact spans, and no two that overlap."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weaklabels.labelmodel.counting import Check

EXPECTED, EXPECTED_SPANS = 0.6, 10  # precision of an unknown function, and how many spans that is worth
ROUNDS = 5  # of leave-one-out agreement, where there is no gold
PLAIN_THRESHOLD = 0.5
ENOUGH_TRUE = 10  # gold spans; with fewer the plain threshold is safer


class Span(NamedTuple):
    """A stretch of a document; `end` is exclusive."""

    document: int
    start: int
    end: int
    label: int


@dataclass(frozen=True)
class ScoredSpan:
    span: Span
    score: float


@dataclass(frozen=True)
class SpanVotes:
    """Proposals, one a row of the arrays: the function and the number of the proposed span among `spans`.

    `spans` has shape (spans, 4), different ones only, sorted: document, start, end, label.
    """

    spans: NDArray[np.int64]
    functions: NDArray[np.intp]
    proposed: NDArray[np.intp]
    count: int

    @classmethod
    def of(cls, by_function: list[list[Span]]) -> Self:
        """From the spans of each function, in any order; the same span twice counts once.

        Raises
        ------
        ValueError
            A span that ends before it starts, or negative numbers.
        """
        rows = [(*span, number) for number, spans in enumerate(by_function) for span in sorted(set(spans))]
        table = np.array(rows, dtype=np.int64).reshape(-1, 5)
        check_spans(table[:, :4])
        spans, proposed = np.unique(table[:, :4], axis=0, return_inverse=True)
        return cls(spans, table[:, 4], proposed.reshape(-1), len(by_function))


class SpanNoisyOr:
    """P(span is true) = 1 - product of (1 - precision) over the functions that propose exactly this span.

    A precision belongs to a function and a label. With gold documents it is counted on them; without, it is how
    probable the other functions make a proposal that overlaps one of theirs (leave-one-out), at least 0.5: rules
    that agree on the thing and not on its borders would else sink together. Both are shrunk to 0.6, worth 10 spans.
    The threshold has the best exact F1 on gold documents, each scored with precisions that did not see it.

    Parameters
    ----------
    checks
        Proposals of single functions, called by their number, that were drawn at random and judged. They count
        like those on gold documents.

    References
    ----------
    Pearl (1988). Probabilistic Reasoning in Intelligent Systems. Morgan Kaufmann, section 4.3.2 (noisy-or).
    Safranchik, Luo, Bach (2020). Weakly supervised sequence tagging from noisy rules. AAAI (the setting).

    Examples
    --------
    >>> votes = SpanVotes.of([[Span(0, 3, 5, 0)], [Span(0, 3, 5, 0), Span(0, 4, 6, 0)]])
    >>> [(one.span.start, round(one.score, 2)) for one in SpanNoisyOr().fit(votes).predict(votes)]
    [(3, 0.82)]
    """

    def __init__(self, checks: Sequence[Check] = ()) -> None:
        self.checks = checks

    def fit(
        self, votes: SpanVotes, gold: list[Span] | None = None, gold_documents: ArrayLike | None = None
    ) -> Self:
        """Learn precisions and threshold.

        Parameters
        ----------
        gold
            The true spans of the gold documents.
        gold_documents
            All documents for which gold is known, those without a true span included.
        """
        documents = np.unique(np.asarray([] if gold_documents is None else gold_documents, dtype=np.int64))
        truth = np.array(sorted(set(gold or [])), dtype=np.int64).reshape(-1, 4)
        check_spans(truth)
        said = max((check.label for check in self.checks), default=0)
        self.labels = 1 + max(votes.spans[:, 3].max(initial=0), truth[:, 3].max(initial=0), said)
        self.threshold = PLAIN_THRESHOLD
        if len(documents):
            self._count(votes, truth, documents)
        else:
            self._agree(votes)
        return self

    def predict_proba(self, votes: SpanVotes) -> NDArray[np.float64]:
        """Score of each different span, shape (spans,)."""
        return noisy_or(votes, self._precision_of(votes))

    def predict(self, votes: SpanVotes) -> list[ScoredSpan]:
        """Spans at or above the threshold of which no two overlap, in the order of the text."""
        scores = self.predict_proba(votes)
        chosen = without_overlaps(votes.spans, scores, self.threshold)
        return [ScoredSpan(Span(*votes.spans[row].tolist()), float(scores[row])) for row in chosen]

    def _precision_of(self, votes: SpanVotes) -> NDArray[np.float64]:
        labels = votes.spans[votes.proposed, 3]
        known = labels < self.labels
        return np.where(known, self.precisions[votes.functions, np.where(known, labels, 0)], EXPECTED)

    def _count(self, votes: SpanVotes, truth: NDArray[np.int64], documents: NDArray[np.int64]) -> None:
        at_document, labels = votes.spans[votes.proposed, 0], votes.spans[votes.proposed, 3]
        known = np.isin(at_document, documents)
        right = is_among(votes.spans, truth)[votes.proposed]
        cells = votes.functions * self.labels + labels
        size = votes.count * self.labels
        seen, hits = (np.bincount(cells[known & which], minlength=size) for which in (True, right))
        self._add_checks(seen, hits)
        self.precisions = shrunk(hits, seen).reshape(votes.count, self.labels)
        places = np.searchsorted(documents, at_document[known])
        pairs, inverse = np.unique(places * size + cells[known], return_inverse=True)
        own_seen = np.bincount(inverse, minlength=len(pairs))[inverse]
        own_hits = np.bincount(inverse, right[known], len(pairs))[inverse]
        others = np.zeros(len(cells))
        others[known] = shrunk(hits[cells[known]] - own_hits, seen[cells[known]] - own_seen)
        self.threshold = best_threshold(votes, noisy_or(votes, others), truth, documents)

    def _agree(self, votes: SpanVotes) -> None:
        self.precisions = np.full((votes.count, self.labels), EXPECTED)
        cells = votes.functions * self.labels + votes.spans[votes.proposed, 3]
        judged = contested(votes)
        size = votes.count * self.labels
        seen = np.bincount(cells[judged], minlength=size)
        for _round in range(ROUNDS):
            own = self._precision_of(votes)
            without = 1 - (1 - noisy_or(votes, own))[votes.proposed] / (1 - own)
            hits = np.bincount(cells[judged], np.clip(without, 0, 1)[judged], size)
            agreed = np.maximum(shrunk(hits, seen), PLAIN_THRESHOLD)
            self.precisions = self._checked(agreed).reshape(votes.count, self.labels)

    def _checked(self, agreed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where some proposals were judged, agreement is what was expected of them."""
        seen, hits = np.zeros((2, len(agreed)))
        self._add_checks(seen, hits)
        return (hits + agreed * EXPECTED_SPANS) / (seen + EXPECTED_SPANS)

    def _add_checks(self, seen: NDArray, hits: NDArray) -> None:
        for check in self.checks:
            seen[check.key * self.labels + check.label] += check.right + check.wrong
            hits[check.key * self.labels + check.label] += check.right


def shrunk(hits: NDArray, seen: NDArray) -> NDArray[np.float64]:
    return (hits + EXPECTED * EXPECTED_SPANS) / (seen + EXPECTED_SPANS)


def noisy_or(votes: SpanVotes, precisions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the proposals of each span, each with its own precision."""
    return 1 - np.exp(np.bincount(votes.proposed, np.log1p(-precisions), len(votes.spans)))


def contested(votes: SpanVotes) -> NDArray[np.bool_]:
    """Proposals that another function's proposal overlaps, be it the same span: only there have others had a say."""
    one, other = overlapping(votes)
    by_others = votes.functions[one] != votes.functions[other]
    marks = np.zeros(len(votes.proposed), dtype=bool)
    marks[one[by_others]] = marks[other[by_others]] = True
    return marks


def overlapping(votes: SpanVotes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All pairs of proposals on the same words, as two lists of their places; the same span twice is a pair, too.

    In the order of their starts, each is held against the next, the one after that, and so on as long as it reaches.
    """
    rows = votes.spans[votes.proposed]
    order = np.lexsort((rows[:, 1], rows[:, 0]))
    documents, starts, ends = rows[order, 0], rows[order, 1], rows[order, 2]
    left: list[NDArray[np.intp]] = [np.empty(0, np.intp)]
    right: list[NDArray[np.intp]] = [np.empty(0, np.intp)]
    reaching, step = np.arange(len(order)), 1
    while len(reaching):
        reaching = reaching[reaching + step < len(order)]
        after = reaching + step
        meet = (documents[reaching] == documents[after]) & (starts[after] < ends[reaching])
        reaching, after = reaching[meet], after[meet]
        left.append(order[reaching])
        right.append(order[after])
        step += 1
    return np.concatenate(left), np.concatenate(right)


def without_overlaps(
    spans: NDArray[np.int64], scores: NDArray[np.float64], threshold: float
) -> NDArray[np.intp]:
    """Take the surest span, then the surest that overlaps none taken; of equals the longer, then the earlier."""
    order = np.lexsort((spans[:, 1], spans[:, 1] - spans[:, 2], -scores))
    taken: dict[int, list[tuple[int, int]]] = {}
    chosen = []
    for row in order[scores[order] >= threshold - 1e-12]:
        document, start, end, _label = spans[row].tolist()
        there = taken.setdefault(document, [])
        place = bisect_left(there, (start, end))
        if is_free(there, place, start, end):
            there.insert(place, (start, end))
            chosen.append(row)
    return np.sort(np.array(chosen, dtype=np.intp))


def is_free(taken: list[tuple[int, int]], place: int, start: int, end: int) -> bool:
    """Does it begin after the span before its place ends, and end before the next begins?"""
    after_the_last = place == 0 or taken[place - 1][1] <= start
    return after_the_last and (place == len(taken) or end <= taken[place][0])


def best_threshold(
    votes: SpanVotes, scores: NDArray[np.float64], truth: NDArray[np.int64], documents: NDArray[np.int64]
) -> float:
    """The score at which to cut for the best exact F1 on these documents; of equals the one nearest to 0.5."""
    if len(truth) < ENOUGH_TRUE:
        return PLAIN_THRESHOLD
    [known] = np.nonzero(np.isin(votes.spans[:, 0], documents))
    chosen = known[without_overlaps(votes.spans[known], scores[known], 0.0)]
    ranked = chosen[np.argsort(-scores[chosen], kind="stable")]
    right = is_among(votes.spans[ranked], truth)
    f1 = 2 * np.cumsum(right) / (np.arange(1, len(ranked) + 1) + len(truth))
    values = scores[ranked]
    borders = np.append(values[:-1] > values[1:] + 1e-12, True)[: len(values)]
    middles = ((values + np.append(values[1:], 0.0)) / 2)[borders]
    if not len(middles):
        return PLAIN_THRESHOLD
    best = middles[f1[borders] >= f1[borders].max() - 1e-12]
    return float(best[np.argmin(np.abs(best - PLAIN_THRESHOLD))])


def exact_f1(predicted: list[Span], truth: list[Span]) -> float:
    """Of spans with the very same document, borders and label; nothing predicted and nothing true is 1.

    Examples
    --------
    >>> round(exact_f1([Span(0, 0, 2, 0), Span(0, 5, 7, 0)], [Span(0, 0, 2, 0), Span(0, 5, 8, 0), Span(1, 0, 1, 0)]), 2)
    0.4
    """
    said, true = set(predicted), set(truth)
    return 2 * len(said & true) / (len(said) + len(true)) if said or true else 1.0


def is_among(spans: NDArray[np.int64], truth: NDArray[np.int64]) -> NDArray[np.bool_]:
    true = {tuple(row) for row in truth.tolist()}
    return np.array([tuple(row) in true for row in spans.tolist()], dtype=bool)


def check_spans(spans: NDArray[np.int64]) -> None:
    if spans.min(initial=0) < 0 or np.any(spans[:, 2] <= spans[:, 1]):
        msg = "A span names its document, start, end and label by numbers from 0, and ends after it starts."
        raise ValueError(msg)
