"""Votes are put, replaced, retired and brought back a column at a time, and nothing else moves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weaklabels.labelmodel import ABSTAIN, LabelMatrix, load, save
from weaklabels.labelmodel.matrix import merge_rows

CLASSES = 4
patient = settings(deadline=None)  # a busy machine is no failure


@st.composite
def dense(draw, documents=None, functions=None):
    """A small matrix of votes, silence included."""
    shape = (
        draw(st.integers(0, 12)) if documents is None else documents,
        draw(st.integers(1, 5)) if functions is None else functions,
    )
    cells = draw(
        st.lists(st.integers(-1, CLASSES - 1), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    )
    return np.array(cells, dtype=np.int64).reshape(shape)


def column_of(votes):
    [positions] = np.nonzero(votes >= 0)
    return positions, votes[positions]


@patient
@given(dense())
def test_dense_votes_come_back_as_they_went_in(votes):
    matrix = LabelMatrix.from_dense(votes, CLASSES)
    assert matrix.shape == votes.shape
    assert np.array_equal(matrix.to_dense(), votes)


@patient
@given(dense())
def test_rows_hold_the_same_votes_document_by_document(votes):
    rows = LabelMatrix.from_dense(votes, CLASSES).rows
    back = np.full(votes.shape, ABSTAIN)
    back[rows.documents, rows.functions] = rows.labels
    assert np.array_equal(back, votes)


@patient
@given(st.data())
def test_a_replaced_column_changes_no_other(data):
    votes = data.draw(dense(documents=8, functions=4))
    number, other = data.draw(st.integers(0, 3)), data.draw(dense(documents=8, functions=1))[:, 0]
    matrix = LabelMatrix.from_dense(votes, CLASSES)
    kept = [matrix[key] for key in matrix.keys]
    assert len(matrix.rows.counts) == 8  # made before the change, to be made anew after it
    matrix.put(number, *column_of(other))
    votes[:, number] = other
    assert np.array_equal(matrix.to_dense(), votes)
    assert all(matrix[key] is kept[key] for key in matrix.keys if key != number)
    assert np.array_equal(LabelMatrix.from_dense(votes, CLASSES).rows.labels, matrix.rows.labels)


@patient
@given(st.data())
def test_a_retired_column_is_gone_at_once_and_comes_back_in_its_place(data):
    votes = data.draw(dense(documents=8, functions=4))
    number = data.draw(st.integers(0, 3))
    matrix = LabelMatrix.from_dense(votes, CLASSES)
    assert matrix.rows.counts.sum() == (votes >= 0).sum()
    matrix.retire(number)
    assert np.array_equal(matrix.to_dense(), np.delete(votes, number, axis=1))
    assert matrix.rows.counts.sum() == (np.delete(votes, number, axis=1) >= 0).sum()
    matrix.restore(number)
    assert np.array_equal(matrix.to_dense(), votes)


@settings(max_examples=25, deadline=None)
@given(dense())
def test_an_npz_file_brings_votes_order_and_names_back(tmp_path_factory, votes):
    path = tmp_path_factory.mktemp("votes") / "votes.npz"
    documents = np.array([f"doc-{number}" for number in range(len(votes))], dtype=np.str_)
    matrix = LabelMatrix.from_dense(votes, CLASSES, [f"rule {number}" for number in range(votes.shape[1])])
    save(path, matrix, documents)
    back, order = load(path)
    assert np.array_equal(back.to_dense(), votes)
    assert (back.keys, back.classes) == (matrix.keys, CLASSES)
    assert order.tolist() == documents.tolist()


def test_it_reads_what_a_snorkel_user_saves(tmp_path):
    path = tmp_path / "snorkel.npz"
    np.savez(path, L=np.array([[0, -1], [-1, 2]]))
    matrix, order = load(path)
    assert matrix.to_dense().tolist() == [[0, -1], [-1, 2]]
    assert (matrix.keys, matrix.classes, order.tolist()) == ([0, 1], 3, [0, 1])


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"votes": np.zeros((1, 1), int)}, "no array named L; it has: votes"),
        ({"L": np.array([[None]])}, "plain numbers and texts"),
        ({"L": np.array([[0.5]])}, "Votes must be whole numbers"),
        ({"L": np.array([0, 1])}, "two dimensions"),
        ({"L": np.array([[-2]])}, "-1 for silence, not -2"),
        ({"L": np.array([[1]]), "documents": np.array([1, 2])}, "1 rows of votes, but ids of 2 documents"),
        ({"L": np.array([[1]]), "functions": np.array(["a", "b"])}, "1 functions need as many"),
    ],
)
def test_a_file_that_is_no_label_matrix_is_refused_with_a_sentence(tmp_path, arrays, sentence):
    path = tmp_path / "votes.npz"
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match=sentence):
        load(path)


def test_a_file_that_is_no_npz_is_refused(tmp_path):
    path = tmp_path / "votes.npz"
    path.write_bytes(b"label,votes\n")
    with pytest.raises(ValueError, match=r"votes\.npz is not an \.npz file"):
        load(path)


@pytest.mark.parametrize(
    ("positions", "labels", "sentence"),
    [
        ([0, 5], [1, 1], "0 to 4"),
        ([-1, 2], [1, 1], "0 to 4"),
        ([2, 1], [1, 1], "must increase"),
        ([1, 1], [0, 1], "must increase"),
        ([1], [3], "0 to 2"),
        ([1], [-1], "Leave silence out"),
        ([1, 2], [0], "one document and one label"),
        ([1.5], [0], "Positions must be whole numbers"),
    ],
)
def test_a_column_that_does_not_fit_is_refused_and_the_old_one_stays(positions, labels, sentence):
    matrix = LabelMatrix(5, 3)
    matrix.put("rule", [0], [2])
    with pytest.raises(ValueError, match=sentence):
        matrix.put("rule", positions, labels)
    assert matrix["rule"].labels.tolist() == [2]


def test_only_a_function_that_is_there_can_be_retired():
    with pytest.raises(KeyError):
        LabelMatrix(1, 2).retire("nobody")
    with pytest.raises(KeyError):
        LabelMatrix.from_dense([[1]]).restore(0)


def test_ids_must_be_as_many_as_documents(tmp_path):
    with pytest.raises(ValueError, match="2 documents need as many ids"):
        save(tmp_path / "votes.npz", LabelMatrix(2, 2), ["a"])


@patient
@given(dense())
def test_documents_are_merged_exactly_when_all_votes_are_the_same(votes):
    first, inverse = merge_rows(LabelMatrix.from_dense(votes, CLASSES).rows)
    assert np.array_equal(votes[first][inverse], votes)
    assert len(first) == len(np.unique(votes, axis=0))
