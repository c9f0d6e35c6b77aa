"""Which of many texts can match, for many patterns at once? One pass over the texts, about two microseconds each.

All expressions of all gates go into two databases of the engine: one for texts in ASCII, one for others; plain words
in texts of ASCII have a third (`words`). For each gate a pass says where it surely matches, and where it may. Without
the engine (there is no wheel for every machine) each gate asks its own automaton of every text: the same answers, about
fifty times slower, still linear in the text.
"""

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from weaklabels.matching.automaton import automaton
from weaklabels.matching.expressions import STRANGE, Side, Writer, entry_expression, is_exact
from weaklabels.matching.patterns import Tree, size
from weaklabels.matching.vocabulary import Vocabulary
from weaklabels.matching.words import Word, compiled_words, found_words, is_plain

try:
    import hyperscan
except ImportError:  # pragma: no cover
    hyperscan = None

FEW_ENTRIES = 24  # with their edges in the engine; of more, it compiles too long
MANY_ENTRIES = 300  # without edges; lists beyond are looked up by their own automaton
MOST_ENGINE_PLACES = 300
WORTH_COMPILING = 500  # texts beyond ASCII in a pass; fewer are asked of the automaton

Positions = np.ndarray  # of int32, sorted, without repeats


class Sifted(NamedTuple):
    """Where a gate surely matches, and where it may besides; positions in the pass."""

    sure: Positions
    maybe: Positions


NOWHERE = np.empty(0, np.int32)


class Told(NamedTuple):
    """Numbers that matched, and where each did; the positions of a number are sorted."""

    numbers: np.ndarray
    positions: Positions


@dataclass(frozen=True)
class TreeGate:
    """A pattern; `relaxed` when it is later read in parts of a text, whose edges the engine does not see."""

    tree: Tree
    relaxed: bool = False

    def expressions(self, side: Side) -> Iterator[str]:
        written = Writer(side, self.tree, relaxed=self.relaxed).expression()
        if written is not None:
            yield written

    @property
    def is_for_engine(self) -> bool:
        return size(self.tree) <= MOST_ENGINE_PLACES

    def is_sure(self, side: Side) -> bool:
        return not self.relaxed and (side is not Side.UPPER or is_exact(self.tree))

    def fires(self, text: str) -> bool:
        return automaton(self.tree).fires(text)


@dataclass(frozen=True)
class EntriesGate:
    """A list of words."""

    vocabulary: Vocabulary
    relaxed: bool = False

    def expressions(self, side: Side) -> Iterator[str]:
        if side is Side.LOWER and not self._with_edges:
            return
        apart = set(self.plain_words()) if side is Side.ASCII else ()
        for entry in self.vocabulary.entries:
            if entry in apart:
                continue
            written = entry_expression(
                entry, side, match_case=self.vocabulary.match_case, edges=self._with_edges
            )
            if written is not None:
                yield written

    def plain_words(self) -> list[str]:
        """Entries that are looked for as words in texts of ASCII."""
        return [entry for entry in self.vocabulary.entries if self._with_edges and is_plain(entry)]

    @property
    def _with_edges(self) -> bool:
        is_short = len(self.vocabulary.entries) <= FEW_ENTRIES
        return self.vocabulary.whole_words and not self.relaxed and is_short

    @property
    def is_for_engine(self) -> bool:
        return len(self.vocabulary.entries) <= MANY_ENTRIES

    def is_sure(self, side: Side) -> bool:
        if self.relaxed:
            return False
        return not self.vocabulary.whole_words or (self._with_edges and side is not Side.UPPER)

    def fires(self, text: str) -> bool:
        return self.vocabulary.fires(text)


Gate = TreeGate | EntriesGate


ASCII_SIDES = (Side.ASCII,)
WIDE_SIDES = (Side.UPPER, Side.LOWER)


class Sieve:
    """Gates, compiled together, each sort of texts when the first comes."""

    def __init__(self, gates: Sequence[Gate]) -> None:
        self._gates = tuple(gates)
        self._by_engine = [hyperscan is not None and gate.is_for_engine for gate in gates]
        self._databases: dict[tuple[Side, ...], hyperscan.Database | None] = {}
        self._words: hyperscan.Database | None = None
        self._lock = threading.Lock()  # a database scans one text at a time

    def _prepare(self, texts: Sequence[bytes]) -> None:
        """Compile what these texts need."""
        wide = sum(not text.isascii() for text in texts)
        sorts = {True} if wide < len(texts) else set()
        if wide >= WORTH_COMPILING or WIDE_SIDES in self._databases:
            sorts.add(False)
        if any(sides not in self._databases for sides in self._sides(sorts)):
            if not all(map(self._is_taken, self._sides(sorts))):
                self._by_engine = [
                    by_engine and _takes_alone(gate)
                    for gate, by_engine in zip(self._gates, self._by_engine, strict=True)
                ]
                self._databases.clear()
            for sides in self._sides(sorts):
                self._databases[sides] = _compiled(self._numbered(sides), is_utf8=sides is WIDE_SIDES)
            self._words = compiled_words(self._numbered_words())

    def _sides(self, sorts: set[bool]) -> list[tuple[Side, ...]]:
        return [ASCII_SIDES] * (True in sorts) + [WIDE_SIDES] * (False in sorts)

    def _is_taken(self, sides: tuple[Side, ...]) -> bool:
        return _takes(self._numbered(sides), is_utf8=sides is WIDE_SIDES)

    def _numbered(self, sides: tuple[Side, ...]) -> "Numbered":
        """Expressions with their numbers: a gate's own where it may match, that plus all gates where it must."""
        numbered = tuple(
            (written, number + gate.is_sure(side) * len(self._gates))
            for number, gate in enumerate(self._gates)
            if self._by_engine[number]
            for side in sides
            if side is not Side.LOWER or not (gate.relaxed or gate.is_sure(Side.UPPER))
            for written in gate.expressions(side)
        )
        if not numbered or sides is not WIDE_SIDES:
            return numbered
        return (*numbered, (STRANGE, 2 * len(self._gates)))

    def _numbered_words(self) -> tuple[Word, ...]:
        """With the numbers of gates that surely match."""
        return tuple(
            Word(word, number + len(self._gates), gate.vocabulary.match_case)
            for number, gate in enumerate(self._gates)
            if self._by_engine[number] and isinstance(gate, EntriesGate)
            for word in gate.plain_words()
        )

    def sift(self, texts: Sequence[bytes]) -> list[Sifted]:
        """For each gate, in which of the texts it surely matches and may match."""
        with self._lock:
            self._prepare(texts)
            by_expression, by_word = self._scanned(texts), self._words_in(texts)
        found = [union(both) for both in zip(*map(self._by_number, (by_expression, by_word)), strict=True)]
        return [self._sifted(number, found, texts) for number in range(len(self._gates))]

    def _by_number(self, told: "Told") -> list[Positions]:
        order = np.argsort(told.numbers, kind="stable")
        bounds = np.searchsorted(told.numbers[order], np.arange(2 * len(self._gates) + 2))
        return [told.positions[order[low:high]] for low, high in itertools.pairwise(bounds)]

    def _sifted(self, number: int, found: list[Positions], texts: Sequence[bytes]) -> Sifted:
        if not self._by_engine[number]:
            return self._asked(self._gates[number], texts)
        sure, maybe = found[number + len(self._gates)], union((found[number], found[-1]))
        return Sifted(sure, np.setdiff1d(maybe, sure, assume_unique=True))

    def _asked(self, gate: Gate, texts: Sequence[bytes]) -> Sifted:
        if gate.relaxed:
            return Sifted(NOWHERE, np.arange(len(texts), dtype=np.int32))
        where = [place for place, text in enumerate(texts) if gate.fires(text.decode())]
        return Sifted(np.array(where, np.int32), NOWHERE)

    def _scanned(self, texts: Sequence[bytes]) -> "Told":
        matched: list[int] = []
        add = matched.append

        def on_match(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            add(number)

        ascii_scan, wide_scan = map(self._scan, (ASCII_SIDES, WIDE_SIDES))
        ends = []
        ended = ends.append
        for text in texts:
            (ascii_scan if text.isascii() else wide_scan)(text, on_match)
            ended(len(matched))
        counts = np.diff(np.array(ends, np.int64), prepend=0)
        return Told(np.array(matched, np.int64), np.repeat(np.arange(len(texts), dtype=np.int32), counts))

    def _words_in(self, texts: Sequence[bytes]) -> "Told":
        if self._words is None:
            return Told(NOWHERE, NOWHERE)
        plain = np.array([place for place, text in enumerate(texts) if text.isascii()], np.int32)
        numbers, places = found_words(self._words, [texts[place] for place in plain.tolist()])
        return Told(numbers, plain[places])

    def _scan(self, sides: tuple[Side, ...]) -> Callable[..., object]:
        if sides not in self._databases:
            strange = 2 * len(self._gates)
            return lambda _text, on_match: on_match(strange, 0, 0, 0, None)
        database = self._databases[sides]
        return database.scan if database else _nothing


def _nothing(_text: bytes, _on_match: object) -> None:
    """There is no expression for texts of this sort."""


Numbered = tuple[tuple[str, int], ...]


@lru_cache(maxsize=256)
def _takes(numbered: Numbered, *, is_utf8: bool) -> bool:
    """Does the engine take these? What it does not take is left to the automaton."""
    try:
        _compiled(numbered, is_utf8=is_utf8)
    except hyperscan.error:
        return False
    return True


def _takes_alone(gate: Gate) -> bool:
    return all(
        _takes(tuple((written, 0) for written in gate.expressions(side)), is_utf8=side is not Side.ASCII)
        for side in Side
    )


@lru_cache(maxsize=64)
def _compiled(numbered: Numbered, *, is_utf8: bool) -> "hyperscan.Database | None":
    """A database, kept by its content: rules that did not change are compiled once."""
    if not numbered:
        return None
    database = hyperscan.Database()
    flags = hyperscan.HS_FLAG_SINGLEMATCH | (hyperscan.HS_FLAG_UTF8 if is_utf8 else 0)
    database.compile(
        expressions=[written.encode() for written, _number in numbered],
        ids=[number for _written, number in numbered],
        flags=[flags] * len(numbered),
    )
    return database


def engine_name() -> str:
    """What the sieves run on, for the page of an administrator."""
    return "hyperscan" if hyperscan is not None else "automaton"


def union(arrays: Iterable[Positions]) -> Positions:
    """Positions in any of them."""
    kept = [array for array in arrays if len(array)]
    return np.unique(np.concatenate(kept)) if kept else NOWHERE
