"""Which constructs of a pattern need backtracking, and where do they stand? Refused by name before anything runs."""

import re

from weaklabels.matching.sentences import Refused, Sentence, gettext_noop

# What may begin at a place of a pattern. The first that fits is taken; classes and escapes are passed over.
TOKEN = re.compile(
    r"""
      (?P<comment>\(\?\#[^)]*\))
    | (?P<ahead>\(\?[=!])
    | (?P<behind>\(\?<[=!])
    | (?P<name>\(\?P=\w*\)?)
    | (?P<conditional>\(\?\()
    | (?P<atomic>\(\?>)
    | (?P<flags>\(\?[aiLmsux]*[aLu][aiLmsux]*[-:)])
    | (?P<number>\\[1-9][0-9]?)
    | (?P<escape>\\.)
    | (?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])
    | (?P<possessive>(?<=[*+?}])\+)
    | (?P<other>.)
    """,
    re.DOTALL | re.VERBOSE,
)
HARMLESS = {"comment", "escape", "class", "other"}

LOOKING = gettext_noop(
    "the text before or behind a match cannot be a condition; a rule “near” or “not near” can say it"
)
WHY = {
    "ahead": (gettext_noop("looking ahead"), LOOKING),
    "behind": (gettext_noop("looking behind"), LOOKING),
    "name": (
        gettext_noop("repeating what a group matched"),
        gettext_noop("write the words that may come twice one by one"),
    ),
    "conditional": (
        gettext_noop("a condition on a group"),
        gettext_noop("write both cases with “|” between them"),
    ),
    "atomic": (
        gettext_noop("an atomic group"),
        gettext_noop("an ordinary group “(?:…)” finds the same and is as fast here"),
    ),
    "possessive": (
        gettext_noop("a possessive repeat"),
        gettext_noop("an ordinary repeat finds the same and is as fast here"),
    ),
    "flags": (
        gettext_noop("a flag other than i, m, s or x"),
        gettext_noop("letters, digits and blanks are always those of all scripts"),
    ),
}
WHY["number"] = WHY["name"]


def refuse_constructs(pattern: str, flags: int) -> None:
    """Raise Refused at the first construct that is not regular; `flags` as Python read them."""
    comments = _comments(pattern) if flags & re.VERBOSE else []
    for token in TOKEN.finditer(pattern):
        kind = token.lastgroup or "other"
        if kind not in HARMLESS and not any(start <= token.start() < end for start, end in comments):
            name, instead = WHY[kind]
            raise Refused(
                gettext_noop("The pattern uses %(name)s (“%(written)s” at character %(at)s), which is not possible: "
                             "%(instead)s."),
                place=token.start(), name=Sentence(name), instead=Sentence(instead),
                written=token[0], at=token.start() + 1,
            )  # fmt: skip


def _comments(pattern: str) -> list[tuple[int, int]]:
    """Where a verbose pattern talks to its reader."""
    return [comment.span() for comment in re.finditer(r"(?<!\\)#[^\n]*", pattern)]
