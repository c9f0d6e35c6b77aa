"""Sets of labels put together label by label: was it chosen, or not?"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.aggregation.answers import Answers
from review.aggregation.proposals import TIE, Proposals

Way = Callable[[Answers], Proposals]


@dataclass(frozen=True)
class ChosenSets:
    """For each document, in their order, a set, or None where a label is as likely chosen as not.

    `confidence` is that in the label of which it is least sure.
    """

    documents: NDArray[np.int64]
    sets: list[frozenset[Hashable] | None]
    confidence: NDArray[np.float64]


def labels_of(sets: Sequence[frozenset[Hashable]]) -> list[Hashable]:
    return sorted(frozenset().union(*sets))


def answers_of(
    documents: NDArray[np.int64],
    people: NDArray[np.int64],
    said: NDArray[np.int64],
    sets: Sequence[frozenset[Hashable]],
) -> dict[Hashable, Answers]:
    """For each label the question whether it was chosen; `said` counts the different sets."""
    return {
        label: Answers.of(
            documents, people, np.array([label in one for one in sets], dtype=np.int64)[said], 2
        )
        for label in labels_of(sets)
    }


def label_by_label(
    documents: NDArray[np.int64],
    people: NDArray[np.int64],
    said: NDArray[np.int64],
    sets: Sequence[frozenset[Hashable]],
    way: Way,
) -> ChosenSets:
    """Each label by itself, so that annotators may be good at one and bad at another.

    Examples
    --------
    >>> from review.aggregation.voting import majority
    >>> table = np.array([[1, 7, 0], [1, 8, 1], [1, 9, 1]]).T
    >>> chosen = label_by_label(*table, [frozenset([4]), frozenset([4, 5])], majority)
    >>> [sorted(one) for one in chosen.sets], chosen.confidence.round(2).tolist()
    ([[4, 5]], [0.67])
    """
    names = np.unique(documents)
    found: list[set[Hashable]] = [set() for _name in names]
    tied, confidence = np.zeros(len(names), dtype=bool), np.ones(len(names))
    for label, answers in answers_of(documents, people, said, sets).items():
        proposals = way(answers)
        tied |= proposals.labels == TIE
        confidence = np.minimum(confidence, proposals.confidence)
        for place in np.flatnonzero(proposals.labels == 1).tolist():
            found[place].add(label)
    sets_chosen = [None if tie else frozenset(one) for one, tie in zip(found, tied.tolist(), strict=True)]
    return ChosenSets(names, sets_chosen, confidence)
