"""With which probability is an open document drawn next? Stored with each draw, or no later figure is honest."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LARGE_BATCH = 25  # answers between two rankings; from here on the list is too stale to follow to the letter
LEAST_RANDOM = 0.1  # whatever is asked for: never only hard documents, and no open document without a chance
HEAD_SHARE = 0.1
MOST_LISTED = 10_000


@dataclass(frozen=True)
class DrawRule:
    """A share of the draws is uniform over all open documents; the others are uniform over the head of the list.

    Parameters
    ----------
    head
        So many of the first free documents of the list are drawn from.
    random_share
        Share of the draws that are uniform over all open documents, at least 0.1.

    Examples
    --------
    >>> rule = DrawRule(head=10, random_share=0.2)
    >>> rule.probability(in_head=True, free_in_head=10, open_documents=100)
    0.082
    >>> rule.probability(in_head=False, free_in_head=10, open_documents=100)
    0.002
    """

    head: int
    random_share: float = 0.2

    def __post_init__(self) -> None:
        if self.head < 1:
            msg = f"Unexpected head {self.head}: at least one document must be drawn from"
            raise ValueError(msg)
        if not LEAST_RANDOM <= self.random_share <= 1:
            msg = f"Unexpected random share {self.random_share}, use {LEAST_RANDOM} to 1"
            raise ValueError(msg)

    def probability(self, *, in_head: bool, free_in_head: int, open_documents: int) -> float:
        """Of one document to be the next that is drawn, whichever of the two ways it comes.

        Parameters
        ----------
        in_head
            Is it among the first `head` free documents of the list?
        free_in_head
            How many these are: `head`, or what is left of the list.
        open_documents
            All that may be drawn now, listed or not.
        """
        if not open_documents:
            return 0.0
        by_chance = self.random_share if free_in_head else 1.0  # the list is used up: all is left to chance
        by_place = (1 - by_chance) / free_in_head if in_head else 0.0
        return by_chance / open_documents + by_place

    def draw(
        self, free: NDArray[np.integer], open_rows: NDArray[np.integer], rng: np.random.Generator
    ) -> tuple[int, float, bool]:
        """The next document, the probability with which it was drawn, and whether chance alone chose it.

        Parameters
        ----------
        free
            The listed rows that are still open, best first.
        open_rows
            All open rows.
        """
        head = free[: self.head]
        by_chance = not len(head) or rng.random() < self.random_share
        row = int(rng.choice(open_rows if by_chance else head))
        in_head = bool((head == row).any())
        return (
            row,
            self.probability(in_head=in_head, free_in_head=len(head), open_documents=len(open_rows)),
            by_chance,
        )


def draw_rule(answers_a_ranking: int, open_documents: int, random_share: float = 0.2) -> DrawRule:
    """Small batches follow the list closely; large ones are drawn from the top tenth of all open documents.

    With batches of 50 instead of 10 the top of the list cost 90 more labels for the same quality (sms); drawing from
    the top tenth took most of that back, and cost nothing elsewhere.

    Examples
    --------
    >>> draw_rule(10, 5_000).head, draw_rule(50, 5_000).head, draw_rule(50, 1_000_000).head, draw_rule(50, 60).head
    (10, 500, 10000, 50)
    """
    head = max(1, answers_a_ranking)
    if answers_a_ranking >= LARGE_BATCH:
        head = max(head, min(round(open_documents * HEAD_SHARE), MOST_LISTED))
    return DrawRule(head, max(LEAST_RANDOM, random_share))
