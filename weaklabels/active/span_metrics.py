"""How well are spans found? Exactly, to the character; and roughly, where a span touches a true one of its label."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.metrics import (
    DRAWS,
    ENOUGH,
    Interval,
    LabelFigures,
    f1_of,
    interval,
    label_figures,
    resampled,
)

Marked = tuple[int, int, int]  # start, end, number of the label


@dataclass(frozen=True)
class SpanQuality:
    """All labels together, and each alone. With fewer than 15 true spans there are counts and no figure."""

    documents: int
    spans: int  # true ones
    labels: tuple[LabelFigures, ...]
    exact: float | None
    exact_interval: Interval | None
    overlap: float | None
    overlap_interval: Interval | None


@dataclass(frozen=True)
class JudgedSpans:
    """Documents with the spans that are true and those that were said, and the group of each document."""

    true: Sequence[Sequence[Marked]]
    said: Sequence[Sequence[Marked]]
    groups: NDArray[np.intp]
    labels: int

    @cached_property
    def exact(self) -> NDArray[np.int64]:
        """Right, said and true spans of each group and label; shape (groups, 3, labels)."""
        sums = np.zeros((self.groups.max(initial=-1) + 1, 3, self.labels), np.int64)
        for group, true, said in zip(self.groups.tolist(), self.true, self.said, strict=True):
            for kind, spans in enumerate((set(true) & set(said), set(said), set(true))):
                for _start, _end, label in spans:
                    sums[group, kind, label] += 1
        return sums

    @cached_property
    def touching(self) -> NDArray[np.int64]:
        """Of each group: said spans that touch a true one, said ones, true ones that are touched, and true ones."""
        sums = np.zeros((self.groups.max(initial=-1) + 1, 4), np.int64)
        for group, true, said in zip(self.groups.tolist(), self.true, self.said, strict=True):
            sums[group] += (touched(said, true), len(set(said)), touched(true, said), len(set(true)))
        return sums

    def draws(self, *, seed: int, draws: int = DRAWS) -> NDArray[np.float64]:
        """Exact F1 of all labels together on resampled groups: the same seed draws the same ones for every model."""
        return f1_of((resampled(len(self.exact), seed, draws) @ self.exact.sum(axis=2)).T)


def span_quality(judged: JudgedSpans, *, seed: int) -> SpanQuality:
    """Exact F1 of each label and of all together, and overlap F1; intervals by drawing groups.

    In the second a span counts as found where it shares a character with a true one of the same label: precision is of
    the spans said, recall of the true ones.

    References
    ----------
    Tjong Kim Sang, De Meulder (2003). Introduction to the CoNLL-2003 shared task. CoNLL (exact F1 over all labels).
    Segura-Bedmar, Martinez, Herrero-Zazo (2013). SemEval-2013 Task 9 (partial matching).

    Examples
    --------
    >>> true, said = [[(0, 3, 0)]] * 20, [[(0, 3, 0)]] * 15 + [[(0, 5, 0)]] * 5
    >>> found = span_quality(JudgedSpans(true, said, np.arange(20), 1), seed=0)
    >>> found.exact, found.overlap, found.labels[0].missed
    (0.75, 1.0, 5)
    """
    sums = judged.exact.sum(axis=0)
    true = int(sums[2].sum())
    if true < ENOUGH:
        alone = tuple(label_figures(sums[:, at], (0.0, 0.0)) for at in range(judged.labels))
        return SpanQuality(len(judged.true), true, alone, None, None, None, None)
    drawn = resampled(len(judged.exact), seed, DRAWS)
    by_label = f1_of(np.tensordot(drawn, judged.exact, axes=1).transpose(1, 0, 2))
    labels = tuple(label_figures(sums[:, at], interval(by_label[:, at])) for at in range(judged.labels))
    return SpanQuality(
        len(judged.true),
        true,
        labels,
        float(f1_of(sums.sum(axis=1))),
        interval(judged.draws(seed=seed)),
        float(overlap_f1(judged.touching.sum(axis=0))),
        interval(overlap_f1((drawn @ judged.touching).T)),
    )


def touched(spans: Sequence[Marked], others: Sequence[Marked]) -> int:
    """How many of these share a character with one of the others that has the same label.

    Examples
    --------
    >>> touched([(0, 3, 0), (5, 8, 0), (5, 8, 1)], [(2, 6, 0)])
    2
    """
    return sum(
        any(
            start < other_end and other_start < end and label == same
            for other_start, other_end, same in others
        )
        for start, end, label in set(spans)
    )


def overlap_f1(sums: NDArray[np.integer]) -> NDArray[np.float64]:
    """From said ones that touch, said ones, touched ones and true ones, along the first axis."""
    right, said, found, true = sums
    precision, recall = right / np.maximum(said, 1), found / np.maximum(true, 1)
    together = precision + recall
    return 2 * precision * recall / np.where(together > 0, together, 1.0)
