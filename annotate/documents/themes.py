"""Which short texts ask the same? Average-linkage clustering of tf-idf vectors of their words and pieces of words."""

import math
import re
from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"\w\w+")
LONGEST = 4_000  # characters of a text that are looked at
PIECE = 4  # characters; pieces bring “leasing” and “leased” together, in any language
WEIGHT_OF_A_PIECE = 0.4
KNOWN_TO_ALL = 0.2  # what a word still weighs that stands in every text
ALIKE = 0.18  # mean cosine of two groups that are still one
SAME_KIND, OTHER_KIND = 0.05, -0.1
NEVER = -9.0


def themes_of(texts: Sequence[str], kinds: Sequence[Hashable | None]) -> list[list[int]]:
    """Group texts that are about the same.

    Parameters
    ----------
    texts : sequence of str
        Questions of a sentence or two, with whatever they are about. Meant for some hundreds.
    kinds : sequence of hashable or None
        What each is about, if it says so: the same kind brings texts closer, another parts them.

    Returns
    -------
    list of list of int
        Places in `texts`. Larger groups first; in each, the text nearest to all others of it first.

    References
    ----------
    Sokal and Michener (1958), A statistical method for evaluating systematic relationships.

    Examples
    --------
    >>> themes_of(["Is the price an objection?", "Small talk?", "Is a high price an objection?"], [None] * 3)
    [[0, 2], [1]]
    """
    if not texts:
        return []
    alike = _alike(texts) + _kinship(kinds)
    groups = [_nearest_first(group, alike) for group in _linked(alike)]
    return sorted(groups, key=lambda group: (-len(group), group[0]))


def _alike(texts: Sequence[str]) -> NDArray[np.float32]:
    """The cosine of each two."""
    counts = [_features(text) for text in texts]
    seen = Counter(feature for features in counts for feature in features)
    place = {feature: index for index, feature in enumerate(seen)}
    vectors = np.zeros((len(texts), max(len(place), 1)), np.float32)
    for row, features in enumerate(counts):
        for feature, weight in features.items():
            vectors[row, place[feature]] = weight * (
                math.log((1 + len(texts)) / (1 + seen[feature])) + KNOWN_TO_ALL
            )
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors @ vectors.T


def _features(text: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for word, times in Counter(WORD.findall(text[:LONGEST].casefold())).items():
        weights[word] = 1 + math.log(times)
        for start in range(len(word) - PIECE + 1 if len(word) > PIECE else 0):
            weights[f"#{word[start : start + PIECE]}"] = WEIGHT_OF_A_PIECE
    return weights


def _kinship(kinds: Sequence[Hashable | None]) -> NDArray[np.float32]:
    numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds)) if kind is not None}
    own = np.array([numbers.get(kind, -1) for kind in kinds])
    both = (own[:, None] >= 0) & (own[None, :] >= 0)
    same = own[:, None] == own[None, :]
    return (both * np.where(same, SAME_KIND, OTHER_KIND)).astype(np.float32)


def _linked(alike: NDArray[np.float32]) -> list[list[int]]:
    """Join the two closest groups as long as they are alike."""
    means = alike.copy()
    np.fill_diagonal(means, NEVER)
    groups = [[place] for place in range(len(means))]
    while True:
        one, other = divmod(int(means.argmax()), len(means))
        if means[one, other] < ALIKE:
            return [group for group in groups if group]
        sizes = len(groups[one]), len(groups[other])
        means[one] = means[:, one] = np.average(means[[one, other]], axis=0, weights=sizes)
        means[one, one] = NEVER
        means[other] = means[:, other] = NEVER
        groups[one], groups[other] = groups[one] + groups[other], []


def _nearest_first(group: list[int], alike: NDArray[np.float32]) -> list[int]:
    nearness = alike[np.ix_(group, group)].sum(axis=1)
    return [
        group[place]
        for place in sorted(
            range(len(group)), key=lambda place: (-round(float(nearness[place]), 4), group[place])
        )
    ]
