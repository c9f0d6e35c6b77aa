r"""The same pattern in the words of the engine, which reads bytes and knows the words of English only.

Hyperscan has \b only without its Unicode mode, and that mode compiles for minutes. So a pattern is written up to
three times:

- for texts in ASCII, where the engine's answer is exact;
- *upper* for others: matches wherever the pattern can match, and perhaps elsewhere. Sets of very many characters
  hold every character beyond ASCII, and an edge of a word is left out unless ASCII decides it;
- *lower* for others, where upper is not exact: matches only where the pattern does, because all that the edges of
  words look at is ASCII.

What upper says and lower does not is asked of the automaton.

No set is ever "all characters": for "anything in between" (.*) the engine has a shortcut that misses matches
(version 5.4.12: "wallet.*in" without case, in texts of ordinary length). It is not taken for a set that leaves out
planes no writing uses; a text that has such a character is asked of the automaton (`STRANGE`).
"""

from enum import Enum

from weaklabels.matching.characters import (
    ASCII,
    ASCII_WORD,
    IS_UNSPACED,
    NOTHING,
    CharSet,
    blanks,
    category,
    letter,
)
from weaklabels.matching.patterns import At, Edge, Either, One, Repeat, Row, Tree, parts_of

MOST_RANGES = 80  # of a set that is written as it is
KNOWN = CharSet(((0, 0x3FFFF), (0xE0000, 0xE0FFF)))  # writing, symbols, tags and variation selectors
BEYOND_ASCII = KNOWN - ASCII


class Side(Enum):
    ASCII = "for texts in ASCII"
    UPPER = "at least where it matches"
    LOWER = "at most where it matches"


WORD_EDGES = frozenset({Edge.WORD, Edge.NO_WORD})
PLAIN_EDGES = {
    Edge.TEXT_START: r"\A",
    Edge.TEXT_END: r"\z",
    Edge.TEXT_END_OR_NEWLINE: "$",
    Edge.LINE_START: "(?m:^)",
    Edge.LINE_END: "(?m:$)",
}
ANY_ASCII_BEFORE = r"(?:\A|[\x00-\x7f])"
ANY_ASCII_BEHIND = r"(?:\z|[\x00-\x7f])"


def is_exact(tree: Tree) -> bool:
    """Is upper the pattern itself?"""
    return not has_word_edge(tree) and all(
        is_small(part.chars) for part in parts_of(tree) if isinstance(part, One)
    )


def has_word_edge(tree: Tree) -> bool:
    return any(isinstance(part, At) and part.edge in WORD_EDGES for part in parts_of(tree))


def is_small(chars: CharSet) -> bool:
    return len(chars.ranges) <= MOST_RANGES


class Writer:
    """Writes a tree for one side; `relaxed`, without any edge, for what is later read in a part of the text."""

    def __init__(self, side: Side, tree: Tree, *, relaxed: bool = False) -> None:
        self.side = side
        self.relaxed = relaxed
        self.only_ascii = side is Side.ASCII or (side is Side.LOWER and has_word_edge(tree))
        self._tree = tree

    def expression(self) -> str | None:
        """None where nothing on this side can match."""
        written = self._write(self._tree, None, None)
        if written is not None and self.side is Side.LOWER and self.only_ascii:
            return f"{ANY_ASCII_BEFORE}{written}{ANY_ASCII_BEHIND}"
        return written

    def _write(self, tree: Tree, before: Tree | None, after: Tree | None) -> str | None:
        match tree:
            case One(chars):
                return self._set(chars)
            case At(edge):
                return self._edge(edge, before, after)
            case Row(parts):
                return self._row(parts, before, after)
            case Either(parts):
                written = [self._write(part, before, after) for part in parts]
                possible = [each for each in written if each is not None]
                return f"(?:{'|'.join(possible)})" if possible else None
            case Repeat(part, least, most):
                inner = self._write(part, None, None)
                if inner is None:
                    return "" if least == 0 else None
                return f"(?:{inner}){{{least},{'' if most is None else most}}}"

    def _row(self, parts: tuple[Tree, ...], before: Tree | None, after: Tree | None) -> str | None:
        written: list[str | None] = []
        around = [before, *parts, after]
        skipped = -1
        for place, part in enumerate(parts):
            following = around[place + 2]
            if place == skipped:
                continue
            if place + 1 < len(parts) and (pair := self._split(part, following)):
                written.append(pair)
                skipped = place + 1
            else:
                written.append(self._write(part, around[place], following))
        return None if None in written else "".join(filter(None, written))

    def _split(self, one: Tree, other: Tree | None) -> str | None:
        r"""\b beside letters some of whose forms are beyond ASCII (k and the Kelvin sign): a way for each sort."""
        if self.side is not Side.UPPER or self.relaxed:
            return None
        match one, other:
            case (At(Edge.WORD), One(chars)) if is_mixed_word(chars):
                form = "{edge}{chars}"
            case (One(chars), At(Edge.WORD)) if is_mixed_word(chars):
                form = "{chars}{edge}"
            case _:
                return None
        return with_edges(chars, form)

    def _set(self, chars: CharSet) -> str | None:
        if self.only_ascii:
            chars &= ASCII
        elif is_small(chars):
            chars &= KNOWN
        else:
            chars = (chars & ASCII) | (BEYOND_ASCII if self.side is Side.UPPER else NOTHING)
        return written_set(chars) if chars.ranges else None

    def _edge(self, edge: Edge, before: Tree | None, after: Tree | None) -> str:
        if self.relaxed:
            return ""
        if edge in PLAIN_EDGES:
            return PLAIN_EDGES[edge]
        if self.only_ascii:
            return edge.value
        return _decided(edge, [last_characters(before), first_characters(after)])


def _decided(edge: Edge, around: list[CharSet | None]) -> str:
    r"""\b as ASCII sees it, where the characters on one side settle what it must see; else nothing."""
    if edge is Edge.WORD:
        for chars in around:
            if chars and not (chars - ASCII_WORD).ranges:
                return r"\b"  # what is on the other side is no word character, so none of ASCII
            if chars and chars.ranges and not (chars & ASCII).ranges and not (chars - category(r"\w")).ranges:
                return r"\B"
    return ""


def first_characters(tree: Tree | None) -> CharSet | None:
    """What a match of this part begins with; None if it may be empty or is not known."""
    return _outer(tree, 0)


def last_characters(tree: Tree | None) -> CharSet | None:
    return _outer(tree, -1)


def _outer(tree: Tree | None, end: int) -> CharSet | None:
    match tree:
        case One(chars):
            return chars
        case Row(parts) if parts:
            return _outer(parts[end], end)
        case Either(parts):
            return _union([_outer(part, end) for part in parts])
        case Repeat(part, least, _) if least:
            return _outer(part, end)
    return None


def _union(sets: list[CharSet | None]) -> CharSet | None:
    known = [chars for chars in sets if chars is not None]
    if not known or len(known) < len(sets):
        return None
    union = known[0]
    for chars in known[1:]:
        union |= chars
    return union


def written_set(chars: CharSet) -> str:
    pieces = [_point(low) if low == high else f"{_point(low)}-{_point(high)}" for low, high in chars.ranges]
    return f"[{''.join(pieces)}]"


def _point(point: int) -> str:
    return f"\\x{{{point:x}}}"


STRANGE = written_set(~KNOWN)


def entry_expression(entry: str, side: Side, *, match_case: bool, edges: bool) -> str | None:
    """A word or phrase of a list; whole words where `edges`."""
    sets = [
        blanks() if character.isspace() else letter(character, match_case=match_case) for character in entry
    ]
    if side is not Side.UPPER:
        sets = [chars & ASCII for chars in sets]
        if not all(chars.ranges for chars in sets):
            return None
    body = list(map(written_set, sets))
    if not edges:
        return "".join(body)
    if len(sets) == 1:
        whole = _with_edges(entry[0], sets[0], "{edge}{chars}{edge}")
    else:
        first = _with_edges(entry[0], sets[0], "{edge}{chars}")
        last = _with_edges(entry[-1], sets[-1], "{chars}{edge}")
        whole = "".join([first, *body[1:-1], last])
    return f"{ANY_ASCII_BEFORE}{whole}{ANY_ASCII_BEHIND}" if side is Side.LOWER else whole


def _with_edges(character: str, chars: CharSet, form: str) -> str:
    r"""An end of a whole word, as far as ASCII can tell: no word character of ASCII stands outside.

    Some letters of ASCII have forms beyond it (k and the Kelvin sign), which are no word to the engine.
    """
    if IS_UNSPACED.match(character):
        return written_set(chars)
    return with_edges(chars, form)


def with_edges(chars: CharSet, form: str) -> str:
    """The characters with what ASCII sees at an edge of a word: its own, and those it takes for no word."""
    forms = [
        form.format(edge=edge, chars=written_set(some))
        for edge, some in ((r"\b", chars & ASCII_WORD), (r"\B", chars - ASCII_WORD))
        if some.ranges
    ]
    return f"(?:{'|'.join(forms)})"


def is_mixed_word(chars: CharSet) -> bool:
    """Are these few letters, some of ASCII and some beyond?"""
    is_mixed = bool((chars & ASCII_WORD).ranges) and not chars.is_ascii
    return is_mixed and is_small(chars) and not (chars - category(r"\w")).ranges
