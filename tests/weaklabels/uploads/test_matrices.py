"""An .npz of a stranger: no pickle, no bomb, no header that lies."""

import io
import zipfile

import numpy as np
import pytest

from annotate.problems import Invalid
from tests.weaklabels.uploads.conftest import npz
from weaklabels.votefiles import matrices
from weaklabels.votefiles.matrices import read_arrays, texts_in, votes_in


def read(content):
    return read_arrays(io.BytesIO(content))


def with_header(header, content=b"", name="L.npy"):
    """An .npz whose array has this header, whatever it says."""
    written = header.encode().ljust(118 - 10) + b"\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        head = b"\x93NUMPY\x01\x00" + len(written).to_bytes(2, "little") + written
        archive.writestr(name, head + content)
    return out.getvalue()


def said(shape, descr="<i8", fortran="False"):
    return f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}}}"


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("form", [np.int8, np.int64, ">i4", np.uint16])
def test_plain_numbers_are_read_as_they_were_written(form, order):
    L = np.array([[1, 0, 2], [3, 1, 0]], dtype=form, order=order)
    assert votes_in(read(npz(L=L))).tolist() == L.tolist()


def test_an_empty_matrix_is_one():
    assert votes_in(read(npz(L=np.empty((0, 3), int)))).shape == (0, 3)


class Trap:
    touched = False

    def __reduce__(self):
        return (setattr, (Trap, "touched", True))


def test_nothing_is_unpickled():
    content = npz(L=np.array([[Trap()]], dtype=object))
    with pytest.raises(Invalid, match="nothing is ever unpickled"):
        read(content)
    assert not Trap.touched


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (with_header(said("(1000000000, 1000)")), "would need"),
        (with_header(said("(3, 1)"), b"\0" * 8), "another number"),
        (with_header(said("(1, 1)"), b"\0" * 9), "another number"),
        (with_header(said("(-1, -1)"), b"\0" * 8), "would need"),
        (with_header(said("(1, 1)", descr="<f8"), b"\0" * 8), "Only whole numbers"),
        (with_header(said("(1, 1)", descr="|V800"), b"\0" * 8), "Only whole numbers"),
        (with_header("__import__('os').system('true')"), "no readable"),
        (with_header("{'descr': "), "no readable"),
        (b"PK\x03\x04", "no readable"),
        (b"", "no readable"),
        (npz(L=np.zeros((2, 2), int))[:-30], "no readable"),
    ],
    ids="huge short long negative float void code cut-header cut-zip empty cut-file".split(),
)
def test_a_header_that_lies_is_refused(content, sentence):
    with pytest.raises(Invalid, match=sentence):
        read(content)


def test_a_bomb_is_left_as_soon_as_it_is_longer_than_it_says(monkeypatch):
    """A gigabyte of noughts packs to a megabyte; reading ends one block behind what the header promised."""
    monkeypatch.setattr(matrices, "AT_ONCE", 2**16)
    content = with_header(said("(1, 1)"), b"\0" * 2**26)
    assert len(content) < 2**18
    with pytest.raises(Invalid, match="another number"):
        read(content)


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_a_name_that_is_no_text_is_refused(name):
    arrays = {"functions": np.array([name])}
    with pytest.raises(Invalid, match="no text"):
        texts_in(arrays, "functions", 1)


def test_many_arrays_are_refused():
    with pytest.raises(Invalid, match="holds 30 arrays"):
        read(npz(**{f"a{n}": np.zeros(1, int) for n in range(30)}))
