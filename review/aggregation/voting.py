"""The label that most annotators gave; each counting the same, or as often as they agree with the others."""

import numpy as np
from numpy.typing import NDArray

from review.aggregation.answers import Answers
from review.aggregation.proposals import TIE, Proposals


def majority(answers: Answers) -> Proposals:
    """Confidence is the share of the answers.

    Examples
    --------
    >>> answers = Answers.of([1, 1, 1, 2, 2], [7, 8, 9, 7, 8], [0, 0, 1, 0, 1], classes=2)
    >>> majority(answers).labels.tolist()
    [0, -1]
    """
    return Proposals(shares(answers.votes))


def weighted(answers: Answers) -> Proposals:
    """Each annotator counts as much as the share of their answers that the majority gave, too.

    Known as Wawa, worker agreement with aggregate.
    """
    return Proposals(shares(answers.weighted(agreement_with(answers, majority(answers)))))


def agreement_with(answers: Answers, proposals: Proposals) -> NDArray[np.float64]:
    """Of each annotator, on documents with a proposal; 1 for all where nobody can be judged.

    >>> answers = Answers.of([1, 1, 1, 2, 2], [7, 8, 9, 7, 8], [0, 0, 1, 0, 1], classes=2)
    >>> agreement_with(answers, majority(answers)).tolist()
    [1.0, 1.0, 0.0]
    """
    said = proposals.labels[answers.rows.documents]
    judged, people = said != TIE, len(answers.annotators)
    cases = np.bincount(answers.rows.functions[judged], minlength=people)
    right = np.bincount(answers.rows.functions[said == answers.rows.labels], minlength=people)
    return np.where(cases > 0, right / np.maximum(cases, 1), right.sum() / max(cases.sum(), 1) or 1.0)


def shares(votes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Even where nothing speaks for any label."""
    total = votes.sum(axis=1, keepdims=True)
    return np.where(total > 0, votes / np.where(total > 0, total, 1), 1 / votes.shape[1])
