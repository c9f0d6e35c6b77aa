"""How does a rule read, and what changed between two versions?"""

import pytest
from hypothesis import given

from tests.weaklabels.matching.strategies import rules
from weaklabels.matching import definitions as d
from weaklabels.matching.wording import COMPARISONS, VALUE_KINDS, condition_in_words, differences, in_words


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
        (words(*"abcdefg"), "the text has ‘a’, ‘b’, ‘c’, ‘d’, ‘e’, ‘f’ or 1 more word"),
        (d.Dictionary("drugs"), "the text has a word of the dictionary “drugs”"),
        (d.Pattern("100%"), "the text has the pattern ‘100%’"),
        (
            d.Near(words("refund"), words("bank"), 5, d.Order.BEFORE),
            "‘refund’ stands within 5 words before ‘bank’",
        ),
        (d.Near(words("a"), words("b"), 2, negated=True), "‘a’ stands without ‘b’ within 2 words of it"),
        (d.Near(words("a"), words("b"), 1), "‘a’ stands right beside ‘b’"),
        (d.Near(words("a"), words("b"), 1, d.Order.AFTER), "‘a’ stands right after ‘b’"),
        (
            d.Near(words("a"), words("b"), 1, d.Order.BEFORE, negated=True),
            "‘a’ stands without ‘b’ right after it",
        ),
        (d.Within(d.Speaker(("customer",)), words("refund")), "the speaker ‘customer’ says ‘refund’"),
        (d.Within(d.Stretch(d.Side.FIRST, 20), words("hi")), "the first 20 words have ‘hi’"),
        (d.Within(d.Stretch(d.Side.LAST, 1), words("hi")), "the last word has ‘hi’"),
        (
            d.Within(d.Stretch(d.Side.FIRST, 9, d.Unit.CHARACTERS), d.Near(words("a"), words("b"), 3)),
            "in the first 9 characters, ‘a’ stands within 3 words of ‘b’",
        ),
        (
            d.Within(d.Speaker(("ann", "bob")), d.Near(words("a"), words("b"), 3)),
            "in what the speaker ‘ann’ or ‘bob’ says, ‘a’ stands within 3 words of ‘b’",
        ),
        (
            d.Within(d.Turn(d.Side.FIRST), d.Near(words("a"), words("b"), 3)),
            "in the first turn, ‘a’ stands within 3 words of ‘b’",
        ),
        (
            d.Metadata("a", d.Comparison.IS_ONE_OF, tuple("abcdefgh")),
            "the field “a” is ‘a’, ‘b’, ‘c’, ‘d’, ‘e’, ‘f’ or 2 more values",
        ),
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


def test_what_is_counted_is_said_in_the_forms_of_the_reader():
    """Polish has three."""

    def polish(singular, plural, count):
        forms = ("pierwsze słowo ma %(words)s", "pierwsze %(count)s słowa mają %(words)s", "x")
        return forms[0 if count == 1 else 1 if 2 <= count <= 4 else 2]

    three = condition_in_words(d.Within(d.Stretch(d.Side.FIRST, 3), words("hi")))
    assert three.said(lambda message: message, polish) == "pierwsze 3 słowa mają ‘hi’"


def test_every_comparison_and_kind_of_value_can_be_chosen_by_a_name():
    assert set(COMPARISONS) == set(d.Comparison)
    assert set(VALUE_KINDS) == set(d.Kind)
