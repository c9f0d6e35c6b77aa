"""Do two annotators mark the same spans, and if not, how do they differ?"""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from review.agreement import Difference, Figure, Mark, Match, State, differences, f1, f1_sums
from review.agreement.spans import compared, touch, touch_with_label

MARKS = st.lists(
    st.builds(
        lambda start, size, label: Mark(start, start + size, label),
        st.integers(0, 12),
        st.integers(1, 5),
        st.integers(0, 1),
    ),
    max_size=4,
    unique=True,
)


def most_matches(one, other, same):
    """By trying every way to put the shorter list beside the longer."""
    short, long = sorted((one, other), key=len)
    ways = permutations(long, len(short))
    return max(sum(map(same, short, way)) for way in ways)


@settings(max_examples=150, deadline=None)
@given(one=MARKS, other=MARKS)
def test_no_way_to_put_marks_side_by_side_matches_more(one, other):
    exact, borders, label, overlap, marks, empty = compared(one, other)
    assert exact == most_matches(one, other, lambda a, b: a == b)
    assert borders == most_matches(one, other, lambda a, b: a[:2] == b[:2])
    assert label == most_matches(one, other, touch_with_label)
    assert overlap == most_matches(one, other, touch)
    assert (marks, empty) == (len(one) + len(other), not one and not other)


@example(one=[Mark(0, 1, 0), Mark(0, 3, 0)], other=[Mark(0, 2, 0), Mark(1, 2, 0)])
@settings(max_examples=60, deadline=None)
@given(one=MARKS, other=MARKS)
def test_neither_annotator_is_the_first(one, other):
    assert compared(one, other) == compared(other, one)
    assert differences(one, other) == differences(other, one)


@settings(max_examples=100, deadline=None)
@given(one=MARKS, other=MARKS)
def test_every_mark_has_one_fate(one, other):
    found = differences(one, other)
    paired = sum(count for kind, count in found.items() if kind is not Difference.MISSED)
    assert 2 * paired + found[Difference.MISSED] == len(one) + len(other)
    assert found[Difference.NONE] == len(set(one) & set(other))


def test_each_kind_of_difference_is_told_apart():
    one = [Mark(0, 3, 0), Mark(10, 13, 0), Mark(20, 25, 0), Mark(30, 35, 0), Mark(40, 45, 0)]
    other = [Mark(0, 3, 0), Mark(10, 13, 1), Mark(20, 24, 0), Mark(31, 36, 1)]
    assert differences(one, other) == dict.fromkeys(Difference, 1)


def test_two_empty_answers_are_agreement_and_no_evidence():
    sums = f1_sums([{1: [], 2: []}, {1: [Mark(0, 2, 0)], 2: [Mark(0, 2, 0)]}])
    assert f1(sums.totals, Match.EXACT) == 1.0
    assert sums.totals[-2:].tolist() == [1, 2]  # agreed that there is nothing, of two comparisons
    assert np.isnan(f1(f1_sums([{1: [], 2: []}]).totals, Match.EXACT))


def test_a_span_that_covers_everything_overlaps_one_mark_and_not_all():
    everything, three = [Mark(0, 99, 0)], [Mark(0, 5, 0), Mark(10, 15, 0), Mark(20, 25, 0)]
    assert f1(f1_sums([{1: everything, 2: three}]).totals, Match.OVERLAP) == 0.5


def test_a_document_one_annotator_read_compares_nothing():
    assert f1_sums([{1: [Mark(0, 2, 0)]}]).count == 0


def test_three_annotators_are_three_pairs():
    marks = [Mark(0, 2, 0)]
    totals = f1_sums([{1: marks, 2: marks, 3: []}]).totals
    assert f1(totals, Match.EXACT) == pytest.approx(2 * 1 / (2 + 1 + 1))


def test_thousands_of_marks_are_compared_at_once():
    many = [Mark(10 * number, 10 * number + 6, 0) for number in range(5_000)]
    moved = [Mark(mark.start + 1, mark.end + 1, 0) for mark in many]
    assert compared(many, moved)[:4] == [0, 0, 5_000, 5_000]


def test_documents_are_drawn_and_not_marks():
    """A document with many marks is one document: 120 with 9 marks each, agreed upon whole or not at all."""
    marks = [Mark(10 * number, 10 * number + 5, 0) for number in range(9)]
    documents = [{1: marks, 2: marks if number % 3 else []} for number in range(120)]
    figure = Figure.of(f1_sums(documents), lambda totals: f1(totals, Match.EXACT))
    assert (figure.state, figure.count) == (State.MEASURED, 120)
    assert figure.value == pytest.approx(0.8)
    assert figure.high - figure.low > 0.1  # of 1,800 marks drawn one by one it would be 0.04
