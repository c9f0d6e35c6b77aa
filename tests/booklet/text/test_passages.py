"""A passage is cut at the ends of marks and put together it is what it was."""

from hypothesis import given
from hypothesis import strategies as st

from booklet.text.passages import around, pieces_of

MARKS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 3)))


@given(st.text(max_size=50), MARKS, st.integers(0, 10))
def test_nothing_is_lost_or_added_and_every_mark_covers_its_words(text, marks, start):
    pieces = pieces_of(text, marks, start)
    assert "".join(piece.text for piece in pieces) == text
    for left, right, label in marks:
        covered = "".join(piece.text for piece in pieces if label in piece.labels)
        assert text[max(left - start, 0) : max(right - start, 0)] in covered or left >= right


@given(st.text(min_size=1, max_size=200), st.data())
def test_the_words_stand_in_what_is_shown_around_them(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    left, right = around(text, start, end, 40)
    assert 0 <= left <= start < end <= right <= len(text)
