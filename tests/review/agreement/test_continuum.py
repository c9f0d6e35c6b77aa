"""Token alpha and unitizing alpha, with places that everybody leaves outside and without them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.agreement import (
    Codes,
    Coefficient,
    Line,
    Mark,
    in_words,
    line_sums,
    measure,
    token_alpha,
    unit_alpha,
    words_of,
)
from tests.review.agreement.made_up import alpha, units_of

LENGTH = 9
LABELS = st.lists(st.integers(0, 2), min_size=LENGTH, max_size=LENGTH)  # of each word; 0 is outside
TEXTS = st.lists(st.lists(LABELS, min_size=2, max_size=3), min_size=1, max_size=3)


def word_by_word(labels):
    return [Mark(place, place + 1, label) for place, label in enumerate(labels) if label]


def in_runs(labels):
    borders = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
    return [Mark(start, end, labels[start]) for start, end in pairwise(borders) if labels[start]]


def measured(texts, marks, value, outside=True):
    codes = Codes()
    lines = [Line.of([marks(labels) for labels in answers], LENGTH, codes) for answers in texts]
    return float(value(line_sums(lines, codes, outside).totals))


def words(texts, outside=True):
    """A row for each word with what each annotator says of it."""
    rows = [list(given_) for answers in texts for given_ in zip(*answers, strict=True)]
    return [row for row in rows if outside or any(row)]


@pytest.mark.parametrize("outside", [True, False])
@pytest.mark.parametrize("marks", [word_by_word, in_runs])
@settings(max_examples=60, deadline=None)
@given(texts=TEXTS)
def test_token_alpha_is_alpha_with_every_word_a_unit(marks, outside, texts):
    expected = alpha(words(texts, outside), lambda one, other: float(one != other))
    found = measured(texts, marks, token_alpha, outside)
    assert np.isnan(found) if expected is None else found == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(texts=TEXTS)
def test_unitizing_alpha_of_marks_of_one_word_is_token_alpha(texts):
    one, other = (measured(texts, word_by_word, value) for value in (token_alpha, unit_alpha))
    assert one == pytest.approx(other, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(texts=TEXTS)
def test_chance_disagrees_more_with_whole_units_than_with_single_words(texts):
    """A long unit cannot meet itself, so more is expected, and the same observed: alpha is no lower."""
    by_word, whole = measured(texts, word_by_word, unit_alpha), measured(texts, in_runs, unit_alpha)
    assert np.isnan(by_word) or whole >= by_word - 1e-12


def test_annotators_without_a_common_document_agree_on_nothing():
    """Not 1.0, which comes of putting all documents on one line with blanks for the missing."""
    codes = Codes()
    lines = [Line.of([[Mark(0, 3, "A")]], 10, codes), Line.of([[Mark(2, 5, "A")]], 10, codes)]
    assert line_sums(lines, codes).count == 0
    assert np.isnan(unit_alpha(line_sums(lines, codes).totals))


def test_words_everybody_leaves_outside_flatter():
    texts = [[[1, 1, 0, 0, 0, 0, 0, 0, 0], [1, 2, 0, 0, 0, 0, 0, 0, 0]]]
    assert measured(texts, in_runs, token_alpha) > 0.6
    assert measured(texts, in_runs, token_alpha, outside=False) < 0.3


def test_overlapping_marks_give_a_word_the_set_of_their_labels():
    codes = Codes()
    both, one = [Mark(0, 4, "A"), Mark(2, 6, "B")], [Mark(0, 4, "A"), Mark(2, 6, "B")]
    line = Line.of([both, one], 6, codes)
    assert line.codes[0].tolist() == [codes.of({"A"}), codes.of({"A", "B"}), codes.of({"B"})]
    assert unit_alpha(line_sums([line], codes).totals) == 1.0


def test_a_text_marked_whole_by_everybody_has_one_label_only():
    codes = Codes()
    line = Line.of([[Mark(0, 10, "A")], [Mark(0, 10, "A")]], 10, codes)
    assert np.isnan(token_alpha(line_sums([line], codes).totals))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ann went.", ["Ann", "went", "."]),
        ("naïve café—42", ["naïve", "café", "—", "42"]),
        ("東京へ行く", ["東", "京", "へ", "行", "く"]),
        ("ไทย ok", ["ไ", "ท", "ย", "ok"]),
        ("one\r\ntwo 😀", ["one", "two", "😀"]),
        ("", []),
        (" \n", []),
    ],
)
def test_words_are_found_in_any_script(text, words):
    assert [text[start:end] for start, end in words_of(text).tolist()] == words


def test_a_mark_is_counted_in_the_words_it_covers_any_of():
    words = words_of("Ann went to Rome")
    assert in_words([Mark(1, 6, 7), Mark(3, 4, 7), Mark(12, 16, 8)], words) == [Mark(0, 2, 7), Mark(3, 4, 8)]


@settings(max_examples=40, deadline=None)
@given(texts=TEXTS)
def test_alpha_of_words_is_that_of_units_counted_elsewhere(texts):
    """The same words through the arithmetic of labels."""
    expected = measure(Coefficient.ALPHA, units_of(words(texts)))
    assert measured(texts, in_runs, token_alpha) == pytest.approx(expected, nan_ok=True)
