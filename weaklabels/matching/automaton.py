r"""Where does a pattern match? In time linear in the text, whatever the pattern and the text are.

The definition of a match: of all stretches that fit, the one that begins first; of these, the longest; then again
behind its end. No match is empty.

Every character the tree names is a *place*, a bit in an integer. Between two characters (a *gap*) edges such as \b
hold or not; for each set of edges that hold together there is a table of which place may follow which.
A walk from the end of the text to its beginning keeps, for each gap, the places that read the next character and
from which some match can still end. The walk forward follows only these, so it never reads past the end of a
match: both walks together look at each character at most twice. Transitions are remembered, as in a lazily built
deterministic automaton.

References
----------
Glushkov, V. M. (1961). The abstract theory of automata. Russian Mathematical Surveys 16(5).
Reps, T. (1998). "Maximal munch" tokenization in linear time. ACM TOPLAS 20(2).
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from weaklabels.matching.characters import category
from weaklabels.matching.patterns import At, CharSet, Edge, Either, One, Repeat, Row, Tree, parts_of
from weaklabels.matching.sentences import Refused, gettext_noop

MOST_REMEMBERED = 20_000  # transitions; then it forgets and begins again

Spans = list[tuple[int, int]]
Gaps = list[frozenset[Edge]]


class Table:
    """Which place may follow which, which begin and which end a match, where certain edges hold."""

    def __init__(self, tree: Tree, holds: frozenset[Edge]) -> None:
        self._holds = holds
        self.sets: list[CharSet] = []
        self.next: list[int] = []
        self.is_nullable, self.first, self.last = self._add(tree)
        self.previous = _turned(self.next)

    def _add(self, tree: Tree) -> tuple[bool, int, int]:
        """Is it empty, which places begin it, which end it: of one part, once its places are numbered."""
        match tree:
            case One(chars):
                self.sets.append(chars)
                self.next.append(0)
                bit = 1 << (len(self.sets) - 1)
                return False, bit, bit
            case At(edge):
                return edge in self._holds, 0, 0
            case Row(parts):
                return self._chain(parts)
            case Either(parts):
                nullables, firsts, lasts = zip(*map(self._add, parts), strict=True)
                return any(nullables), _union(firsts), _union(lasts)
            case Repeat(part, least, most):
                return self._repeat(part, least, most)

    def _chain(self, parts: tuple[Tree, ...]) -> tuple[bool, int, int]:
        is_nullable, first, last = True, 0, 0
        for part in parts:
            added = self._add(part)
            is_nullable, first, last = self._joined((is_nullable, first, last), added)
        return is_nullable, first, last

    def _joined(self, one: tuple[bool, int, int], other: tuple[bool, int, int]) -> tuple[bool, int, int]:
        self._follow(one[2], other[1])
        return (
            one[0] and other[0],
            one[1] | (other[1] if one[0] else 0),
            other[2] | (one[2] if other[0] else 0),
        )

    def _repeat(self, part: Tree, least: int, most: int | None) -> tuple[bool, int, int]:
        """Written out: as often as it must be, then as often as it may be."""
        whole = (True, 0, 0)
        for time in range(max(least, 1) if most is None else most):
            is_nullable, first, last = self._add(part)
            if most is None and time >= least - 1:
                self._follow(last, first)
            whole = self._joined(whole, (is_nullable or time >= least, first, last))
        return whole

    def _follow(self, ends: int, begins: int) -> None:
        for place in bits(ends):
            self.next[place] |= begins


def bits(number: int) -> Iterator[int]:
    """Which bits are set."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _union(numbers: tuple[int, ...]) -> int:
    union = 0
    for number in numbers:
        union |= number
    return union


def _turned(next_places: list[int]) -> list[int]:
    turned = [0] * len(next_places)
    for place, followers in enumerate(next_places):
        for follower in bits(followers):
            turned[follower] |= 1 << place
    return turned


class Automaton:
    """A pattern, ready to be asked. Build it with `automaton(tree)`, which keeps the last ones."""

    def __init__(self, tree: Tree) -> None:
        self.edges = frozenset(part.edge for part in parts_of(tree) if isinstance(part, At))
        self._tree = tree
        self._tables = Made(lambda holds: Table(tree, holds))
        self._lasts = Made(lambda holds: self._tables[holds].last)
        self._masks = Made(self._mask)
        self._between = Made(lambda pair: self._gap(*pair))
        self._back = Rows()
        self._ahead = Rows()

    def is_ever_empty(self) -> bool:
        """Can it match without a single character?"""
        return any(self._tables[holds].is_nullable for holds in _possible(self.edges))

    def fires(self, text: str) -> bool:
        """Is there a match?"""
        gaps, known, lasts = self._gaps(text), self._ahead, self._lasts
        state = 0
        for place, symbol in enumerate(zip(text, gaps, strict=False)):
            try:
                state = known[state][symbol]
            except KeyError:
                state = known.keep(state, symbol, self._step_ahead(state, *symbol))
            if state and state & lasts[gaps[place + 1]]:
                return True
        return False

    def spans(self, text: str) -> Spans:
        """All matches: leftmost, longest, without overlap."""
        gaps = self._gaps(text)
        alive = self._alive(text, gaps)
        found, place = [], 0
        while place < len(text):
            reads = alive[place] and self._tables[gaps[place]].first & alive[place]
            if reads:
                end = self._longest(reads, place, alive, gaps)
                found.append((place, end))
                place = end
            else:
                place += 1
        return found

    def _alive(self, text: str, gaps: Gaps) -> list[int]:
        """For each gap, the places that read the next character and lead to the end of a match."""
        known = self._back
        alive = [0]
        state = 0
        for symbol in zip(reversed(text), reversed(gaps), strict=False):
            try:
                state = known[state][symbol]
            except KeyError:
                state = known.keep(state, symbol, self._step_back(state, *symbol))
            alive.append(state)
        alive.reverse()
        return alive

    def _longest(self, reads: int, place: int, alive: list[int], gaps: Gaps) -> int:
        end = place
        while reads:
            place += 1
            table = self._tables[gaps[place]]
            if reads & table.last:
                end = place
            reads = _gathered(reads, table.next) & alive[place]
        return end

    def _step_back(self, state: int, character: str, gap: frozenset[Edge]) -> int:
        table = self._tables[gap]
        return (table.last | _gathered(state, table.previous)) & self._masks[character]

    def _step_ahead(self, state: int, character: str, gap: frozenset[Edge]) -> int:
        table = self._tables[gap]
        return (table.first | _gathered(state, table.next)) & self._masks[character]

    def _mask(self, character: str) -> int:
        """The places that can read this character."""
        sets = self._tables[NO_EDGE].sets
        return sum(1 << place for place, chars in enumerate(sets) if character in chars)

    def _gap(self, before: str, after: str, *, is_last: bool = False) -> frozenset[Edge]:
        return edges_between(before, after, is_last=is_last) & self.edges

    def _gaps(self, text: str) -> Gaps:
        """Which of the pattern's edges hold before each character and at the end."""
        if not self.edges or not text:
            return [self._gap("", "", is_last=True)] * (len(text) + 1)
        gaps = [self._gap("", text[0], is_last=len(text) == 1)]
        gaps += map(self._between.__getitem__, pairwise(text))
        if text[-1] == "\n":  # "$" holds before the newline that ends the text
            gaps[-1] = self._gap(text[-2:-1], "\n", is_last=True)
        return [*gaps, self._gap(text[-1], "", is_last=True)]


class Made(dict):
    """What was made for a key, made when it is first asked for."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> Any:
        self[key] = made = self._make(key)
        return made


class Rows(dict):
    """Transitions by state and symbol, until there are too many: then it begins again."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def keep(self, state: int, symbol: tuple[str, frozenset[Edge]], reached: int) -> int:
        if self.count >= MOST_REMEMBERED:
            self.clear()
            self.count = 0
        self.setdefault(state, {})[symbol] = reached
        self.count += 1
        return reached


NO_EDGE: frozenset[Edge] = frozenset()


def _gathered(places: int, table: list[int]) -> int:
    gathered = 0
    while places:
        lowest = places & -places
        gathered |= table[lowest.bit_length() - 1]
        places ^= lowest
    return gathered


@lru_cache(maxsize=4096)
def edges_between(before: str, after: str, *, is_last: bool) -> frozenset[Edge]:
    """Which edges hold between two characters; none stands beyond the beginning and the end ("")."""
    words = category(r"\w")
    is_word = [bool(one) and one in words for one in (before, after)]
    holds = {
        Edge.WORD: is_word[0] != is_word[1],
        Edge.NO_WORD: is_word[0] == is_word[1],
        Edge.TEXT_START: not before,
        Edge.TEXT_END: not after,
        Edge.TEXT_END_OR_NEWLINE: not after or (is_last and after == "\n"),
        Edge.LINE_START: before in ("", "\n"),
        Edge.LINE_END: after in ("", "\n"),
    }
    return frozenset(edge for edge, does in holds.items() if does)


@lru_cache(maxsize=1)
def _every_gap() -> frozenset[frozenset[Edge]]:
    some = ("", "a", " ", "\n")
    return frozenset(
        edges_between(before, after, is_last=is_last)
        for before in some
        for after in some
        for is_last in (False, True)
    )


def _possible(edges: frozenset[Edge]) -> set[frozenset[Edge]]:
    return {holds & edges for holds in _every_gap()}


@lru_cache(maxsize=512)
def automaton(tree: Tree) -> Automaton:
    """The automaton of a tree. Raises Refused where it matches the empty string."""
    built = Automaton(tree)
    if built.is_ever_empty():
        raise Refused(
            gettext_noop("The pattern matches the empty string, so it matches everywhere. Ask for at least one "
                         "character: “+” instead of “*”, no “|” at the beginning or end.")
        )  # fmt: skip
    return built
