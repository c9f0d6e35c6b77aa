"""How unsure is a model about a document? One score a document, 0 to 1 where there is a most; higher is less sure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
SMALL = 1e-12


def margin(probabilities: Floats) -> Floats:
    """1 minus the lead of the first label over the second: near 1 the model is torn between the two.

    References
    ----------
    Scheffer, Decomain, Wrobel (2001). Active hidden Markov models for information extraction. IDA.

    Examples
    --------
    >>> margin(np.array([[0.5, 0.5, 0.0], [0.75, 0.25, 0.0], [1.0, 0.0, 0.0]])).tolist()
    [1.0, 0.5, 0.0]
    """
    if probabilities.shape[1] < 2:
        return np.zeros(len(probabilities))
    second, first = np.partition(probabilities, -2, axis=1)[:, -2:].T
    return 1 - (first - second)


def least_confidence(probabilities: Floats) -> Floats:
    """1 minus the probability of the first label, times k / (k - 1), so that even odds are 1.

    References
    ----------
    Lewis, Gale (1994). A sequential algorithm for training text classifiers. SIGIR.

    Examples
    --------
    >>> least_confidence(np.array([[0.5, 0.5], [1.0, 0.0]])).tolist()
    [1.0, 0.0]
    """
    labels = probabilities.shape[1]
    if labels < 2:
        return np.zeros(len(probabilities))
    return (1 - probabilities.max(axis=1)) * labels / (labels - 1)


def entropy(probabilities: Floats) -> Floats:
    """Shannon's entropy over that of even odds.

    References
    ----------
    Shannon (1948). A mathematical theory of communication. Bell System Technical Journal 27.

    Examples
    --------
    >>> entropy(np.array([[0.5, 0.5], [1.0, 0.0]])).round(6).tolist()
    [1.0, 0.0]
    """
    labels = probabilities.shape[1]
    if labels < 2:
        return np.zeros(len(probabilities))
    return np.maximum(nats(probabilities), 0) / np.log(labels)


def nats(probabilities: Floats) -> Floats:
    """Entropy of each row, in nats."""
    return -(probabilities * np.log(np.maximum(probabilities, SMALL))).sum(axis=1)


def committee(members: Sequence[Floats]) -> Floats:
    """How far apart the members of a committee are: the Jensen-Shannon divergence, over its most.

    References
    ----------
    McCallum, Nigam (1998). Employing EM and pool-based active learning for text classification. ICML.
    Lin (1991). Divergence measures based on the Shannon entropy. IEEE Transactions on Information Theory 37.

    Examples
    --------
    >>> one, other = np.array([[1.0, 0.0], [0.3, 0.7]]), np.array([[0.0, 1.0], [0.3, 0.7]])
    >>> committee([one, other]).round(6).tolist()
    [1.0, 0.0]
    """
    if len(members) < 2:
        return np.zeros(len(members[0]))
    together = np.mean(members, axis=0)
    apart = nats(together) - np.mean([nats(member) for member in members], axis=0)
    most = np.log(min(len(members), together.shape[1])) or 1.0
    return np.maximum(apart, 0) / most


def of_least_decided(
    measure: Callable[..., Floats], members: Sequence[Floats]
) -> tuple[Floats, NDArray[np.int32]]:
    """Where each label is given or not by itself: a document is as unsure as its least decided label, and which is it?

    Held against each other, two labels that are both certain would be a draw.

    Parameters
    ----------
    measure
        Of these; it takes the probabilities of each member.
    members
        Documents by labels: one model, or a committee.

    Examples
    --------
    >>> said = np.array([[0.99, 0.98], [0.01, 0.02], [0.9, 0.4]])
    >>> unsure, labels = of_least_decided(margin, [said])
    >>> unsure.round(2).tolist(), labels.tolist()
    ([0.04, 0.04, 0.8], [1, 1, 1])
    """
    documents, labels = members[0].shape
    most, which = np.zeros(documents), np.zeros(documents, np.int32)
    for label in range(labels):
        yes_or_no = [np.column_stack([said[:, label], 1 - said[:, label]]) for said in members]
        unsure = measure(*yes_or_no)
        which[unsure > most] = label
        most = np.maximum(most, unsure)
    return most, which


@dataclass(frozen=True)
class TokenMarginals:
    """What a span model says of each token: one row a token, all documents in one array.

    Parameters
    ----------
    probabilities
        Tokens by tags.
    starts
        The first row of each document, and at the end the number of rows; a document may have no tokens.
    """

    probabilities: Floats
    starts: NDArray[np.integer]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> NDArray[np.integer]:
        return np.diff(self.starts)

    def sums(self, per_token: Floats) -> Floats:
        """The sum over each document's tokens; reduceat alone would give a document without tokens its neighbour's."""
        running = np.concatenate([[0.0], np.cumsum(per_token, dtype=np.float64)])
        return running[self.starts[1:]] - running[self.starts[:-1]]

    def least_sure(self, documents: NDArray[np.integer]) -> NDArray[np.integer]:
        """The row of the token with the smallest lead in each of these; -1 for a document without tokens."""
        spans = zip(self.starts[documents], self.starts[documents + 1], strict=True)
        return np.array(
            [
                start + margin(self.probabilities[start:end]).argmax() if end > start else -1
                for start, end in spans
            ],
            np.int64,
        )


def tokens_normalised(tokens: TokenMarginals) -> Floats:
    """Minus the mean log probability of each token's best tag: short documents are not left out, and lead early.

    References
    ----------
    Shen, Yun, Lipton, Kronrod, Anandkumar (2018). Deep active learning for named entity recognition. ICLR (MNLP).

    Examples
    --------
    >>> sure, torn = [1.0, 0.0], [0.5, 0.5]
    >>> tokens = TokenMarginals(np.array([sure, torn, torn]), np.array([0, 2, 3, 3]))
    >>> tokens_normalised(tokens).round(4).tolist()
    [0.3466, 0.6931, 0.0]
    """
    surprise = -np.log(np.maximum(tokens.probabilities.max(axis=1), SMALL))
    return np.abs(tokens.sums(surprise)) / np.maximum(tokens.lengths, 1)


def tokens_total(tokens: TokenMarginals) -> Floats:
    """The entropies of all tokens together: the most to learn from one document, and the longest to read.

    References
    ----------
    Settles, Craven (2008). An analysis of active learning strategies for sequence labeling tasks. EMNLP (TTE).

    Examples
    --------
    >>> tokens = TokenMarginals(np.array([[1.0, 0.0], [0.5, 0.5], [0.5, 0.5]]), np.array([0, 1, 3]))
    >>> tokens_total(tokens).round(4).tolist()
    [0.0, 1.3863]
    """
    return np.abs(tokens.sums(nats(tokens.probabilities)))
