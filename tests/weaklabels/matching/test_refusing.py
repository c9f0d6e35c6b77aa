"""What cannot be a rule, and does the sentence say why, where, and what to do instead?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weaklabels.matching import definitions as d
from weaklabels.matching.checking import check
from weaklabels.matching.sentences import Refused
from weaklabels.matching.vocabulary import MOST_ENTRIES, Entries


def refusal(condition, **options):
    with pytest.raises(Refused) as refused:
        check(d.Rule(1, condition, **options))
    return refused.value


@pytest.mark.parametrize(
    ("pattern", "named", "place"),
    [
        ("refund(?=s)", "looking ahead", 6),
        ("x(?!y)", "looking ahead", 1),
        ("(?<=a)b", "looking behind", 0),
        ("(?<!a)b", "looking behind", 0),
        (r"(a)\1", "repeating what a group matched", 3),
        ("(?P<w>a)b(?P=w)", "repeating what a group matched", 9),
        ("(a)?(?(1)b|c)", "a condition on a group", 4),
        ("(?>ab)c", "an atomic group", 0),
        ("[+]a++", "a possessive repeat", 5),
        ("(?a)x", "a flag other than", 0),
    ],
)
def test_a_construct_that_needs_backtracking_is_named_with_its_place(pattern, named, place):
    refused = refusal(d.Pattern(pattern))
    assert named in str(refused)
    assert refused.place == place
    assert f"character {place + 1})" in str(refused)


@pytest.mark.parametrize(
    "pattern", [r"\(?=", "[(?=]", r"[\]\1(?=]", r"\\(a)", "a(?#(?=)b", "(?x)a # (?=\n b"]
)
def test_what_only_looks_like_one_is_taken(pattern):
    check(d.Rule(1, d.Pattern(pattern)))


@pytest.mark.parametrize("pattern", ["(a", "[a", "*a", "a{3,1}", r"\q", "a)"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern):
    assert "cannot be read" in str(refusal(d.Pattern(pattern)))


@pytest.mark.parametrize("pattern", ["a*", "a|", r"\b", "^", "$", "(a?)+", "x?$", r"(?:\B|a)"])
def test_a_pattern_that_matches_the_empty_string_is_refused(pattern):
    assert "matches the empty string" in str(refusal(d.Pattern(pattern)))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (d.Pattern(""), "The pattern is empty"),
        (d.Pattern("a" * 2_001), "2001 characters; at most 2000"),
        (d.Pattern("a{5000}"), "5000 places"),
        (d.Pattern("(((a{99}){99}){99})"), "places"),
        (d.Pattern("(" * 990 + "a" + ")" * 990), "nested too deeply"),
        (d.Pattern("(?:a|b" * 60 + ")" * 60), "nested too deeply"),
        (d.Pattern("(a|b" * 400 + ")" * 400), "nested too deeply"),
        (d.Keywords(()), "no words"),
        (d.Keywords(("a", " ")), "is empty"),
        (d.Keywords(tuple(map(str, range(1_001)))), "at most 1000"),
        (d.Keywords(("a" * 201,)), "at most 200"),
        (d.Dictionary("banks"), "no dictionary “banks”"),
        (d.Near(d.Keywords(("a",)), d.Pattern("(?=b)"), 3), "looking ahead"),
        (d.Near(d.Keywords(("a",)), d.Keywords(("b",)), 0), "from 1 to 100 words"),
        (d.Within(d.Section("a*"), d.Keywords(("a",))), "matches the empty string"),
        (d.Within(d.Stretch(d.Side.FIRST, 0), d.Keywords(("a",))), "from 1"),
        (d.Within(d.Speaker(()), d.Keywords(("a",))), "at least one speaker"),
        (d.Metadata("", d.Comparison.EXISTS), "Name the metadata field"),
        (d.Metadata("a", d.Comparison.IS, ()), "not 0"),
        (d.Metadata("a", d.Comparison.AT_LEAST, ("x",)), "compare numbers or dates"),
        (d.Metadata("a", d.Comparison.AT_LEAST, ("x",), d.Kind.NUMBER), "is no number"),
        (d.Metadata("a", d.Comparison.IS, ("31.5.2026",), d.Kind.DATE), "is no date"),
        (d.AllOf(()), "from 1 to 20"),
        (d.Not(d.Pattern("[")), "cannot be read"),
    ],
)
def test_each_refusal_is_a_sentence(condition, said):
    assert said in str(refusal(condition))


@pytest.mark.parametrize(
    "condition",
    [
        d.Not(d.Keywords(("a",))),
        d.Metadata("a", d.Comparison.EXISTS),
        d.AnyOf((d.Keywords(("a",)), d.Metadata("a", d.Comparison.EXISTS))),
        d.AllOf((d.Not(d.Keywords(("a",))), d.Metadata("a", d.Comparison.EXISTS))),
    ],
)
def test_what_marks_no_words_proposes_no_spans(condition):
    assert "needs words to mark" in str(refusal(condition, says=d.Says.SPANS))


def test_words_with_a_condition_propose_spans():
    check(d.Rule(1, d.AllOf((d.Not(d.Keywords(("a",))), d.Keywords(("b",)))), d.Says.SPANS))


@given(st.text("ab()[]{}|*+?\\.^$-,:=!<>P(?#123 \n", max_size=25))
@settings(max_examples=500, deadline=None)
def test_any_string_is_a_pattern_or_refused_with_a_sentence(pattern):
    assert problem(d.Rule(1, d.Pattern(pattern))).endswith(".")


def problem(rule):
    """What is said of it."""
    try:
        check(rule)
    except Refused as refused:
        return str(refused)
    return "It can be."


def test_a_dictionary_refuses_the_line_that_is_no_entry():
    with pytest.raises(Refused, match="Line 2 has 300 characters"):
        Entries.read(["a", "b" * 300])
    with pytest.raises(Refused, match="no entry"):
        Entries.read(["", "  "])


def test_a_dictionary_ends_at_two_million_entries():
    with pytest.raises(Refused, match="more than 2000000"):
        Entries.read(map(str, range(MOST_ENTRIES + 1)))
