from hypothesis import given
from hypothesis import strategies as st

from annotate.documents.likeness import likeness


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=6))
def test_every_text_gets_a_number_between_nothing_and_the_same(text, others):
    alike = likeness(text, others)
    assert len(alike) == len(others)
    assert all(0 <= number <= 1 + 1e-9 for number in alike)


def test_a_text_is_most_like_itself_and_a_rare_word_weighs_more_than_a_frequent_one():
    same, rare, frequent = likeness("the price per asset", ["the price per asset", "asset", "the the price"])
    assert abs(same - 1) < 1e-9
    assert same > rare > 0
    assert (
        likeness("the asset", ["asset", "the", "the", "the"])[0]
        > likeness("the asset", ["the", "asset", "the", "the"])[0]
    )
    assert frequent > 0
