r"""What is a match? The same documents as with Python's `re`; leftmost, longest, in code points; never slow."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.weaklabels.matching.strategies import patterns, texts
from weaklabels.matching.automaton import MOST_REMEMBERED, automaton
from weaklabels.matching.patterns import parse
from weaklabels.matching.sentences import Refused


def spans(pattern, text, **options):
    return automaton(parse(pattern, **options)).spans(text)


def quotes(pattern, text, **options):
    return [text[start:end] for start, end in spans(pattern, text, **options)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("refund|refunds", "no refunds", ["refunds"]),  # the longest, not the first alternative
        ("a+?", "baaa", ["aaa"]),  # lazy is no shorter
        ("ab|bcd|cde", "abcde", ["ab", "cde"]),  # leftmost, then behind its end
        (r"\bcat\b", "cat concat cat", ["cat", "cat"]),
        (r"\b\w+é\b", "la café, cafés", ["café"]),
        ("^b$", "a\nb\n", []),
        ("(?m)^b$", "a\nb\n", ["b"]),
        ("a$", "ba\n", ["a"]),
        (r"a\Z", "ba\n", []),
        ("a.c", "abc a\nc", ["abc"]),
        ("(?s)a.c", "a\nc", ["a\nc"]),
        (r"\d+", "٣٤ and 12", ["٣٤", "12"]),  # digits of all scripts, as in Python
        ("STRASSE", "Strasse", ["Strasse"]),
        ("straße", "STRASSE", []),  # no case makes two letters of one
        ("kelvin", "\u212aELVIN", ["\u212aELVIN"]),
    ],
)
def test_a_match_is_leftmost_and_longest(pattern, text, expected):
    assert quotes(pattern, text) == expected


@given(patterns, texts, st.booleans())
@settings(max_examples=400, deadline=None)
def test_it_fires_where_python_finds_a_match(pattern, text, match_case):
    try:
        built = automaton(parse(pattern, match_case=match_case))
    except Refused:
        return
    expected = re.compile(pattern, 0 if match_case else re.IGNORECASE)
    assert built.fires(text) == bool(expected.search(text))
    assert bool(built.spans(text)) == built.fires(text)


@given(patterns, texts)
@settings(max_examples=300, deadline=None)
def test_its_matches_are_those_of_trying_every_stretch(pattern, text):
    try:
        found = spans(pattern, text)
    except Refused:
        return
    assert found == by_trying(pattern, text)


def by_trying(pattern, text):
    """Every stretch, asked of Python in its surroundings: slow, and plainly the definition."""
    place, found = 0, []
    while place < len(text):
        ends = [end for end in range(len(text), place, -1) if is_match(pattern, text, place, end)]
        if ends:
            found.append((place, ends[0]))
        place = ends[0] if ends else place + 1
    return found


def is_match(pattern, text, start, end):
    around = re.compile(
        rf"(?i)(?<![\s\S]{{{start + 1}}})(?:{pattern})(?![\s\S]{{{len(text) - end + 1}}})(?<=\A[\s\S]{{{end}}})"
    )
    found = around.match(text, start)
    return bool(found) and found.span() == (start, end)


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("(a+)+b", "a" * 5_000, 0),
        ("(a|aa)+$", "a" * 5_000 + "!", 0),
        ("(.*)*x", "y" * 5_000, 0),
        ("a(.*b)?", "a" * 5_000, 5_000),
        ("(a|b)*a(a|b){200}c", "ab" * 1_000, 0),
    ],
)
def test_patterns_that_kill_other_engines_come_to_an_end(pattern, text, matches):
    """By backtracking the first would take longer than the universe is old."""
    assert len(spans(pattern, text)) == matches


def test_it_forgets_before_it_takes_all_memory():
    built = automaton(parse("(a|b)*a(a|b){12}"))
    built.spans("".join(format(number, "b").replace("0", "a").replace("1", "b") for number in range(9_000)))
    assert 0 < built._back.count <= MOST_REMEMBERED
