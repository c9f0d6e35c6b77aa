"""Do suggestions change what people answer? Answers with suggestions shown, held against answers with them hidden."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.sampling.proportion import Proportion

ENOUGH_ANSWERS = 20  # on each side, for a difference; in all, for a share
DRAWS = 1_000


@dataclass(frozen=True)
class Seen:
    """One first answer to a document that had a suggestion.

    Attributes
    ----------
    group
        The document: answers to one are drawn together.
    is_right
        Is it what gold, or most of the others, say? None where nobody can tell.
    suggestion_is_right
        The same of the suggestion.
    """

    group: int
    is_shown: bool
    seconds: float
    is_right: bool | None
    follows: bool
    suggestion_is_right: bool | None


@dataclass(frozen=True)
class Compared:
    """A figure with its 95 % interval and the answers it rests on; without a value there are too few."""

    shown: int
    hidden: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Influence:
    """What suggestions did.

    Attributes
    ----------
    right
        Share of right answers, shown minus hidden.
    time
        Typical seconds, shown over hidden: below 1, suggestions save time.
    followed_right, followed_wrong
        Share of shown suggestions that were answered, of the right and of the wrong ones.
    by_chance_right, by_chance_wrong
        Share of hidden suggestions that were answered all the same: what people say unasked.
    """

    right: Compared
    time: Compared
    followed_right: Compared
    followed_wrong: Compared
    by_chance_right: Compared
    by_chance_wrong: Compared


def influence(answers: Sequence[Seen], seed: int) -> Influence:
    """Compare the two halves of the experiment; intervals resample documents.

    Examples
    --------
    >>> shown = [Seen(n, True, 5.0, True, True, True) for n in range(30)]
    >>> hidden = [Seen(n, False, 10.0, n % 2 == 0, False, True) for n in range(30, 60)]
    >>> found = influence(shown + hidden, seed=1)
    >>> found.right.value, round(found.time.value, 9), found.followed_right.value
    (0.5, 0.5, 1.0)
    >>> found.followed_wrong.value is None
    True
    """
    told = [one for one in answers if one.is_right is not None]
    return Influence(
        _difference(told, lambda one: float(bool(one.is_right)), np.subtract, seed),
        _difference(
            [one for one in answers if one.seconds > 0], lambda one: np.log(one.seconds), _ratio, seed
        ),
        *(
            _share([one for one in answers if one.is_shown is shown and one.suggestion_is_right is right])
            for shown in (True, False)
            for right in (True, False)
        ),
    )


def _ratio(shown: NDArray[np.float64], hidden: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.exp(shown - hidden)


def _difference(
    answers: Sequence[Seen],
    value: Callable[[Seen], float],
    compare: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]],
    seed: int,
) -> Compared:
    """Means of both sides compared, with a percentile interval over resampled documents."""
    sides = [[one for one in answers if one.is_shown is shown] for shown in (True, False)]
    counts = [len(side) for side in sides]
    if min(counts) < ENOUGH_ANSWERS:
        return Compared(*counts)
    sums, times = _by_document(answers, value)
    rng = np.random.default_rng(seed)
    draws = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=DRAWS)
    drawn_sums, drawn_times = draws @ sums, draws @ times
    whole = (drawn_times > 0).all(axis=1)
    means = drawn_sums[whole] / drawn_times[whole]
    low, high = np.quantile(compare(means[:, 0], means[:, 1]), (0.025, 0.975))
    found = compare(*(sums.sum(axis=0) / times.sum(axis=0)))
    return Compared(*counts, float(found), float(low), float(high))


def _by_document(
    answers: Sequence[Seen], value: Callable[[Seen], float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each document the sum of the values and how many, shown and hidden: shape (documents, 2)."""
    places = {group: place for place, group in enumerate(dict.fromkeys(one.group for one in answers))}
    sums, times = np.zeros((len(places), 2)), np.zeros((len(places), 2))
    for one in answers:
        where = places[one.group], 0 if one.is_shown else 1
        sums[where] += value(one)
        times[where] += 1
    return sums, times


def _share(answers: Sequence[Seen]) -> Compared:
    """Of these suggestions, how many were answered (Clopper and Pearson's interval)."""
    of = len(answers)
    if of < ENOUGH_ANSWERS:
        return Compared(of)
    followed = Proportion(sum(one.follows for one in answers), of)
    return Compared(of, 0, followed.share, *followed.interval)
