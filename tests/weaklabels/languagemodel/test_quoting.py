"""Words a language model quotes are found in the text or count for nothing: its places are never taken."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weaklabels.languagemodel.quoting import MOST_PLACES, Mark, Quoted, quoted_in

ANSWERS = {"Person": 1, "Place": 2, "none": None}
TEXT = "Ann Lee met Bo in Bergen.\r\nBergen, says Ann\nLee, is in Norway (not Bergenland). 🌧 Bo Ltd."


def words(said, text=TEXT):
    return [(mark.answer, text[mark.start : mark.end]) for mark in quoted_in(said, text, ANSWERS).marks]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Person: Ann Lee", [("Person", "Ann Lee"), ("Person", "Ann\nLee")]),
        ("place: Bergen", [("Place", "Bergen"), ("Place", "Bergen")]),
        ('- Place: "Norway".\n\n* Person: `Bo`', [("Person", "Bo"), ("Place", "Norway"), ("Person", "Bo")]),
        ("```\nPlace: Norway\n```", [("Place", "Norway")]),
        ("Person: Bo Ltd.", [("Person", "Bo Ltd.")]),
        ("Place: (not Bergenland)", [("Place", "(not Bergenland)")]),
    ],
)
def test_a_quote_marks_every_place_where_it_stands(said, found):
    assert words(said) == found


@pytest.mark.parametrize(
    ("said", "absent", "unread"),
    [
        ("Place: Oslo", 1, 0),
        ("Place: bergen", 1, 0),
        ("Place: Berge", 1, 0),  # cut off in the middle of a word
        ("Place: .", 1, 0),
        ("Animal: Bo", 0, 1),
        ("Sure! Here they are:", 0, 1),
        ("Place:", 0, 1),
        ("none", 0, 0),
        ("None.", 0, 0),
        ("", 0, 0),
        ("Place: .*", 1, 0),
    ],
)
def test_what_marks_nothing_is_counted(said, absent, unread):
    assert quoted_in(said, TEXT, ANSWERS) == Quoted((), absent, unread)


@given(st.text(), st.text(), st.text(max_size=5))
@settings(max_examples=50, deadline=None)
def test_whatever_is_said_marks_lie_in_the_text_and_are_the_quote(before, text, quote):
    said = f"{before}\nPerson: {quote}"
    for mark in quoted_in(said, text, ANSWERS).marks:
        assert 0 <= mark.start < mark.end <= len(text)


def test_a_quote_of_one_letter_does_not_mark_a_hundred_thousand_places():
    assert len(quoted_in("Person: a", "a " * 100_000, ANSWERS).marks) == MOST_PLACES


def test_places_are_code_points():
    [mark] = quoted_in("Person: Bo Ltd", TEXT, ANSWERS).marks
    assert mark == Mark(TEXT.index("Bo Ltd"), TEXT.index("Bo Ltd") + 6, "Person")
