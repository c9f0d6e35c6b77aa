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
    """Of each document: summed over the marks somebody made, each of which everybody else made or did not make.

    Marks nobody made are not seen, so a model of who misses what cannot be learned from those that are. The next person
    makes a mark with the share of those who did, one who did and one who did not added (Laplace's rule of succession);
    what holds is what more than half of them do. Where nobody marked anything nothing is asked, so it is worth 0.

    Examples
    --------
    >>> from review.agreement.spans import Mark
    >>> one = [Mark(0, 3, 1)]
    >>> another_answer_about_marks([{1: one, 2: []}, {1: one, 2: one, 3: one}, {1: [], 2: []}]).round(2).tolist()
    [0.1, 0.0, 0.0]
    """
    rows = [
        (place, sum(mark in marks for marks in answers.values()), len(answers))
        for place, answers in enumerate(documents)
        for mark in {mark for marks in answers.values() for mark in marks}
    ]
    homes, made, asked = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    share = (made + 1) / (asked + 2)
    now = np.maximum(share, 1 - share)
    made_too, not_made = (made + 2) / (asked + 3), (made + 1) / (asked + 3)
    after = share * np.maximum(made_too, 1 - made_too) + (1 - share) * np.maximum(not_made, 1 - not_made)
    return np.bincount(homes, np.maximum(after - now, 0), len(documents))
