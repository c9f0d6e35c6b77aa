"""Where does one more answer pay? By how much surer it would make, before anybody knows what it says."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from review.aggregation.answers import Answers
from review.aggregation.dawid_skene import Crowd, dawid_skene
from review.agreement.spans import Answers as Marked


def another_answer(answers: Answers, crowd: Crowd | None = None) -> NDArray[np.float64]:
    """Of each document: how much more often its label would be right after one more answer, by Dawid and Skene's model.

    The next annotator is an average one: each of them weighs what they answered. Nobody can know what they will say;
    each answer counts with the probability the model gives it. Never below 0: an answer that changes nothing is worth
    nothing.

    Examples
    --------
    Two who contradict each other need a third more than two who agree:

    >>> documents = [document for document in range(20) for _annotator in range(2)]
    >>> labels = [label for document in range(20) for label in (document % 2, (document + (document < 2)) % 2)]
    >>> worth = another_answer(Answers.of(documents, [1, 2] * 20, labels, classes=2))
    >>> bool(worth[:2].min() > 5 * worth[2:].max())
    True
    """
    crowd = dawid_skene(answers) if crowd is None else crowd
    given = np.bincount(answers.rows.functions, minlength=len(answers.annotators))
    if not given.sum():
        return np.zeros(len(answers.documents))
    says = np.einsum("a,ayv->yv", given / given.sum(), crowd.confusion)
    soft = crowd.proposals.soft
    after = sum((soft * says[:, said]).max(axis=1) for said in range(answers.classes))
    return np.maximum(after - soft.max(axis=1), 0)


def another_answer_about_sets(
    documents: NDArray[np.int64], labels: Mapping[Hashable, Answers]
) -> NDArray[np.float64]:
    """Summed over the labels; `documents` in their order, each label asked about all of them."""
    return sum((another_answer(answers) for answers in labels.values()), np.zeros(len(documents)))


def another_answer_about_marks(documents: Sequence[Marked]) -> NDArray[np.float64]:
    """Of each document: summed over the marks somebody made, each of which everybody made or did not make.

    Where nobody marked anything nothing is asked, so it is worth 0.
    """
    rows: list[tuple[int, Hashable, int]] = []
    homes: list[int] = []
    for place, answers in enumerate(documents):
        for mark in sorted({mark for marks in answers.values() for mark in marks}):
            rows += [(len(homes), person, int(mark in marks)) for person, marks in answers.items()]
            homes.append(place)
    if not rows:
        return np.zeros(len(documents))
    units, people, said = zip(*rows, strict=True)
    worth = another_answer(Answers.of(units, people, said, 2))
    return np.bincount(homes, worth, len(documents))
