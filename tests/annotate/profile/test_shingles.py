"""Texts of much the same wording meet in a band; what is alike is grouped under its first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.profile.shingles import BANDS, IN_A_BAND, Groups, met_in, shared, signatures

WORDS = [f"word{number}" for number in range(400)]


def bands_of(texts):
    signed = np.array([np.frombuffer(one, np.uint32) for one in signatures(texts)])
    return [signed[:, band * IN_A_BAND : (band + 1) * IN_A_BAND] for band in range(BANDS)]


def test_case_signs_and_spaces_are_nothing():
    assert shared("The price, is HIGH!", "the price is high") == 1
    one, other = signatures(["The price, is HIGH today!", "the  price is high\ntoday"])
    assert one == other


def test_short_and_empty_texts_have_what_they_have():
    assert signatures(["", "…", "yes"])[:2] == [None, None]
    assert shared("", "") == 0
    assert shared("yes", "yes") == 1
    assert shared("yes", "no") == 0


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_one_changed_word_in_a_hundred_is_met(seed):
    generator = np.random.default_rng(seed)
    words = generator.choice(WORDS, 100).tolist()
    changed = [*words]
    changed[int(generator.integers(100))] = "other"
    texts = [" ".join(words), " ".join(changed), " ".join(generator.choice(WORDS, 100))]
    met = {
        (row, leader)
        for band in bands_of(texts)
        for row, leader in zip(*map(np.ndarray.tolist, met_in(band)), strict=True)
    }
    assert (1, 0) in met
    assert shared(texts[0], texts[1]) >= 0.9
    assert shared(texts[0], texts[2]) < 0.1


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=40))
def test_groups_are_what_joining_says(pairs):
    groups = Groups(20)
    for one, other in pairs:
        groups.join(one, other)
    expected = {row: {row} for row in range(20)}
    for one, other in pairs:
        whole = expected[one] | expected[other]
        expected.update(dict.fromkeys(whole, whole))
    leaders = groups.leaders().tolist()
    assert leaders == [min(expected[row]) if len(expected[row]) > 1 else -1 for row in range(20)]


@pytest.mark.parametrize("count", [0, 1])
def test_few_rows_meet_nobody(count):
    rows, leaders = met_in(np.zeros((count, IN_A_BAND), np.uint32))
    assert not len(rows)
    assert not len(leaders)
