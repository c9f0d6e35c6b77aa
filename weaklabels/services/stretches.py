"""Documents in the order rules look at them, and what becomes of a rule that cannot look on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from weaklabels.matching.textcache import TextCache

Told = Callable[[int], None]  # takes how many documents more are done; raises where the work is to end


class Corpus:
    """The project's texts, and how far along them an id is. Erased documents have lost theirs and go with the last."""

    def __init__(self, texts: TextCache) -> None:
        self.texts, self.ids = texts, texts.ids
        self.reached = np.maximum.accumulate(self.ids) if len(texts) else self.ids
        self.newest = int(self.reached[-1]) if len(texts) else 0

    def after(self, document_id: int) -> int:
        """The position behind this id: how many documents one has seen who looked until there."""
        return int(np.searchsorted(self.reached, document_id, side="right"))

    def between(self, looked_until: int, last: int) -> "Stretch":
        """The documents behind one id, up to another."""
        return Stretch(self, self.after(looked_until), self.after(last))


@dataclass(frozen=True)
class Stretch:
    """Consecutive documents of a corpus, from one position to before another."""

    corpus: Corpus
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    @property
    def last(self) -> int:
        return int(self.corpus.reached[self.stop - 1])

    def parts(self, size: int) -> Iterator["Stretch"]:
        """In parts of so many documents. A part does not end among erased ones: they have no id to begin behind."""
        start = self.start
        while start < self.stop:
            stop = self.corpus.after(int(self.corpus.reached[min(start + size, self.stop) - 1]))
            yield Stretch(self.corpus, start, min(stop, self.stop))
            start = stop


@dataclass(frozen=True)
class Stopped:
    """Why a rule says no more, in a sentence for its author. What is none of its faults `waits` for the next run."""

    sentence: str
    waits: bool = False
