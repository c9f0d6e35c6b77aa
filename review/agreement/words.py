"""Where are the words of a text? Runs of letters and digits; single characters where a script has no blanks."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from review.agreement.spans import Mark

# Thai, Lao, Myanmar, Khmer, Tibetan; kana; Han with its extensions, compatibility forms and half-width kana
WITHOUT_BLANKS = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
WORD = re.compile(rf"[{WITHOUT_BLANKS}]|[^\W{WITHOUT_BLANKS}]+|[^\w\s]")


def words_of(text: str) -> NDArray[np.int64]:
    """Start and end of each word and each other visible character, shape (words, 2).

    Examples
    --------
    >>> text = "Ann's 東京, 42."
    >>> [text[start:end] for start, end in words_of(text).tolist()]
    ['Ann', "'", 's', '東', '京', ',', '42', '.']
    """
    return np.array([match.span() for match in WORD.finditer(text)], dtype=np.int64).reshape(-1, 2)


def in_words(marks: Sequence[Mark], words: NDArray[np.int64]) -> list[Mark]:
    """The same marks counted in words: a word belongs to a mark that covers any of it; marks on blanks alone go.

    Examples
    --------
    >>> in_words([Mark(4, 11, 1), Mark(3, 4, 1)], words_of("New York City"))
    [Mark(start=1, end=3, label=1)]
    """
    counted = [
        Mark(
            int(np.searchsorted(words[:, 1], mark.start, "right")),
            int(np.searchsorted(words[:, 0], mark.end, "left")),
            mark.label,
        )
        for mark in marks
    ]
    return [mark for mark in counted if mark.start < mark.end]
