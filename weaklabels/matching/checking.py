"""Can this rule be saved? Everything that is wrong with it, as sentences; `check` raises the first."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from weaklabels.matching import definitions as d
from weaklabels.matching import fields
from weaklabels.matching.automaton import automaton
from weaklabels.matching.compiled import NO_DICTIONARIES, Dictionaries, matcher
from weaklabels.matching.patterns import parse
from weaklabels.matching.sentences import Refused, gettext_noop

MOST_WORDS = 1_000
LONGEST_WORD = 200
MOST_PARTS = 20
MOST_BETWEEN = 100
MOST_STRETCH = 100_000
MOST_VALUES = 200
LONGEST_FIELD = 200


def check(rule: d.Rule, dictionaries: Dictionaries = NO_DICTIONARIES) -> None:
    """Raises Refused with a sentence: what cannot be, what is allowed, what to do."""
    check_condition(rule.when, dictionaries)
    if rule.says is d.Says.SPANS and not proposes_spans(rule.when):
        raise Refused(
            gettext_noop("A rule that proposes spans needs words to mark: metadata and “not” alone mark none. "
                         "Join them with words by “all of”; in “any of” each part needs words.")
        )  # fmt: skip


def check_condition(condition: d.Condition, dictionaries: Dictionaries = NO_DICTIONARIES) -> None:
    CHECKS[type(condition)](condition, dictionaries)


def proposes_spans(condition: d.Condition) -> bool:
    """Does every hit of this condition mark words?"""
    match condition:
        case d.AllOf(parts):
            return any(map(proposes_spans, parts))
        case d.AnyOf(parts):
            return all(map(proposes_spans, parts))
        case d.Not() | d.Metadata():
            return False
    return True


def parts_of(condition: d.Condition) -> Iterator[Any]:
    """The condition and all conditions in it."""
    yield condition
    match condition:
        case d.AllOf(parts) | d.AnyOf(parts):
            for part in parts:
                yield from parts_of(part)
        case d.Not(part) | d.Within(_, part):
            yield from parts_of(part)
        case d.Near(first, second):
            yield first
            yield second


def _keywords(condition: d.Keywords, _dictionaries: Dictionaries) -> None:
    if not condition.words:
        raise Refused(gettext_noop("The list has no words: write at least one."))
    if len(condition.words) > MOST_WORDS:
        raise Refused(
            gettext_noop("The list has %(count)s words; at most %(most)s are possible. Upload longer lists as a "
                         "dictionary."),
            count=len(condition.words), most=MOST_WORDS,
        )  # fmt: skip
    for word in condition.words:
        if not word.strip():
            raise Refused(gettext_noop("One of the words is empty: it would match everywhere. Take it out."))
        if len(word) > LONGEST_WORD:
            raise Refused(
                gettext_noop("“%(word)s…” has %(length)s characters; a word or phrase has at most %(most)s."),
                word=word[:30], length=len(word), most=LONGEST_WORD,
            )  # fmt: skip


def _pattern(condition: d.Pattern, _dictionaries: Dictionaries) -> None:
    _check_pattern(condition.pattern, condition.match_case)


@lru_cache(maxsize=512)
def _check_pattern(pattern: str, match_case: bool) -> None:
    automaton(parse(pattern, match_case=match_case))


def _near(condition: d.Near, dictionaries: Dictionaries) -> None:
    for words in (condition.first, condition.second):
        check_condition(words, dictionaries)
    _check_range(condition.within, 1, MOST_BETWEEN, gettext_noop("“Near” counts from 1 to %(most)s words."))


def _within(condition: d.Within, dictionaries: Dictionaries) -> None:
    check_condition(condition.when, dictionaries)
    match condition.place:
        case d.Stretch(_, count):
            _check_range(count, 1, MOST_STRETCH, gettext_noop("A position counts from 1 to %(most)s."))
        case d.Section(heading):
            _check_pattern(heading, match_case=False)
        case d.Speaker(names):
            if not names or not all(map(str.strip, names)) or len(names) > MOST_VALUES:
                raise Refused(
                    gettext_noop("Name at least one speaker, and at most %(most)s."), most=MOST_VALUES
                )


def _check_range(number: int, least: int, most: int, message: str) -> None:
    if not least <= number <= most:
        raise Refused(message, most=most)


def _metadata(condition: d.Metadata, _dictionaries: Dictionaries) -> None:
    if not condition.field.strip() or len(condition.field) > LONGEST_FIELD:
        raise Refused(
            gettext_noop("Name the metadata field, with at most %(most)s characters."), most=LONGEST_FIELD
        )
    least, most = COUNTS.get(condition.comparison, (1, 1))
    if not least <= len(condition.values) <= most:
        raise Refused(
            gettext_noop("“%(comparison)s” takes from %(least)s to %(most)s values, not %(count)s."),
            comparison=condition.comparison, least=least, most=most, count=len(condition.values),
        )  # fmt: skip
    _check_values(condition)


COUNTS = {
    d.Comparison.EXISTS: (0, 0),
    d.Comparison.IS_ONE_OF: (1, MOST_VALUES),
    d.Comparison.CONTAINS: (1, MOST_VALUES),
}


def _check_values(condition: d.Metadata) -> None:
    if (
        condition.comparison in (d.Comparison.AT_LEAST, d.Comparison.AT_MOST)
        and condition.value_kind is d.Kind.TEXT
    ):
        raise Refused(gettext_noop("“At least” and “at most” compare numbers or dates, not texts."))
    for value in condition.values:
        if not fields.is_readable(value, condition.value_kind):
            raise Refused(
                gettext_noop("“%(value)s” is no %(kind)s. Write numbers as 3.5 and dates as 2026-05-31."),
                value=value, kind=condition.value_kind,
            )  # fmt: skip


def _all(condition: d.AllOf | d.AnyOf, dictionaries: Dictionaries) -> None:
    if not 1 <= len(condition.parts) <= MOST_PARTS:
        raise Refused(
            gettext_noop("“All of” and “any of” join from 1 to %(most)s conditions, not %(count)s."),
            most=MOST_PARTS, count=len(condition.parts),
        )  # fmt: skip
    for part in condition.parts:
        check_condition(part, dictionaries)


def _not(condition: d.Not, dictionaries: Dictionaries) -> None:
    check_condition(condition.part, dictionaries)


CHECKS: dict[type, Callable[[Any, Dictionaries], object]] = {
    d.Keywords: _keywords,
    d.Dictionary: matcher,
    d.Pattern: _pattern,
    d.Near: _near,
    d.Within: _within,
    d.Metadata: _metadata,
    d.AllOf: _all,
    d.AnyOf: _all,
    d.Not: _not,
}
