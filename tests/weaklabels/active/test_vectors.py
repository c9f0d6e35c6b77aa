"""The vectors of a project on disk: what is written is read, in the order of the documents, and erased for good."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weaklabels.active import vectors
from weaklabels.active.features import vectorise
from weaklabels.active.vectors import VectorsStale, erase, grow, new_vectors, open_vectors, with_part


def same(rows, texts):
    expected = vectorise(texts).rows()
    return rows.shape == expected.shape and abs(rows - expected).sum() < 1e-4


def all_rows(store):
    return store.rows(np.arange(len(store)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=5))
def test_what_is_added_bit_by_bit_is_what_is_vectorised_at_once(tmp_path_factory, batches):
    store = new_vectors(tmp_path_factory.mktemp("vectors"))
    for number, batch in enumerate(batches):
        store = grow(store, [(100 * number + at, text) for at, text in enumerate(batch)])
    texts = [text for batch in batches for text in batch]
    again = open_vectors(store.folder)
    assert same(all_rows(again), texts)
    assert again.ids.tolist() == [
        100 * at + place for at, batch in enumerate(batches) for place in range(len(batch))
    ]
    assert np.array_equal(again.frequencies, np.bincount(vectorise(texts).features, minlength=1 << 20))


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(vectors, "PART", 4)
    monkeypatch.setattr(vectors, "SMALL", 2)


@pytest.fixture
def store(tmp_path, small_parts):
    return grow(new_vectors(tmp_path), [(at, f"text number {at}") for at in range(11)])


def test_many_documents_are_kept_in_parts_and_read_in_blocks(store):
    assert [part.documents for part in store.parts] == [4, 4, 3]
    assert [(first, len(counts)) for first, counts in store.blocks()] == [(0, 4), (4, 4), (8, 3)]


def test_of_long_documents_fewer_are_in_memory_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(vectors, "CHARACTERS", 100)
    texts, told = ["word " * 10] * 5, []
    store = grow(new_vectors(tmp_path), enumerate(texts), told.append)
    assert told == [2, 4, 5]
    assert [part.documents for part in store.parts] == [5], "a small part is written again with what comes"
    assert same(all_rows(store), texts)
    monkeypatch.setattr(vectors, "ROOM", 10)
    store = grow(new_vectors(tmp_path), enumerate(texts))
    assert [part.documents for part in store.parts] == [2, 2, 1], "but not one with many features"
    assert same(all_rows(store), texts)


def test_documents_are_scored_block_by_block_all_or_those_asked_for(store):
    lengths = [len(vectorise([f"text number {at}"]).features) for at in range(11)]

    def act(counts):
        return np.diff(counts.starts)

    assert store.score(act).tolist() == lengths
    wanted = [10, 3, 3, 0]
    assert store.score(act, np.array(wanted)).tolist() == [lengths[at] for at in wanted]
    assert store.score(act, np.array([], int)).size == 0


def test_rows_come_in_the_order_asked_for(store):
    wanted = np.array([10, 0, 5, 5, 3])
    assert same(store.rows(wanted), [f"text number {at}" for at in wanted])


def test_a_document_that_is_not_there_is_refused(store):
    with pytest.raises(IndexError, match="documents at 0 to 10, not at 2 to 11"):
        store.rows(np.array([2, 11]))


def test_one_new_document_leaves_the_full_parts_as_they_are(store):
    before = {part.name for part in store.parts[:2]}
    later = grow(store, [(11, "one more")])
    assert before <= {part.name for part in later.parts}
    assert same(all_rows(later), [*(f"text number {at}" for at in range(11)), "one more"])


def test_single_documents_do_not_leave_a_file_each(tmp_path):
    store = new_vectors(tmp_path)
    for at in range(20):
        store = grow(store, [(at, f"text number {at}")])
    assert len(store.parts) == 1
    assert len(list(tmp_path.iterdir())) == 6


def test_progress_is_told_part_by_part(tmp_path, small_parts):
    told = []
    grow(new_vectors(tmp_path), [(at, "x") for at in range(9)], told.append)
    assert told == [4, 8, 9]


def test_erasing_leaves_nothing_of_a_document_in_the_files(store):
    assert erase(store, [5, 99]) == 1
    again = open_vectors(store.folder)
    assert abs(again.rows(np.array([5]))).sum() == 0
    assert again.ids.tolist() == [0, 1, 2, 3, 4, -1, 6, 7, 8, 9, 10]
    only_here = set(vectorise(["5"]).features.tolist())
    left = np.concatenate([part.array("features") for part in again.parts])
    assert not only_here & set(left.tolist())
    assert not again.frequencies[list(only_here)].any()
    assert same(again.rows(np.array([4, 6])), ["text number 4", "text number 6"])


def test_a_reader_of_the_old_state_is_not_disturbed_by_what_comes(store):
    grow(store, [(at, "new") for at in range(20, 26)])
    assert same(store.rows(np.array([0, 7])), ["text number 0", "text number 7"])


def test_starting_again_forgets_what_was_there(store):
    again = new_vectors(store.folder)
    assert (len(again), len(open_vectors(store.folder))) == (0, 0)
    assert again.generation > store.generation
    assert [path.name for path in store.folder.iterdir()] == ["index.json"]


def test_vectors_that_are_not_there_or_damaged_have_to_be_made_again(tmp_path, store):
    with pytest.raises(VectorsStale, match="no readable index"):
        open_vectors(tmp_path / "nowhere")
    path = store.parts[0].path("features")
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(VectorsStale, match=r"missing or damaged|do not fit"):
        open_vectors(store.folder).rows(np.array([0]))
    path.unlink()
    with pytest.raises(VectorsStale, match="missing or damaged"):
        open_vectors(store.folder).rows(np.array([0]))
    index = json.loads((store.folder / "index.json").read_text())
    (store.folder / "index.json").write_text(json.dumps(index | {"version": 99}))
    with pytest.raises(VectorsStale, match="version 99; this program writes 1"):
        open_vectors(store.folder)


def test_rows_and_ids_that_do_not_fit_are_refused(store):
    with pytest.raises(ValueError, match="1 ids for 2 rows"):
        with_part(store, [1], vectorise(["a", "b"]))


def test_the_background_of_a_store_knows_all_its_documents(store):
    found = store.background(seed=0)
    assert found.documents == 11
    assert found.components.shape[1] >= 2
    assert np.array_equal(found.components, store.background(seed=0).components)


def test_an_empty_store_has_a_background_of_nothing(tmp_path):
    store = new_vectors(tmp_path)
    assert store.background(seed=0).components.size == 0
    assert store.score(lambda rows: rows).size == 0
    assert store.rows(np.array([], int)).shape == (0, 1 << 20)
