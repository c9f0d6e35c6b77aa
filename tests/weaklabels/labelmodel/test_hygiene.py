"""Gold that taught a rule does not grade it."""

import numpy as np
import pytest

from weaklabels.labelmodel import Part, split_gold

KEY = b"a secret of the project"


def test_audit_documents_are_held_out_however_little_gold_there_is():
    split = split_gold(["a", "b", "c"], [False, True, False], KEY)
    assert split.parts == [Part.SHARED, Part.HELD_OUT, Part.SHARED]
    assert split.places(Part.SHARED).tolist() == [0, 2]


@pytest.mark.parametrize(("number", "divided"), [(199, False), (200, True)])
def test_the_rest_is_divided_from_two_hundred_on(number, divided):
    groups = [f"conversation {place}" for place in range(number + 50)]
    split = split_gold(groups, np.arange(number + 50) >= number, KEY)
    expected = {Part.AUTHORING, Part.TUNING} if divided else {Part.SHARED}
    assert set(split.parts[:number]) == expected
    assert set(split.parts[number:]) == {Part.HELD_OUT}


def test_the_two_sides_are_about_as_large_and_so_are_the_folds():
    split = split_gold([str(number) for number in range(4_000)], np.zeros(4_000), KEY)
    assert 1_850 < len(split.places(Part.TUNING)) < 2_150
    assert len(np.bincount(split.folds)) == 5
    assert min(np.bincount(split.folds)) > 700
    tuning = split.folds[split.places(Part.TUNING)]
    assert min(np.bincount(tuning)) > 300


def test_documents_of_a_group_stay_together():
    groups = [str(number // 4) for number in range(800)]
    split = split_gold(groups, np.zeros(800), KEY)
    assert len(set(zip(groups, split.parts, strict=True))) == 200
    assert len(set(zip(groups, split.folds.tolist(), strict=True))) == 200


def test_a_group_keeps_its_side_as_gold_comes_in_and_another_key_deals_anew():
    groups = [str(number) for number in range(400)]
    early, late = (split_gold(groups[:size], np.zeros(size), KEY) for size in (250, 400))
    assert early.parts == late.parts[:250]
    assert np.array_equal(early.folds, late.folds[:250])
    assert split_gold(groups, np.zeros(400), b"another").parts != late.parts


def test_what_does_not_fit_together_is_refused():
    for audit, key in (([True], KEY), ([True, False], b""), ([True, False], b"x" * 65)):
        with pytest.raises(ValueError, match="the key 1 to 64 bytes"):
            split_gold(["a", "b"], audit, key)
