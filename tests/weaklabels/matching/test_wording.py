"""How does a rule read, and what changed between two versions?"""

import pytest
from hypothesis import given

from tests.weaklabels.matching.strategies import rules
from weaklabels.matching import definitions as d
from weaklabels.matching.wording import condition_in_words, differences, in_words


def words(*entries, **options):
    return d.Keywords(entries, **options)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (words("money back"), "the text has ‘money back’"),
        (words("a", "b", "c"), "the text has ‘a’, ‘b’ or ‘c’"),
        (words(*"abcdefgh"), "the text has ‘a’, ‘b’, ‘c’, ‘d’, ‘e’, ‘f’ or 2 more words"),
        (
            words("a", whole_words=False, match_case=True),
            "the text has ‘a’ (also inside words and in this case of letters)",
        ),
        (d.Dictionary("drugs"), "the text has a word of the dictionary “drugs”"),
        (d.Pattern("100%"), "the text has the pattern ‘100%’"),
        (
            d.Near(words("refund"), words("bank"), 5, d.Order.BEFORE),
            "‘refund’ stands within 5 words before ‘bank’",
        ),
        (d.Near(words("a"), words("b"), 2, negated=True), "‘a’ stands without ‘b’ within 2 words of it"),
        (d.Within(d.Speaker(("customer",)), words("refund")), "the speaker ‘customer’ says ‘refund’"),
        (d.Within(d.Stretch(d.Side.FIRST, 20), words("hi")), "the first 20 words have ‘hi’"),
        (d.Within(d.Section("plan"), words("x")), "the section under the heading ‘plan’ has ‘x’"),
        (d.Within(d.Turn(d.Side.LAST), words("bye")), "the last turn has ‘bye’"),
        (d.Metadata("a.b", d.Comparison.AT_LEAST, (3,), d.Kind.NUMBER), "the field “a.b” is at least ‘3’"),
        (d.Metadata("a", d.Comparison.EXISTS), "there is a field “a”"),
        (
            d.AllOf((words("a"), d.AnyOf((words("b"), d.Not(words("c")))))),
            "the text has ‘a’ and (the text has ‘b’ or it is not so that the text has ‘c’)",
        ),
    ],
)
def test_a_condition_reads_as_a_sentence(condition, said):
    assert str(condition_in_words(condition)) == said


def test_a_rule_names_its_label_and_is_translated_part_by_part():
    rule = d.Rule(1, words("a", "b"))
    german = {
        "says “%(label)s” when %(when)s": "sagt „%(label)s“, wenn %(when)s",
        "the text has %(words)s": "im Text %(words)s steht",
        "%(before)s or %(after)s": "%(before)s oder %(after)s",
        "‘%(text)s’": "‚%(text)s‘",
    }
    spoken = in_words(rule, "refund").said(lambda message: german.get(message, message))
    assert spoken == "sagt „refund“, wenn im Text ‚a‘ oder ‚b‘ steht"
    assert str(in_words(d.Rule(1, words("a"), d.Says.SPANS), "x")) == "marks as “x” where the text has ‘a’"


@given(rules, rules)
def test_any_rule_can_be_said_and_compared(one, other):
    assert str(in_words(one, "100 %(label)s"))
    changes = differences(one, other, {})
    assert bool(changes) == (one != other)
    assert all(map(str, changes))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (words("a"), words("a", "b"), ["the words now include ‘b’"]),
        (words("a", "b"), words("a"), ["the words no longer include ‘b’"]),
        (words("a"), words("a", match_case=True),
         ["before: the text has ‘a’; now: the text has ‘a’ (in this case of letters)"]),
        (d.AllOf((words("a"), words("b"))), d.AllOf((words("a"),)), ["gone: the text has ‘b’"]),
        (d.AnyOf((words("a"),)), d.AnyOf((words("a"), d.Pattern("x"))), ["added: the text has the pattern ‘x’"]),
        (d.AllOf((words("a"), words("b"))), d.AllOf((words("a"), words("b", "c"))), ["the words now include ‘c’"]),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(old, new, said):
    assert [str(change) for change in differences(d.Rule(1, old), d.Rule(1, new), {})] == said


def test_another_label_is_said_first():
    [change] = differences(d.Rule(1, words("a")), d.Rule(2, words("a")), {1: "ham", 2: "spam"})
    assert str(change) == "it now says “spam”, no longer “ham”"


def test_parts_in_another_order_are_a_change_that_is_told():
    yes, no = d.Keywords(("yes",)), d.Keywords(("no",))
    [change] = differences(d.Rule(1, d.AllOf((yes, no))), d.Rule(1, d.AllOf((no, yes))), {})
    assert str(change).startswith("before: ")
