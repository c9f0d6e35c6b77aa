from hypothesis import given
from hypothesis import strategies as st

from booklet.text.differences import rows_of

TEXTS = st.lists(st.sampled_from(["", "one two", "one three", "four"]), max_size=12).map("\n".join)


def side(rows, name):
    return [
        "".join(words for words, _ in getattr(row, name)) for row in rows if getattr(row, name) is not None
    ]


@given(TEXTS, TEXTS)
def test_what_is_shown_on_a_side_is_that_sides_own_lines(before, after):
    for row in rows_of(before, after):
        if row.number_before:
            assert "".join(words for words, _ in row.before) == before.splitlines()[row.number_before - 1]
        if row.number_after:
            assert "".join(words for words, _ in row.after) == after.splitlines()[row.number_after - 1]


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert rows_of(text, text) == []


def test_a_changed_line_says_which_words_differ():
    [row] = rows_of("too dear", "too late")
    assert row.kind == "changed"
    assert row.before == (("too ", False), ("dear", True))
    assert row.after == (("too ", False), ("late", True))


def test_far_apart_changes_have_a_gap_between_them():
    before = "\n".join(f"line {number}" for number in range(30))
    rows = rows_of(before, before.replace("line 2\n", "LINE 2\n").replace("line 27", "LINE 27"))
    assert [row.kind for row in rows].count("gap") == 1
    assert side(rows, "after")[2] == "LINE 2"
