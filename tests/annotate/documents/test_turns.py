"""Who says what in a conversation, by its metadata or by the names in its lines?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.documents.turns import Turn, sections_of, turns_of

BAKERY = "Good morning.\nIs this the bakery? 🥐\nIt is."
TOLD = [
    {"start": 0, "end": 13, "speaker": "Ann", "time": "09:30:02"},
    {"start": 14, "end": 35, "speaker": "Bob", "time": 7},
    {"start": 36, "end": 42, "speaker": "Ann"},
]


def test_the_metadata_tells_the_turns_in_code_points():
    turns = turns_of({"turns": TOLD}, BAKERY)
    assert [(BAKERY[turn.start : turn.end], turn.speaker, turn.time) for turn in turns] == [
        ("Good morning.", "Ann", "09:30:02"),
        ("Is this the bakery? 🥐", "Bob", 7),
        ("It is.", "Ann", ""),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        7,
        {"end": 99},
        {"start": 10},
        {"start": 20, "end": 20},
        {"start": "14"},
        {"start": True},
        {"speaker": None},
        {"time": []},
        {"time": True},
    ],
)
def test_one_turn_that_is_not_sound_and_the_text_is_plain(wrong):
    told = [TOLD[0], {**TOLD[1], **wrong} if isinstance(wrong, dict) else wrong, TOLD[2]]
    assert turns_of({"turns": told}, BAKERY) == []


def test_lines_with_a_name_are_turns_and_others_go_on_with_them():
    text = "Call 8\nAnn: Good morning. \r\nBob: Is this the bakery?\nThe one by the bridge?\n\nAnn:no\nAnn: It is."
    turns = turns_of({"format": "dialogue"}, text)
    assert [(turn.speaker, text[turn.start : turn.end]) for turn in turns] == [
        ("Ann", "Good morning."),
        ("Bob", "Is this the bakery?\nThe one by the bridge?\n\nAnn:no"),
        ("Ann", "It is."),
    ]
    assert turns_of({}, text) == []


def test_a_section_has_the_beginning_of_its_line_and_the_empty_lines_behind_it():
    text = "Call 8\nAnn: Hello.\n\nBob: Hi."
    ann, bob = Turn(12, 18, "Ann"), Turn(25, 28, "Bob")
    assert turns_of({"format": "dialogue"}, text) == [ann, bob]
    assert list(sections_of([ann, bob], text)) == [
        (None, "Call 8\n"),
        (ann, "Ann: Hello.\n\n"),
        (bob, "Bob: Hi."),
    ]


@given(st.text(alphabet="Ab: \t\r\n😀\u3000", max_size=60))
def test_no_character_of_a_text_is_lost_or_doubled(text):
    turns = turns_of({"format": "dialogue"}, text)
    assert "".join(words for _, words in sections_of(turns, text)) == text
    assert all(turn.start < turn.end for turn in turns)


def test_a_line_of_a_million_blanks_is_read_in_one_go():
    """A pattern for the blanks at the end begins anew at each of them: that took hours."""
    text = f"Ann: a{' ' * 1_000_000}b\nBob: c"
    assert [turn.speaker for turn in turns_of({"format": "dialogue"}, text)] == ["Ann", "Bob"]
