r"""A regular expression as a tree of its parts. Python's own parser reads it, so it means what it means in Python.

Taken are the regular ones: characters, classes, groups, alternatives, repeats, edges of words, lines and the text.
What needs backtracking (looking ahead or behind, repeating a group's text, conditions, atomic groups) is refused,
named, with its place. Groups capture nothing, and greedy and lazy repeats are the same: of all matches, the
leftmost, and of these the longest, is taken.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from weaklabels.matching.characters import ANY, NEWLINE, NOTHING, CharSet, any_case, category, letter
from weaklabels.matching.constructs import refuse_constructs
from weaklabels.matching.sentences import Refused, gettext_noop

LONGEST_PATTERN = 2_000  # characters
DEEPEST = 50  # levels
MOST_PLACES = 2_000  # in the tree when its repeats are written out


class Edge(Enum):
    """What may have to be true between two characters."""

    WORD = r"\b"
    NO_WORD = r"\B"
    TEXT_START = r"\A"
    TEXT_END = r"\Z"
    TEXT_END_OR_NEWLINE = "$"
    LINE_START = "(?m:^)"
    LINE_END = "(?m:$)"


@dataclass(frozen=True)
class One:
    """One character of a set."""

    chars: CharSet


@dataclass(frozen=True)
class At:
    edge: Edge


@dataclass(frozen=True)
class Row:
    """One after the other."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Either:
    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Repeat:
    part: "Tree"
    least: int
    most: int | None


Tree = One | At | Row | Either | Repeat


@lru_cache(maxsize=512)
def parse(pattern: str, *, match_case: bool = False) -> Tree:
    """The tree of a pattern. Raises Refused with a sentence that names what cannot be."""
    if not pattern:
        raise Refused(gettext_noop("The pattern is empty: write what the text must have."))
    if len(pattern) > LONGEST_PATTERN:
        raise Refused(
            gettext_noop("The pattern has %(length)s characters; at most %(most)s are possible. A list of words "
                         "or a dictionary may say the same."),
            length=len(pattern), most=LONGEST_PATTERN,
        )  # fmt: skip
    parsed = _parsed(pattern)
    refuse_constructs(pattern, parsed.state.flags)
    flags = parsed.state.flags | (0 if match_case else re.IGNORECASE)
    tree = _tree(parsed, flags)
    if (places := size(tree)) > MOST_PLACES:
        raise Refused(
            gettext_noop("With its repeats written out the pattern has %(places)s places; at most %(most)s are "
                         "possible. Repeat less: “*” or “+” instead of a high number costs nothing."),
            places=places, most=MOST_PLACES,
        )  # fmt: skip
    return tree


def _parsed(pattern: str) -> Any:
    try:
        with warnings.catch_warnings():
            # "possible nested set" and the like: it is taken as Python takes it
            warnings.simplefilter("ignore")
            return _parser.parse(pattern)
    except re.error as error:
        refuse_constructs(pattern, 0)  # possessive repeats and the like are errors in some versions of Python
        raise Refused(
            gettext_noop("The pattern cannot be read: %(reason)s at character %(at)s. A mark that stands for "
                         "itself (such as “(”, “[”, “*”, “?”, “+”) needs a “\\” before it."),
            place=error.pos, reason=error.msg, at=(error.pos or 0) + 1,
        ) from error  # fmt: skip
    except (OverflowError, RecursionError) as error:
        raise _too_deep() from error


def _tree(parsed: Any, flags: int) -> Tree:
    try:
        tree = _row(parsed, flags)
    except RecursionError as error:
        raise _too_deep() from error
    if _depth(tree) > DEEPEST:
        raise _too_deep()
    return tree


def _too_deep() -> Refused:
    return Refused(
        gettext_noop("The pattern is nested too deeply, or repeats too often; at most %(most)s groups stand in "
                     "each other."),
        most=DEEPEST,
    )  # fmt: skip


def _depth(tree: Tree) -> int:
    match tree:
        case Row(parts) | Either(parts):
            return 1 + max(map(_depth, parts), default=0)
        case Repeat(part):
            return 1 + _depth(part)
    return 0


def size(tree: Tree) -> int:
    """How many characters the tree names, repeats written out."""
    match tree:
        case One():
            return 1
        case At():
            return 0
        case Repeat(part, least, most):
            return size(part) * max(1, least if most is None else most)
        case Row(parts) | Either(parts):
            return sum(map(size, parts))


def _row(items: Any, flags: int) -> Tree:
    parts = tuple(_part(operation, argument, flags) for operation, argument in items)
    return parts[0] if len(parts) == 1 else Row(parts)


def _part(operation: Any, argument: Any, flags: int) -> Tree:
    read = PARTS.get(operation)
    if read is None:
        raise Refused(
            gettext_noop("The pattern holds a construct that cannot be used here: %(name)s."),
            name=str(operation).lower().replace("_", " "),
        )
    return read(argument, flags)


def _literal(point: int, flags: int) -> Tree:
    return One(letter(chr(point), match_case=not flags & re.IGNORECASE))


def _not_literal(point: int, flags: int) -> Tree:
    return One(~letter(chr(point), match_case=not flags & re.IGNORECASE))


def _any(_argument: None, flags: int) -> Tree:
    return One(ANY if flags & re.DOTALL else ~NEWLINE)


def _class(items: list[tuple[Any, Any]], flags: int) -> Tree:
    is_negated = items[0][0] is sre.NEGATE
    chars = NOTHING
    for operation, argument in items[is_negated:]:
        chars |= CLASS_PARTS[operation](argument)
    if flags & re.IGNORECASE:
        chars = any_case(chars, _written(items[is_negated:]))
    return One(~chars if is_negated else chars)


def _category(name: Any) -> CharSet:
    escape = ESCAPES[name]
    return ~category(escape.lower()) if escape.isupper() else category(escape)


ESCAPES = {
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
}
CLASS_PARTS: dict[Any, Callable[[Any], CharSet]] = {
    sre.LITERAL: lambda point: CharSet.of([(point, point)]),
    sre.RANGE: lambda pair: CharSet.of([pair]),
    sre.CATEGORY: _category,
}


def _written(items: list[tuple[Any, Any]]) -> str:
    """The class as Python writes it."""
    written = []
    for operation, argument in items:
        if operation is sre.CATEGORY:
            written.append(ESCAPES[argument])
        else:
            low, high = argument if operation is sre.RANGE else (argument, argument)
            written.append(f"\\U{low:08x}-\\U{high:08x}")
    return f"[{''.join(written)}]"


def _either(argument: tuple[Any, list[Any]], flags: int) -> Tree:
    return Either(tuple(_row(items, flags) for items in argument[1]))


def _repeat(argument: tuple[int, int, Any], flags: int) -> Tree:
    least, most, items = argument
    return Repeat(_row(items, flags), least, None if most is sre.MAXREPEAT else most)


def _group(argument: tuple[Any, int, int, Any], flags: int) -> Tree:
    _number, added, removed, items = argument
    return _row(items, (flags | added) & ~removed)


def _edge(name: Any, flags: int) -> Tree:
    if flags & re.MULTILINE and name in (sre.AT_BEGINNING, sre.AT_END):
        return At(Edge.LINE_START if name is sre.AT_BEGINNING else Edge.LINE_END)
    return At(EDGES[name])


EDGES = {
    sre.AT_BEGINNING: Edge.TEXT_START,
    sre.AT_BEGINNING_STRING: Edge.TEXT_START,
    sre.AT_END: Edge.TEXT_END_OR_NEWLINE,
    sre.AT_END_STRING: Edge.TEXT_END,
    sre.AT_BOUNDARY: Edge.WORD,
    sre.AT_NON_BOUNDARY: Edge.NO_WORD,
}
PARTS: dict[Any, Callable[[Any, int], Tree]] = {
    sre.LITERAL: _literal,
    sre.NOT_LITERAL: _not_literal,
    sre.ANY: _any,
    sre.IN: _class,
    sre.BRANCH: _either,
    sre.MAX_REPEAT: _repeat,
    sre.MIN_REPEAT: _repeat,
    sre.SUBPATTERN: _group,
    sre.AT: _edge,
}


def parts_of(tree: Tree) -> Iterator[Tree]:
    """The tree and all that is in it."""
    yield tree
    match tree:
        case Row(parts) | Either(parts):
            for part in parts:
                yield from parts_of(part)
        case Repeat(part, _least, _most):
            yield from parts_of(part)
