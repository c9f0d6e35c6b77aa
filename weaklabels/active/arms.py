"""The two arms that are compared: answers drawn by the strategy, and answers drawn uniformly; each twice.

Each arm is two halves that share no answer but those of the cold start, and a strategy has to win in both: one may be
lucky with its first answers of a rare label, and stay lucky. The halves are drawn anew by each training, so that the
next duels do not share the luck of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

REPLICATES = 2
RANKED_SHARE = 0.8


def replicate_of(document: int, seed: int) -> int:
    """0 or 1, by a hash: the same whenever it is asked with this seed.

    Examples
    --------
    >>> halves = [replicate_of(document, seed=7) for document in range(1000)]
    >>> sum(halves), replicate_of(5, seed=7) == replicate_of(5, seed=7)
    (504, True)
    """
    key = f"{seed}:{document}".encode()
    return blake2b(key, digest_size=1).digest()[0] % REPLICATES


@dataclass(frozen=True)
class Parts:
    """What the two models of a replicate learn from, beside the answers of the cold start.

    The ranked arm's: the first `ranked` of its answers and the first `beside` of the control arm's. The control arm's:
    the first `control` of its own.
    """

    ranked: int
    beside: int
    control: int


def equal_parts(
    ranked_costs: NDArray[np.floating], control_costs: NDArray[np.floating], share: float = RANKED_SHARE
) -> Parts:
    """The most of both arms that cost the same: with costs of 1 equally many answers, with seconds equal seconds.

    The ranked arm is what the strategy would be if it had the project to itself: four ranked answers, one random.
    Ranked answers alone are no fair trial: the list is made by a model that knows the random ones as well.

    Parameters
    ----------
    ranked_costs, control_costs
        Of each answer in the order in which they came: 1, or its seconds.
    share
        Of ranked answers in the ranked arm.

    Examples
    --------
    >>> equal_parts(np.ones(30), np.ones(20))
    Parts(ranked=16, beside=4, control=20)
    >>> equal_parts(np.ones(8), np.ones(20))
    Parts(ranked=8, beside=2, control=10)
    >>> equal_parts(np.full(30, 11.0), np.full(27, 4.0))
    Parts(ranked=9, beside=2, control=27)
    """
    ranked, control = (np.concatenate([[0.0], np.cumsum(costs)]) for costs in (ranked_costs, control_costs))
    sizes = np.arange(int(len(ranked_costs) / share) + 1)
    of_ranked = np.round(sizes * share).astype(int)
    there = (of_ranked < len(ranked)) & (sizes - of_ranked < len(control))
    sizes, of_ranked = sizes[there], of_ranked[there]
    mixed = ranked[of_ranked] + control[sizes - of_ranked]
    spent = min(mixed[-1], control[-1]) * (1 + 1e-9)  # sums of equal seconds may differ in their last digit
    size = int(np.searchsorted(mixed, spent, "right")) - 1
    from_ranked = int(of_ranked[size])
    return Parts(from_ranked, size - from_ranked, int(np.searchsorted(control, spent, "right")) - 1)


Sides = tuple[
    NDArray[np.int64], NDArray[np.int64]
]  # what the ranked arm says of each document, and the control arm
Says = Sequence[NDArray[np.integer]]  # the label that the model of each replicate gives to each document


@dataclass(frozen=True)
class Grounds:
    """Where the arms differ, in a uniform sample of the open documents: both models of an arm say one thing.

    `disagreement` is the share of the sample; `rows`, in random order, may be lent as duels with what both arms said of
    them, which is stored with the draw: production may have learned the document by the time it is answered. Of a row
    that only arms of equal seconds dispute, those of equal numbers are told as one, and the other way round.
    """

    rows: NDArray[np.int64]
    ranked_said: NDArray[np.int64]
    control_said: NDArray[np.int64]
    disagreement: float
    timed: Sides | None = None


def duelling_grounds(
    sample: NDArray[np.integer],
    ranked_says: Says,
    control_says: Says,
    rng: np.random.Generator,
    timed: tuple[Says, Says] | None = None,
) -> Grounds:
    """The duels to be had, in random order.

    Parameters
    ----------
    sample
        Rows drawn uniformly from the open documents, or all of them.
    ranked_says, control_says
        Of models that learned from equal numbers of answers.
    timed
        The same of models that learned from equal seconds, where these are others.
    """
    ours, theirs = _sides(ranked_says, control_says)
    in_time = _sides(*timed) if timed else None
    disputed = ours != theirs
    if in_time:
        disputed |= in_time[0] != in_time[1]
    differ = rng.permutation(np.nonzero(disputed)[0])
    share = len(differ) / len(sample) if len(sample) else 0.0
    lent = in_time and (in_time[0][differ], in_time[1][differ])
    return Grounds(sample[differ], ours[differ], theirs[differ], share, lent)


def _sides(ranked_says: Says, control_says: Says) -> Sides:
    """Both arms' words; where an arm is of two minds there is no dispute, and both are given the same."""
    ranked, control = np.asarray(ranked_says), np.asarray(control_says)
    one_voice = (ranked == ranked[0]).all(axis=0) & (control == control[0]).all(axis=0)
    return ranked[0], np.where(one_voice, control[0], ranked[0])
