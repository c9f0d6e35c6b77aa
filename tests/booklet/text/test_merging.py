"""Two editors of one page: nothing either of them typed is ever lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booklet.text.merging import Overlap, has_marks, merge

LINES = st.lists(st.sampled_from(["", "alpha beta", "gamma", "delta epsilon zeta", "eta"]), max_size=8)


def text_of(lines):
    return "".join(f"{line}\n" for line in lines)


@st.composite
def edited(draw, lines):
    """The lines with some of them replaced, taken out or added to; each new word is one nobody else has."""
    side = draw(st.sampled_from("mt"))
    made, typed = [], []
    for index, line in enumerate(lines):
        deed = draw(st.sampled_from(["keep", "keep", "drop", "replace", "append", "insert"]))
        word = f"{side}{index}w{draw(st.integers(0, 99))}"
        if deed in {"replace", "append", "insert"}:
            typed.append(word)
        made += {
            "keep": [line],
            "drop": [],
            "replace": [word],
            "append": [f"{line} {word}"],
            "insert": [word, line],
        }[deed]
    return made, typed


@given(st.data())
def test_every_word_typed_by_either_is_there_afterwards(data):
    base = data.draw(LINES)
    mine, typed = data.draw(edited(base))
    theirs, typed_too = data.draw(edited(base))
    whole = merge(text_of(base), text_of(mine), text_of(theirs)).text("me", "you")
    for word in [*typed, *typed_too]:
        assert word in whole


@given(LINES, LINES)
def test_one_editor_alone_gets_what_they_wrote(base, mine):
    assert merge(text_of(base), text_of(mine), text_of(base)).text() == text_of(mine)
    assert merge(text_of(base), text_of(base), text_of(mine)).text() == text_of(mine)
    assert merge(text_of(base), text_of(mine), text_of(mine)).text() == text_of(mine)


@given(st.data())
def test_who_saves_first_makes_no_difference_to_what_overlaps(data):
    base = data.draw(LINES)
    mine, _ = data.draw(edited(base))
    theirs, _ = data.draw(edited(base))
    one = merge(text_of(base), text_of(mine), text_of(theirs))
    other = merge(text_of(base), text_of(theirs), text_of(mine))
    assert [(o.mine, o.theirs) for o in one.overlaps] == [(o.theirs, o.mine) for o in other.overlaps]
    if not one.overlaps:
        assert one.text() == other.text()


@given(st.lists(st.integers(0, 40), min_size=41, max_size=41, unique=True))
def test_twenty_edits_each_of_different_lines_are_all_kept(order):
    base = [f"line {number} of the page" for number in range(41)]
    mine, theirs = list(base), list(base)
    for count, number in enumerate(order[:40]):
        if all(abs(number - other) > 0 for other in order[:count]):
            (mine if number % 2 else theirs)[number] = f"changed {number}"
    merged = merge(text_of(base), text_of(mine), text_of(theirs))
    assert not merged.overlaps
    assert merged.text() == text_of([a if a != b else c for a, b, c in zip(mine, base, theirs, strict=True)])


def test_two_sentences_of_one_paragraph_are_changed_by_two_people():
    base = "A price is dear. Nobody agrees. The call ends.\n"
    merged = merge(base, base.replace("dear", "high"), base.replace("call ends", "call goes on"))
    assert merged.text() == "A price is high. Nobody agrees. The call goes on.\n"


def test_the_same_word_changed_in_two_ways_shows_both():
    merged = merge("It is dear.\n", "It is high.\n", "It is steep.\n")
    assert merged.overlaps == [Overlap("It is dear.\n", "It is high.\n", "It is steep.\n")]
    assert merged.text("me", "Ann") == ("<<<<<<< me\nIt is high.\n=======\nIt is steep.\n>>>>>>> Ann\n")
    assert has_marks(merged.text())


@pytest.mark.parametrize("text", ["", "plain\n", "a\n=======\nb\n", "> quote\n>> deeper\n"])
def test_words_without_both_marks_are_no_conflict(text):
    assert not has_marks(text)
