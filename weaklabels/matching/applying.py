"""All rules of a project over all its documents: a column for each rule.

A pass of the sieve says for each list of words and each pattern where it surely matches and where it may. "All of",
"any of" and "not" are then arithmetic with sorted positions: a lower and an upper bound for each rule. Only what
lies between the two, documents that may be hit, is read and asked of the rule itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol

import numpy as np

from weaklabels.matching import definitions as d
from weaklabels.matching.checking import parts_of
from weaklabels.matching.columns import Column
from weaklabels.matching.compiled import NO_DICTIONARIES, Compiled, Dictionaries, matcher
from weaklabels.matching.documents import Document
from weaklabels.matching.patterns import parse
from weaklabels.matching.sieves import NOWHERE, EntriesGate, Gate, Positions, Sieve, Sifted, TreeGate
from weaklabels.matching.vocabulary import Vocabulary

CHUNK = 50_000  # documents; progress is told and cancelling asked between two


class Texts(Protocol):
    """Documents by position, as the rules read them."""

    def __len__(self) -> int: ...

    def texts(self, start: int, stop: int) -> Sequence[bytes]:
        """In UTF-8."""

    def metadata(self, position: int) -> Mapping[str, Any]: ...


class InMemory:
    """Texts that are in memory already."""

    def __init__(self, texts: Sequence[bytes], metadata: Sequence[Mapping[str, Any]] | None = None) -> None:
        self._texts = texts
        self._metadata = metadata

    def __len__(self) -> int:
        return len(self._texts)

    def texts(self, start: int, stop: int) -> Sequence[bytes]:
        return self._texts[start:stop]

    def metadata(self, position: int) -> Mapping[str, Any]:
        return self._metadata[position] if self._metadata else {}


class Bounds(NamedTuple):
    """Where a condition surely holds, and where it can."""

    lower: Positions
    upper: Positions


class Plan:
    """Rules, ready to be applied. A condition or a pattern that several rules share is looked for once."""

    def __init__(self, rules: Sequence[d.Rule], dictionaries: Dictionaries = NO_DICTIONARIES) -> None:
        self.rules = tuple(rules)
        self._dictionaries = dictionaries
        self._compiled = {rule.when: Compiled(rule.when, dictionaries) for rule in rules}
        self._numbers: dict[tuple[d.Words, bool], int] = {}
        gates: list[Gate] = []
        for rule in rules:
            for words, relaxed in looked_for(rule.when):
                if (words, relaxed) not in self._numbers:
                    self._numbers[words, relaxed] = len(gates)
                    gates.append(self._gate(words, relaxed=relaxed))
        self._sieve = Sieve(gates)

    def _gate(self, words: d.Words, *, relaxed: bool) -> Gate:
        if isinstance(words, d.Pattern):
            return TreeGate(parse(words.pattern, match_case=words.match_case), relaxed)
        found = matcher(words, self._dictionaries)
        assert isinstance(found, Vocabulary)  # noqa: S101
        return EntriesGate(found, relaxed)

    def apply(
        self,
        source: Texts,
        *,
        start: int = 0,
        stop: int | None = None,
        chunk: int = CHUNK,
        told: Callable[[int], None] = lambda _done: None,
    ) -> list[Column]:
        """A column for each rule over the documents from `start` to `stop`.

        `told` is called with how many are done after each chunk; it may raise to end the work.
        """
        stop = len(source) if stop is None else stop
        chunks: list[list[Column]] = [[] for _rule in self.rules]
        offsets = list(range(start, stop, chunk)) or [start]
        for offset in offsets:
            end = min(offset + chunk, stop)
            for columns, column in zip(chunks, self._chunk(source, offset, end), strict=True):
                columns.append(column)
            told(end - start)
        return [Column.joined(columns, offsets) for columns in chunks]

    def _chunk(self, source: Texts, start: int, stop: int) -> list[Column]:
        texts = source.texts(start, stop)
        pass_ = Pass(texts, self._sieve.sift(texts), self._numbers)
        return [
            self._column(rule, pass_, lambda place: source.metadata(start + place)) for rule in self.rules
        ]

    def _column(self, rule: d.Rule, pass_: "Pass", metadata: Callable[[int], Mapping[str, Any]]) -> Column:
        bounds = pass_.bounds(rule.when)
        ask = Asker(self._compiled[rule.when], pass_.texts, metadata)
        if rule.says is d.Says.SPANS:
            return ask.spans(rule.label, bounds.upper)
        between = np.setdiff1d(bounds.upper, bounds.lower, assume_unique=True)
        held = ask.holding(between)
        return Column(
            rule.label, np.union1d(bounds.lower, held).astype(np.int32) if len(held) else bounds.lower
        )


class Asker:
    """Asks one rule of single documents."""

    def __init__(
        self, rule: Compiled, texts: Sequence[bytes], metadata: Callable[[int], Mapping[str, Any]]
    ) -> None:
        self._rule = rule
        self._texts = texts
        self._metadata = metadata if reads_metadata(rule.condition) else lambda _place: {}

    def _document(self, place: int) -> Document:
        return Document.of(self._texts[place].decode(), self._metadata(place))

    def holding(self, places: Positions) -> Positions:
        """In which of these documents it fires."""
        held = [place for place in places.tolist() if self._rule.fires(self._document(place))]
        return np.array(held, np.int32)

    def spans(self, label: int, places: Positions) -> Column:
        found = [
            (place, start, end)
            for place in places.tolist()
            if (hit := self._rule.hit(self._document(place)))
            for start, end in hit.spans
        ]
        rows = np.array(found, np.int32).reshape(-1, 3)
        return Column(label, rows[:, 0], rows[:, 1], rows[:, 2])


def reads_metadata(condition: d.Condition) -> bool:
    return any(
        isinstance(part, d.Metadata)
        or (isinstance(part, d.Within) and isinstance(part.place, d.Turn | d.Speaker))
        for part in parts_of(condition)
    )


def looked_for(condition: d.Condition) -> Iterable[tuple[d.Words, bool]]:
    """The words without which the condition cannot be decided; True: they are read in parts of the text."""
    match condition:
        case d.Keywords() | d.Dictionary() | d.Pattern():
            yield condition, False
        case d.Near(first, second, _, _, negated):
            yield from [(first, False)] if negated else [(first, False), (second, False)]
        case d.Within(_, when):
            yield (when.first if isinstance(when, d.Near) else when), True
        case d.AllOf(parts) | d.AnyOf(parts):
            yield from chain.from_iterable(map(looked_for, parts))
        case d.Not(part):
            yield from looked_for(part)


class Pass:
    """The bounds of conditions over the texts of one pass of the sieve."""

    def __init__(
        self, texts: Sequence[bytes], sifted: list[Sifted], numbers: Mapping[tuple[d.Words, bool], int]
    ) -> None:
        self.texts = texts
        self._sifted = sifted
        self._numbers = numbers
        self._all = np.arange(len(texts), dtype=np.int32)

    def bounds(self, condition: d.Condition) -> Bounds:
        match condition:
            case d.AllOf(parts):
                return self._joined(parts, np.intersect1d)
            case d.AnyOf(parts):
                return self._joined(parts, np.union1d)
            case d.Not(part):
                bounds = self.bounds(part)
                return Bounds(self._without(bounds.upper), self._without(bounds.lower))
            case d.Metadata():
                return Bounds(NOWHERE, self._all)
            case d.Keywords() | d.Dictionary() | d.Pattern():
                sure, maybe = self._sifted[self._numbers[condition, False]]
                return Bounds(sure, np.union1d(sure, maybe) if len(maybe) else sure)
        return Bounds(NOWHERE, self._possible(condition))

    def _possible(self, condition: d.Near | d.Within) -> Positions:
        possible = self._all
        for key in looked_for(condition):
            sure, maybe = self._sifted[self._numbers[key]]
            possible = np.intersect1d(possible, np.union1d(sure, maybe), assume_unique=True)
        return possible

    def _joined(
        self, parts: Sequence[d.Condition], join: Callable[[Positions, Positions], Positions]
    ) -> Bounds:
        joined, *others = map(self.bounds, parts)
        for other in others:
            joined = Bounds(join(joined.lower, other.lower), join(joined.upper, other.upper))
        return joined

    def _without(self, positions: Positions) -> Positions:
        return np.setdiff1d(self._all, positions, assume_unique=True)
