"""Models as files: what is written is read, nothing else is."""

import hashlib
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from weaklabels.active.background import Background
from weaklabels.active.features import vectorise
from weaklabels.active.storing import ModelDamaged, pack, unpack

numbers = arrays_of.arrays(
    st.sampled_from([np.float32, np.int32, np.int64, np.bool_]),
    arrays_of.array_shapes(max_dims=2, max_side=4, min_side=0),
)
names = st.text("abcdef", min_size=1, max_size=5)
facts = st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5), max_size=4)


@settings(deadline=None)
@given(st.dictionaries(names, numbers, max_size=3), facts)
def test_arrays_and_facts_come_back_as_they_were(arrays, about):
    found, said = unpack("some", pack("some", arrays, about))
    assert said == about
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array, equal_nan=array.dtype.kind == "f")


def test_the_same_model_is_the_same_bytes():
    arrays = {"weights": np.arange(6.0).reshape(2, 3).T}
    assert pack("some", arrays, {"a": 1}) == pack("some", arrays, {"a": 1})


def test_a_pickled_object_is_neither_written_nor_read():
    with pytest.raises(ValueError, match="allow_pickle"):
        pack("some", {"bad": np.array([{}], object)}, {})
    smuggled = io.BytesIO()
    np.savez(smuggled, bad=np.array([{}], object))
    files = pack("some", {}, {})
    manifest = json.loads(files["manifest.json"])
    manifest["sha256"]["weights.npz"] = hashlib.sha256(smuggled.getvalue()).hexdigest()
    files = {"weights.npz": smuggled.getvalue(), "manifest.json": json.dumps(manifest).encode()}
    with pytest.raises(ModelDamaged, match="cannot be read"):
        unpack("some", files)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"manifest.json": b"{"}, "manifest.json is missing or is no manifest"),
        ({"manifest.json": b"[]"}, "manifest.json is missing or is no manifest"),
        ({"manifest.json": None}, "manifest.json is missing or is no manifest"),
        ({"weights.npz": b"other"}, "weights.npz is missing or was changed"),
        ({"weights.npz": None}, "weights.npz is missing or was changed"),
    ],
)
def test_files_that_are_not_those_written_are_refused(change, said):
    files = pack("some", {"a": np.ones(3)}, {}) | change
    files = {name: data for name, data in files.items() if data is not None}
    with pytest.raises(ModelDamaged, match=said):
        unpack("some", files)


def test_one_model_is_not_taken_for_another():
    with pytest.raises(ModelDamaged, match="This is a some of format 1; this program reads a other"):
        unpack("other", pack("some", {}, {}))


def test_a_background_comes_back_from_its_files():
    rows = vectorise([f"the word {at} and the next {at + 1}" for at in range(30)]).rows()
    background = Background.of_rows(rows)
    again = Background.from_files(background.to_files())
    assert np.array_equal(again.inside(rows), background.inside(rows))
    assert np.array_equal(again.rarity, background.rarity)
