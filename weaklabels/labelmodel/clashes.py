"""Rules that propose spans: whose proposals meet, whose cannot both be true, and on which documents?

Labels of which a document may have several are spans here, too, each on a stretch of its own: they never clash.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from weaklabels.labelmodel.analysis import Pairs
from weaklabels.labelmodel.spans import SpanVotes, overlapping


class ProposalFigures(NamedTuple):
    """Documents of one rule: on which it proposes something, another does too, another contradicts, none else does."""

    covered: int
    overlapping: int
    conflicting: int
    alone: int


@dataclass(frozen=True)
class Clashes:
    """Figures of all rules, from one pass over the proposals.

    Two proposals contradict each other when they overlap and are not the same: other borders or another label.
    Where a question lets spans overlap, only other borders of the same label do.

    Examples
    --------
    >>> from weaklabels.labelmodel.spans import Span
    >>> votes = SpanVotes.of([[Span(0, 0, 4, 0), Span(1, 0, 4, 0)], [Span(0, 2, 6, 0), Span(1, 8, 9, 0)]])
    >>> Clashes(votes).rules()[0]
    ProposalFigures(covered=2, overlapping=2, conflicting=1, alone=0)
    """

    votes: SpanVotes
    may_overlap: bool = False

    @cached_property
    def _spoken(self) -> NDArray[np.int64]:
        """Rows of function and document, different ones."""
        return different(self.votes.functions, self.votes.spans[self.votes.proposed, 0])

    @cached_property
    def contradictions(self) -> NDArray[np.int64]:
        """Rows of one function, another, and a document on which the two contradict each other; both ways round."""
        one, other = overlapping(self.votes)
        spans, functions = self.votes.spans[self.votes.proposed], self.votes.functions
        clash = np.any(spans[one] != spans[other], axis=1) & (functions[one] != functions[other])
        if self.may_overlap:
            clash &= spans[one, 3] == spans[other, 3]
        one, other = np.concatenate([one[clash], other[clash]]), np.concatenate([other[clash], one[clash]])
        return different(functions[one], functions[other], spans[one, 0])

    def rules(self) -> list[ProposalFigures]:
        """One of each rule, in the order of the votes."""
        functions, documents = self._spoken.T
        places, many = np.unique(documents, return_inverse=True)
        speakers = np.bincount(many, minlength=len(places))[many]
        against = different(*self.contradictions[:, [0, 2]].T)
        covered, several, conflicting = (
            np.bincount(chosen, minlength=self.votes.count)
            for chosen in (functions, functions[speakers > 1], against[:, 0])
        )
        figures = np.stack([covered, several, conflicting, covered - several], axis=1)
        return [ProposalFigures(*row) for row in figures.tolist()]

    def project(self) -> ProposalFigures:
        """Of all rules together; alone are documents that a single rule speaks of."""
        _documents, speakers = np.unique(self._spoken[:, 1], return_counts=True)
        several = int(np.count_nonzero(speakers > 1))
        return ProposalFigures(
            len(speakers), several, len(np.unique(self.contradictions[:, 2])), len(speakers) - several
        )

    def pairs(self) -> Pairs:
        """Documents both speak of, and on which they contradict each other."""
        conflicts = np.zeros((self.votes.count, self.votes.count), dtype=np.int64)
        np.add.at(conflicts, tuple(self.contradictions[:, :2].T), 1)
        return Pairs(together(self._spoken, self.votes.count), conflicts)

    def documents_between(self, one: int | None = None, other: int | None = None) -> NDArray[np.int64]:
        """On which documents do these two, this one and any, or any two contradict each other?"""
        rows = self.contradictions
        for column, function in ((0, one), (1, other)):
            if function is not None:
                rows = rows[rows[:, column] == function]
        return np.unique(rows[:, 2])


def different(*columns: NDArray) -> NDArray[np.int64]:
    """The different rows of these columns."""
    return np.unique(np.stack(columns, axis=1).astype(np.int64), axis=0)


def together(spoken: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Functions x functions: on how many documents do both speak?"""
    names, places = np.unique(spoken[:, 1], return_inverse=True)
    votes = sparse.csr_array(
        (np.ones(len(spoken), dtype=np.int64), (places.reshape(-1), spoken[:, 0])), shape=(len(names), count)
    )
    return (votes.T @ votes).toarray()
