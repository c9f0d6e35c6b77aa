"""Words that were commented on are found again after edits around them, and in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booklet.text.anchors import Anchor, anchor_at, find

TEXT = "Price\nToo dear is an objection.\nA question about the price is none. Too dear for now is one, too.\n"


def anchored(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return anchor_at(TEXT, start, start + len(words))


@pytest.mark.parametrize(
    ("words", "nth", "edited", "now"),
    [
        ("an objection", 0, TEXT.replace("Price", "Prices and budgets"), "an objection"),
        ("Too dear", 1, "New: Too dear? Ask.\n" + TEXT, "Too dear"),
        ("A question about the price", 0, TEXT.replace("about the price", "about prices"), "A question about prices"),
        ("an objection", 0, TEXT.replace("an objection", "fine with us"), None),
        ("an objection", 0, "Nothing of it is left.", None),
    ],
)  # fmt: skip
def test_an_edit_around_or_in_the_words_keeps_them(words, nth, edited, now):
    found = find(anchored(words, nth), edited)
    assert (edited[slice(*found)] if found else None) == now


def test_of_equal_words_those_are_found_that_were_meant():
    edited = "New: Too dear? Ask.\n" + TEXT
    start, _end = find(anchored("Too dear", 1), edited)
    assert edited[start:].startswith("Too dear for now")


@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, len(TEXT) - 10))
def test_whatever_is_written_before_and_after_the_words_are_found(before, after, start):
    anchor = anchor_at(TEXT, start, start + 8)
    edited = before + TEXT + after
    found = find(anchor, edited)
    assert edited[slice(*found)] == anchor.quote


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20), st.text(max_size=300))
def test_no_text_makes_it_fail(quote, before, after, text):
    found = find(Anchor(quote, before, after), text)
    assert found is None or 0 <= found[0] < found[1] <= len(text)
