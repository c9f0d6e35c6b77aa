"""Do the mapped files hold the texts, grow and switch at once, and forget what is erased?"""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.weaklabels.matching.strategies import texts
from weaklabels.matching import definitions as d
from weaklabels.matching.applying import Plan
from weaklabels.matching.textcache import INDEX, Entry, Stale, build, erase, grow, open_cache

SECRET = "héllo 🙂 Mr Smith"


@pytest.fixture
def cache(tmp_path):
    first = build(tmp_path / "texts", [Entry(7, "one", {}), Entry(9, SECRET, {"name": "Smith"})])
    return grow(first, [Entry(11, "", {}), Entry(12, "four", {"n": 4})])


def everything(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_it_holds_texts_ids_and_metadata_by_position(cache):
    assert len(cache) == 4
    assert cache.ids.tolist() == [7, 9, 11, 12]
    assert cache.texts(1, 4) == [SECRET.encode(), b"", b"four"]
    assert [cache.metadata(position) for position in range(4)] == [{}, {"name": "Smith"}, {}, {"n": 4}]
    assert cache.is_sound()


@settings(deadline=None, max_examples=50)
@given(chunks=st.lists(st.lists(texts, max_size=4), max_size=4), chosen=st.sets(st.integers(0, 15)))
def test_any_texts_come_back_byte_for_byte(chunks, chosen, tmp_path_factory):
    cache = build(tmp_path_factory.mktemp("cache"), [])
    for chunk in chunks:
        cache = grow(cache, [Entry(1, text, {"text": text}) for text in chunk])
    flat = [text for chunk in chunks for text in chunk]
    assert [text.decode() for text in cache.texts(0, len(cache))] == flat
    assert [cache.metadata(at) for at in range(len(cache))] == [{"text": text} for text in flat]
    places = sorted(place for place in chosen if place < len(flat))
    found = cache.texts_at(np.array(places, np.intp))
    assert [text.decode() for text in found] == [flat[place] for place in places]


def test_metadata_that_is_json_already_is_kept_as_it_is(tmp_path):
    entries = [Entry(1, "one", b'{"n": 12345678901234567890123}'), Entry(2, "two", b"{}")]
    cache = build(tmp_path / "texts", entries)
    assert [cache.metadata(at) for at in range(2)] == [{"n": 12345678901234567890123.0}, {}]


def test_a_reader_keeps_what_it_opened_while_the_cache_grows_and_is_built_anew(cache):
    grown = grow(cache, [Entry(13, "five", {})])
    assert (len(cache), len(grown)) == (4, 5)
    assert grown.generation == cache.generation + 1
    build(cache.folder, [Entry(1, "new", {})])
    assert cache.texts(0, 1) == [b"one"]
    assert open_cache(cache.folder).texts(0, 9) == [b"new"]
    assert len(list(cache.folder.glob("*.texts"))) == 1


def test_an_erased_text_is_in_no_file_and_its_position_stays(cache):
    assert erase(cache, [9, 404]) == 1
    assert b"Smith" not in everything(cache.folder)
    assert "🙂".encode() not in everything(cache.folder)
    for now in (cache, open_cache(cache.folder)):  # a reader that had it open loses it too
        assert now.is_sound()
        assert now.texts(0, 4) == [b"one", b"", b"", b"four"]
        assert now.ids.tolist() == [7, -1, 11, 12]
        assert now.metadata(1) == {}


def test_rules_are_applied_to_it(cache):
    [column] = Plan([d.Rule(1, d.AnyOf((d.Keywords(("one",)), d.Metadata("n", d.Comparison.EXISTS))))]).apply(
        cache
    )
    assert column.positions.tolist() == [0, 3]


def test_what_is_missing_damaged_or_of_another_version_is_stale(cache, tmp_path):
    with pytest.raises(Stale, match="no readable index"):
        open_cache(tmp_path / "elsewhere")
    chunk = cache.chunks[0].path
    index = cache.folder / INDEX
    written = index.read_text()
    index.write_text(json.dumps(json.loads(written) | {"version": 99}))
    with pytest.raises(Stale, match="version 99"):
        open_cache(cache.folder)
    index.write_text(written)
    whole = chunk.read_bytes()
    for damaged in (whole[:-1], whole[:10], b"other" + whole[5:]):
        chunk.write_bytes(damaged)
        with pytest.raises(Stale):
            open_cache(cache.folder)
    chunk.write_bytes(whole[:-1] + b"?")
    assert not open_cache(cache.folder).is_sound()
    chunk.unlink()
    with pytest.raises(Stale):
        open_cache(cache.folder)
