"""Hashed words and pieces: what is counted, where it stands, and that nothing depends on the other texts."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from weaklabels.active.features import (
    BATCH,
    MOST,
    PIECES,
    WIDTH,
    batches,
    count,
    joined,
    occurrences,
    vectorise,
)

texts = st.lists(st.text(max_size=40), max_size=6)
HALF = "\ud800"  # of a surrogate pair


def as_lists(counts):
    pairs = zip(counts.features.tolist(), counts.times.tolist(), strict=True)
    flat = list(pairs)
    return [flat[start:end] for start, end in zip(counts.starts, counts.starts[1:], strict=False)]


@settings(deadline=None)
@given(texts)
def test_a_text_has_the_same_features_alone_as_among_others(written):
    together = as_lists(vectorise(written))
    assert together == [as_lists(vectorise([text]))[0] for text in written]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_each_feature_stands_inside_the_text(text):
    found = occurrences([text])
    assert (found.starts >= 0).all()
    assert (found.starts < found.ends).all()
    assert (found.ends <= len(text)).all()


@settings(deadline=None)
@given(st.text(alphabet="ab ", min_size=1, max_size=30))
def test_words_pairs_and_pieces_are_those_of_a_slow_reading(text):
    padded = f" {text} "
    pieces = [
        (max(at - 1, 0), min(at + size - 1, len(text)))
        for size in PIECES
        for at in range(len(padded) - size + 1)
        if " " not in padded[at + 1 : at + size - 1] and padded[at : at + size].strip()
    ]
    places, at = [], 0
    for word in text.split(" "):
        places += [(at, at + len(word))] if word else []
        at += len(word) + 1
    pairs = [(one[0], other[1]) for one, other in pairwise(places)]
    found = occurrences([text])
    assert sorted(zip(found.starts.tolist(), found.ends.tolist(), strict=True)) == sorted(
        pieces + places + pairs
    )


@settings(deadline=None)
@given(st.text(alphabet="abc ", max_size=30), st.text(alphabet="abc ", max_size=30))
def test_equal_stretches_are_the_same_feature_wherever_they_stand(one, other):
    """The first word's own feature is found again behind any other text."""
    if not one.split():
        return
    word = one.split()[0]
    [alone] = as_lists(vectorise([word]))
    [later] = as_lists(vectorise([f"{other} {word}"]))
    assert {feature for feature, _times in alone} <= {feature for feature, _times in later}


def test_case_and_kinds_of_white_space_make_no_difference():
    one, other = as_lists(vectorise(["Ein HAUS", "ein\thaus"]))
    assert one == other


def test_what_two_code_points_would_fold_to_stays_in_its_place():
    found = occurrences(["İx"])
    assert found.ends.max() == 2


def test_marks_on_letters_and_ideographs_are_parts_of_words():
    assert len(vectorise(["हिन्दी"]).features) > len(vectorise(["हि न्दी"]).features) - 3
    assert len(vectorise(["\U00020000\U00020001"]).features)


def test_half_of_a_surrogate_pair_is_a_character_like_another():
    assert len(vectorise([HALF]))
    assert len(vectorise([HALF]).features)


def test_no_text_is_an_empty_row():
    counts = vectorise(["", "   ", "a"])
    assert np.diff(counts.starts).tolist()[:2] == [0, 0]
    rows = counts.rows()
    assert rows.shape == (3, WIDTH)
    assert np.allclose(np.sqrt(rows.multiply(rows).sum(axis=1)).ravel(), [0, 0, 1])


def test_none_at_all_is_no_error():
    assert vectorise([]).rows().shape == (0, WIDTH)
    assert len(joined([])) == 0


def test_more_texts_than_a_batch_keep_their_order():
    written = [f"text number {number}" for number in range(BATCH + 3)]
    counts = vectorise(written)
    assert len(counts) == BATCH + 3
    assert as_lists(counts)[BATCH + 1] == as_lists(vectorise([written[BATCH + 1]]))[0]


def test_a_long_text_counts_no_feature_more_than_255_times():
    counts = vectorise(["ha " * 200_000])
    assert counts.times.max() == MOST


def test_features_of_a_row_ascend_and_are_named_once():
    found = count(occurrences(["a a a b b"]), 1)
    assert (np.diff(found.features) > 0).all()
    assert found.times.max() == 3


def test_long_texts_are_counted_a_million_characters_at_a_time():
    """What is held of each character while it is counted is many times as much as the character."""
    long, longer = "word " * 100_000, "word " * 500_000
    assert [len(some) for some in batches([long] * 5 + ["short"] * 3)] == [2, 2, 4]
    assert [len(some) for some in batches([longer, "short", longer])] == [1, 1, 1]
    assert list(batches([])) == []
