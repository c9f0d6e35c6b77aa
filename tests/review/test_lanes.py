"""A text cut into pieces with a lane for each annotator, and the names parts of an answer have in a form."""

import pytest

from annotate.problems import Invalid
from review.agreement import Mark
from review.agreement.doubt import entropy, mean_entropy
from review.services.adjudication.lanes import pieces_of
from review.services.adjudication.matters import apart_from_each_other
from review.services.adjudication.parts import (
    content_of_parts,
    mark_named,
    name_of,
    parts_of_content,
    relation_named,
)

TEXT = "Ann went to Rome"
ANN, ROME, TO_ROME = Mark(0, 3, 1), Mark(12, 16, 2), Mark(9, 16, 2)
SLOTS = {1: 5, 2: 6}


def test_the_pieces_are_the_text_again():
    pieces = pieces_of(TEXT, [[ANN, ROME], [TO_ROME], []], SLOTS)
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [(piece.text, piece.lanes, piece.differs) for piece in pieces] == [
        ("Ann", (5, 0, 0), True),
        (" went ", (0, 0, 0), False),
        ("to ", (0, 6, 0), True),
        ("Rome", (6, 6, 0), True),
    ]


def test_a_text_without_marks_or_people_is_one_piece():
    assert [piece.text for piece in pieces_of(TEXT, [], SLOTS)] == [TEXT]
    assert [piece.text for piece in pieces_of(TEXT, [[], []], SLOTS)] == [TEXT]


def test_of_marks_upon_each_other_a_lane_shows_the_one_that_began_last():
    outer, inner = Mark(0, 16, 1), Mark(4, 8, 2)
    assert [piece.lanes for piece in pieces_of(TEXT, [[inner, outer]], SLOTS)] == [(5,), (6,), (5,)]


@pytest.mark.parametrize("part", [7, ROME, (ANN, ROME, 9)])
def test_a_part_is_found_again_by_its_name(part):
    read = {int: int, Mark: mark_named, tuple: relation_named}[type(part)]
    assert read(name_of(part)) == part


@pytest.mark.parametrize("name", ["", "1", "1-2", "1-2-x", "1-2-3-4", "-1-2-3", "9" * 200])
def test_what_is_no_mark_is_refused_with_a_sentence(name):
    with pytest.raises(Invalid, match="no part of an answer"):
        mark_named(name)


def test_the_ends_of_a_relation_get_the_labels_their_marks_get():
    relation = (ANN, ROME, 9)
    content = content_of_parts("relations", [name_of(relation)], {ANN: 4})
    assert parts_of_content(content) == {(Mark(0, 3, 4), ROME, 9)}


def test_of_marks_that_must_not_overlap_the_one_of_more_people_stays_then_the_longer():
    assert apart_from_each_other({ANN: 1, ROME: 1, TO_ROME: 1}) == [ANN, TO_ROME]
    assert apart_from_each_other({ROME: 2, TO_ROME: 1}) == [ROME]
    assert apart_from_each_other({}) == []


def test_doubt_is_greatest_where_everybody_says_something_else():
    a, b, c, none = (frozenset(name) for name in ("a", "b", "c", ""))
    assert entropy([a, b, c]) > entropy([a, b]) > entropy([a, a, b]) > entropy([a, a]) == 0
    assert mean_entropy([a, a]) == mean_entropy([none, none]) == 0
    assert mean_entropy([a, none]) == 1
    assert mean_entropy([a | b | c, a | b]) == pytest.approx(1 / 3)
