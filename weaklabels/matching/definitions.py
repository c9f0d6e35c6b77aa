"""What a rule says, as a value: immutable, and equal exactly when its JSON is. `forms` reads and writes the JSON.

A rule has one condition. In a rule that says a label the condition holds of a document or not; in one that proposes
spans each match of the condition is a span.
"""

from dataclasses import dataclass
from enum import StrEnum

VERSION = 1


class Says(StrEnum):
    """What a rule does where it fires."""

    LABEL = "label"
    SPANS = "spans"


@dataclass(frozen=True)
class Keywords:
    """Any of these words or phrases. A blank in a phrase stands for any one blank, a line's end too."""

    words: tuple[str, ...]
    whole_words: bool = True
    match_case: bool = False


@dataclass(frozen=True)
class Dictionary:
    """Any entry of a named list, which is kept and versioned outside the rule."""

    name: str
    whole_words: bool = True
    match_case: bool = False


@dataclass(frozen=True)
class Pattern:
    """A regular expression, as in Python, without what needs backtracking."""

    pattern: str
    match_case: bool = False


Words = Keywords | Dictionary | Pattern


class Order(StrEnum):
    """Where the second thing of a `Near` stands."""

    ANY = "any"
    BEFORE = "before"  # the first before the second
    AFTER = "after"


@dataclass(frozen=True)
class Near:
    """The first where the second stands within so many words of it; or, negated, where it does not.

    Within 1 is next to each other. A match is the first; the two do not overlap.
    """

    first: Words
    second: Words
    within: int
    order: Order = Order.ANY
    negated: bool = False


class Unit(StrEnum):
    WORDS = "words"
    CHARACTERS = "characters"


class Side(StrEnum):
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True)
class Stretch:
    """The first or last so many words or characters of the text. A word that is cut is not in it."""

    side: Side
    count: int
    unit: Unit = Unit.WORDS


@dataclass(frozen=True)
class Section:
    """What stands under a heading that the pattern matches at its beginning, up to the next heading.

    A heading is a line that begins with a capital letter and has a ":" within 40 characters ("Diagnosis: none";
    what follows on that line is in the section), or one of at most 80 characters that begins with "#" or has no
    small letter.
    """

    heading: str


@dataclass(frozen=True)
class Turn:
    """The first or last turn of a conversation."""

    side: Side


@dataclass(frozen=True)
class Speaker:
    """The turns of any of these speakers, by name without case."""

    names: tuple[str, ...]


Place = Stretch | Section | Turn | Speaker


@dataclass(frozen=True)
class Within:
    """Words that stand wholly in a place. A place is read as a text of its own: ^ and $ are its edges."""

    place: Place
    when: Words | Near


class Kind(StrEnum):
    """How the values of metadata are compared."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


class Comparison(StrEnum):
    IS = "is"
    IS_ONE_OF = "is one of"
    CONTAINS = "contains"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    EXISTS = "exists"


@dataclass(frozen=True)
class Metadata:
    """A metadata field, its parts joined by dots, compared with values. A list holds when one of its values does.

    Texts are compared without case; dates are ISO 8601, and a date without a time is the whole day.
    """

    field: str
    comparison: Comparison
    values: tuple[str | int | float, ...] = ()
    value_kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class AllOf:
    """All conditions hold. Matches are those of the first part that has any; the others say where it counts."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """One of the conditions holds. Matches are those of all parts, leftmost and longest first."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The condition does not hold."""

    part: "Condition"


Condition = Keywords | Dictionary | Pattern | Near | Within | Metadata | AllOf | AnyOf | Not


@dataclass(frozen=True)
class Rule:
    """Where the condition holds, this label."""

    label: int
    when: Condition
    says: Says = Says.LABEL
