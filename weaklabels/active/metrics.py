"""How good is a model on documents that were drawn at random and that it never saw? With intervals, or not at all."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

ENOUGH = 15  # positive documents of a label; below there are counts and no F1
DRAWS = 1_000
SURE = (0.025, 0.975)
MOST_KEPT = 2_000  # groups of which the last draws are kept: 16 MB
Interval = tuple[float, float]


@dataclass(frozen=True)
class LabelFigures:
    """One label: how often it was said and true. With fewer than 15 true ones the three figures are None."""

    found: int  # true and said
    wrong: int  # said and not true
    missed: int  # true and not said
    precision: float | None
    recall: float | None
    f1: float | None
    interval: Interval | None  # of F1, 95 %


@dataclass(frozen=True)
class Quality:
    """All labels, and the mean F1 of those that have one; accuracy counts documents with everything right."""

    documents: int
    labels: tuple[LabelFigures, ...]
    macro: float | None
    macro_interval: Interval | None
    accuracy: float | None
    accuracy_interval: Interval | None


@dataclass(frozen=True)
class Judged:
    """Documents with what is true and what was said, shape (documents, labels) each, and the group of each.

    A group is a conversation or a file: its documents are alike, so intervals draw groups and not documents.
    """

    true: NDArray[np.bool_]
    said: NDArray[np.bool_]
    groups: NDArray[np.intp]

    @classmethod
    def of(cls, true: ArrayLike, said: ArrayLike, groups: ArrayLike | None = None) -> Self:
        truth, words = np.asarray(true, bool), np.asarray(said, bool)
        if truth.ndim != 2 or truth.shape != words.shape:
            msg = f"True and said labels need the same table, not the shapes {truth.shape} and {words.shape}."
            raise ValueError(msg)
        numbers = np.arange(len(truth)) if groups is None else np.asarray(groups)
        if numbers.shape != (len(truth),):
            msg = f"Each of {len(truth)} documents needs one group, not {numbers.shape}."
            raise ValueError(msg)
        return cls(truth, words, np.unique(numbers, return_inverse=True)[1].reshape(-1))

    @classmethod
    def of_choice(
        cls, true: ArrayLike, said: ArrayLike, labels: int, groups: ArrayLike | None = None
    ) -> Self:
        """From the number of one label each."""
        return cls.of(np.eye(labels, dtype=bool)[true], np.eye(labels, dtype=bool)[said], groups)

    @cached_property
    def by_group(self) -> NDArray[np.int64]:
        """True positives, said and true ones, of each group and label; shape (groups, 3, labels)."""
        cells = np.stack([self.true & self.said, self.said, self.true], axis=1)
        if not len(cells):
            return np.zeros(cells.shape, np.int64)
        order = np.argsort(self.groups, kind="stable")
        starts = np.searchsorted(self.groups[order], np.arange(self.groups.max() + 1))
        return np.add.reduceat(cells[order], starts, axis=0, dtype=np.int64)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        return (self.true == self.said).all(axis=1)

    def resampled(self, seed: int, draws: int = DRAWS) -> NDArray[np.int64]:
        """How often each group is drawn, with replacement; shape (draws, groups)."""
        return resampled(len(self.by_group), seed, draws)


def quality(judged: Judged, *, seed: int) -> Quality:
    """Precision, recall and F1 of each label, their macro mean, and accuracy; intervals by drawing groups.

    References
    ----------
    Efron, Tibshirani (1993). An introduction to the bootstrap, chapter 13 (percentile interval).

    Examples
    --------
    >>> judged = Judged.of_choice([0] * 20 + [1] * 20 + [2], [0] * 18 + [1] * 22 + [1], 3)
    >>> found = quality(judged, seed=0)
    >>> [label.f1 and round(label.f1, 3) for label in found.labels], round(found.macro, 3)
    ([0.947, 0.93, None], 0.939)
    """
    if not len(judged.true):
        empty = LabelFigures(0, 0, 0, None, None, None, None)
        return Quality(0, (empty,) * judged.true.shape[1], None, None, None, None)
    sums = judged.by_group.sum(axis=0)
    enough = sums[2] >= ENOUGH
    draws = judged.resampled(seed)
    drawn = drawn_f1(judged, enough, draws)
    place_of = dict(zip(np.flatnonzero(enough).tolist(), range(drawn.shape[1]), strict=True))
    labels = tuple(
        label_figures(sums[:, at], interval(drawn[:, place_of[at]]) if at in place_of else None)
        for at in range(judged.true.shape[1])
    )
    right = np.bincount(judged.groups, judged.right)
    size = np.bincount(judged.groups)
    return Quality(
        len(judged.true),
        labels,
        float(f1_of(sums)[enough].mean()) if enough.any() else None,
        interval(drawn.mean(axis=1)) if enough.any() else None,
        float(judged.right.mean()) if len(judged.true) >= ENOUGH else None,
        interval((draws @ right) / (draws @ size)) if len(judged.true) >= ENOUGH else None,
    )


def macro_draws(judged: Judged, *, seed: int, draws: int = DRAWS) -> NDArray[np.float64]:
    """Macro F1 on resampled groups. The same seed draws the same groups, so that runs can be compared in pairs."""
    enough = judged.by_group.sum(axis=0)[2] >= ENOUGH
    if not enough.any():
        return np.full(draws, np.nan)
    return drawn_f1(judged, enough, judged.resampled(seed, draws)).mean(axis=1)


def drawn_f1(judged: Judged, enough: NDArray[np.bool_], draws: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 of these labels on resampled groups, shape (draws, labels).

    Of two thousand labels few have enough documents: all the others would be added up for nothing. Numbers of documents
    are exact as floats, which are multiplied many times faster.
    """
    sums = np.tensordot(draws.astype(np.float64), judged.by_group[:, :, enough].astype(np.float64), axes=1)
    return f1_of(sums.transpose(1, 0, 2))


def resampled(groups: int, seed: int, draws: int = DRAWS) -> NDArray[np.int64]:
    """How often each of so many groups is drawn, with replacement; shape (draws, groups). Not to be written to."""
    return (drawn_and_kept if groups <= MOST_KEPT else drawn_anew)(groups, seed, draws)


def drawn_anew(groups: int, seed: int, draws: int) -> NDArray[np.int64]:
    found = np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), size=draws)
    found.setflags(write=False)
    return found


# All runs of a curve are judged on the same groups: to draw them takes as long as all else.
drawn_and_kept = lru_cache(maxsize=1)(drawn_anew)


def f1_of(sums: NDArray[np.number]) -> NDArray[np.float64]:
    """From true positives, said and true ones along the first axis; nothing said and nothing true is 0."""
    found, said, true = sums
    return 2 * found / np.maximum(said + true, 1)


def label_figures(sums: NDArray[np.integer], between: Interval | None) -> LabelFigures:
    """`between` is None where there are too few documents for an F1."""
    found, said, true = (int(one) for one in sums)
    if true < ENOUGH or between is None:
        return LabelFigures(found, said - found, true - found, None, None, None, None)
    precision = found / said if said else None
    return LabelFigures(
        found, said - found, true - found, precision, found / true, 2 * found / (said + true), between
    )


def interval(drawn: NDArray[np.floating]) -> Interval:
    low, high = np.quantile(drawn, SURE)
    return float(low), float(high)


def confusion(true: ArrayLike, said: ArrayLike, labels: int) -> NDArray[np.int64]:
    """How often each label was said where each is true; shape (true, said).

    Examples
    --------
    >>> confusion([0, 0, 1], [0, 1, 1], 2).tolist()
    [[1, 1], [0, 1]]
    """
    cells = np.asarray(true, np.int64) * labels + np.asarray(said, np.int64)
    return np.bincount(cells, minlength=labels * labels).reshape(labels, labels)
