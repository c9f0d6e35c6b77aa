"""What became of a sequence: always a true account, and quickly whatever the two are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booklet.text import matching
from booklet.text.differences import rows_of
from booklet.text.matching import matcher

UNITS = st.lists(st.sampled_from("abcdefgh"), max_size=24)


@pytest.fixture(scope="module", autouse=True)
def _few_pairs():
    """So few that short sequences count as long ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "MOST_PAIRS", 12)
        yield


@given(UNITS, UNITS)
def test_what_became_of_one_makes_the_other(before, after):
    made, at, at_after = [], 0, 0
    for kind, i, i_end, j, j_end in matcher(before, after).get_opcodes():
        assert (i, j) == (at, at_after)
        assert kind != "equal" or before[i:i_end] == after[j:j_end]
        made += after[j:j_end] if kind != "delete" else []
        at, at_after = i_end, j_end
    assert (made, at, at_after) == (after, len(before), len(after))


def test_lines_that_stand_once_on_both_sides_are_found_again():
    assert [kind for kind, *_ in matcher("abcdefgh", "abXdeYgh").get_opcodes()] == [
        "equal", "replace", "equal", "replace", "equal",
    ]  # fmt: skip


def test_every_other_line_of_a_long_page_changed_is_shown_line_by_line(monkeypatch):
    """difflib alone takes most of a minute for it, on a page where suggestions of annotators are read."""
    monkeypatch.setattr(matching, "MOST_PAIRS", 400_000)
    before = "\n".join(f"{number}" for number in range(33_000))
    after = "\n".join(f"{number}" if number % 2 else f"+{number}" for number in range(33_000))
    rows = rows_of(before, after)
    assert [row.kind for row in rows].count("changed") == 16_500
