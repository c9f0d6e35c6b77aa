"""Which words spoke for an answer? A model here is a sum over features, and each feature stands on words."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.features import count, damped, occurrences
from weaklabels.active.linear import ONE, LinearModel
from weaklabels.active.tokens import tokens_of


class Word(NamedTuple):
    """A stretch of the text, and what it added to the label's score; below 0 it spoke against it."""

    start: int
    end: int
    text: str
    weight: float


def explain(model: LinearModel, text: str, label: int) -> list[Word]:
    """The words of a text in order, each with what it added to the score of a label.

    The weights sum to the score without its bias. Of a choice of one, the score is that above the mean of all
    labels; what a feature adds is shared evenly by the characters it stands on.

    Parameters
    ----------
    label
        Its number among the model's labels; of a rating the one that the answer is above.
    """
    gains = gains_of(model, label)
    found = occurrences([text])
    counts = count(found, 1)
    if not len(counts.features):
        return []
    values = damped()[counts.times] / counts.times
    norm = np.sqrt((damped()[counts.times] ** 2).sum())
    place = np.searchsorted(counts.features, found.features.astype(np.int32))
    shares = values[place] / norm * gains_at(model, gains, found.features.astype(np.int32))
    return by_word(text, by_character(len(text), found.starts, found.ends, shares))


def gains_of(model: LinearModel, label: int) -> NDArray[np.float32]:
    """What each column of the model adds for this label; nothing for one without answers so far."""
    [at] = np.nonzero(model.seen == label)
    if not len(at):
        return np.zeros(len(model.columns), np.float32)
    own = model.weights[:, at[0]]
    return own - model.weights.mean(axis=1) if model.links == ONE else own


def gains_at(
    model: LinearModel, gains: NDArray[np.float32], features: NDArray[np.int32]
) -> NDArray[np.float32]:
    if not len(model.columns):
        return np.zeros(len(features), np.float32)
    place = np.minimum(np.searchsorted(model.columns, features), len(model.columns) - 1)
    return np.where(model.columns[place] == features, gains[place], 0)


def by_character(
    length: int, starts: NDArray[np.intp], ends: NDArray[np.intp], shares: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Each share spread evenly from its start to its end, all of them summed."""
    slopes = np.zeros(length + 1)
    each = shares / (ends - starts)
    np.add.at(slopes, starts, each)
    np.add.at(slopes, ends, -each)
    return np.cumsum(slopes)[:-1]


def by_word(text: str, weights: NDArray[np.float64]) -> list[Word]:
    """What stands between two words goes to the one before."""
    words = tokens_of(text)
    if not words:
        return []
    borders = [0, *(word.start for word in words[1:])]
    sums = np.add.reduceat(weights, borders)
    return [
        Word(word.start, word.end, word.text, float(total)) for word, total in zip(words, sums, strict=True)
    ]
