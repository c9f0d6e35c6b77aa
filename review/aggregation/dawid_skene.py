"""Dawid and Skene's model of annotators: what does each of them say where which label is true?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.aggregation.answers import Answers
from review.aggregation.proposals import Proposals
from review.aggregation.voting import shares
from weaklabels.labelmodel.dawid_skene import one_hot
from weaklabels.labelmodel.posterior import softmax

ITERATIONS = 100
STILL = 1e-5
GRAIN = 0.01  # of an answer, in each cell: an annotator who never erred may still err


@dataclass(frozen=True)
class Crowd:
    """What was learned.

    Attributes
    ----------
    proposals
        The labels and how sure the model is. It takes errors for independent, so it is too sure where they are not.
    confusion
        P(annotator says v | y is true), shape (annotators, true labels, said labels): also the best report on them.
    prevalence
        Share of each label.
    """

    proposals: Proposals
    confusion: NDArray[np.float64]
    prevalence: NDArray[np.float64]


def dawid_skene(answers: Answers) -> Crowd:
    """By expectation maximisation, from the shares of the answers.

    The label model of rules (`weaklabels.labelmodel.DawidSkene`) differs in what silence is: a rule says much by not
    firing, an annotator who was not asked says nothing.

    References
    ----------
    Dawid, Skene (1979). Maximum likelihood estimation of observer error-rates using the EM algorithm. Applied Stat. 28.

    Examples
    --------
    Two who agree outweigh a third on what they answer alone:

    >>> documents = [document for document in range(8) for _annotator in range(3)]
    >>> labels = [label for document in range(8) for label in (document % 2, document % 2, 0)]
    >>> crowd = dawid_skene(Answers.of(documents, [1, 2, 3] * 8, labels, classes=2))
    >>> crowd.proposals.labels.tolist()
    [0, 1, 0, 1, 0, 1, 0, 1]
    """
    people, classes = len(answers.annotators), answers.classes
    cells = one_hot(answers.rows, people, classes)
    by_cell = cells.T.tocsr()
    soft = shares(answers.votes)
    for _round in range(ITERATIONS):
        before = soft
        prevalence = (soft.sum(axis=0) + GRAIN) / (len(soft) + GRAIN * classes)
        said = np.asarray(by_cell @ soft).reshape(people, classes, classes) + GRAIN  # annotator, said, true
        confusion = said / said.sum(axis=1, keepdims=True)
        scores = cells @ np.log(confusion).reshape(people * classes, classes) + np.log(prevalence)
        soft = softmax(scores)
        if np.abs(soft - before).max(initial=0) < STILL:
            break
    return Crowd(Proposals(soft), confusion.transpose(0, 2, 1), prevalence)
