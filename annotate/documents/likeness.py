"""How alike are two texts by their words? Rare words weigh more, case and order nothing."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

WORD = re.compile(r"\w\w+")
LONGEST = 20_000  # characters of a text that are looked at


def likeness(text: str, others: Sequence[str]) -> list[float]:
    """The cosine of tf-idf vectors of a text and each of the others.

    Parameters
    ----------
    text : str
        What the others are compared with.
    others : sequence of str
        Each gets a number; together they also say how rare a word is.

    Returns
    -------
    list of float
        0 (no word in common) to 1, one for each of `others`.

    References
    ----------
    Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval.

    Examples
    --------
    >>> near, far = likeness("the price is high", ["a high price", "small talk"])
    >>> near > 0.5 > far == 0.0
    True
    """
    counts = [_words(other) for other in others]
    weights = _rarity(counts)
    asked = _of_length_one(_weighted(_words(text), weights))
    return [_cosine(asked, words, weights) for words in counts]


def typicality(texts: Sequence[str]) -> list[float]:
    """How near each text stands to the centre of all: the cosine of its tf-idf vector and the mean of all of them.

    Examples
    --------
    >>> calls = ["the price is high", "the price is low", "the price is right", "xyzzy plugh"]
    >>> *usual, odd = typicality(calls)
    >>> min(usual) > odd > 0
    True
    """
    counts = [_words(text) for text in texts]
    weights = _rarity(counts)
    vectors = [_of_length_one(_weighted(words, weights)) for words in counts]
    centre: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for word, weight in vector.items():
            centre[word] += weight
    length = math.sqrt(sum(weight * weight for weight in centre.values()))
    return [
        sum(weight * centre[word] for word, weight in vector.items()) / (length or 1) for vector in vectors
    ]


def _words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text[:LONGEST].casefold()))


def _rarity(counts: Sequence[Counter[str]]) -> dict[str, float]:
    """What each word weighs: the more, the fewer of the texts it stands in."""
    known = Counter(chain.from_iterable(counts))
    weights = {seen: math.log((1 + len(counts)) / (1 + seen)) + 1 for seen in set(known.values())}
    return {word: weights[seen] for word, seen in known.items()}


def _weighted(words: Counter[str], weights: dict[str, float]) -> dict[str, float]:
    return {word: (1 + math.log(times)) * weights.get(word, 1.0) for word, times in words.items()}


def _of_length_one(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {word: weight / length for word, weight in vector.items()}


def _cosine(asked: dict[str, float], words: Counter[str], weights: dict[str, float]) -> float:
    """Of a vector of length one and the words of a text: hundreds are compared before a page is shown, in one pass."""
    product = square = 0.0
    for word, times in words.items():
        weight = weights[word] if times == 1 else (1 + math.log(times)) * weights[word]
        square += weight * weight
        if word in asked:
            product += weight * asked[word]
    return product / math.sqrt(square) if product else 0.0
