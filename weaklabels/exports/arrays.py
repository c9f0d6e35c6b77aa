"""A label matrix as an .npz file, written a stretch of rows at a time: never whole in memory. Pure."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from weaklabels.labelmodel import ABSTAIN

ROWS_AT_ONCE = 50_000
NAME = "L"  # as Snorkel calls it
MADE_AT = (1980, 1, 1, 0, 0, 0)  # the same matrix is the same file, byte for byte


@dataclass(frozen=True)
class Cells:
    """The votes of a matrix, sorted by row: row, function and class of each."""

    rows: NDArray[np.int64]
    functions: NDArray[np.intp]
    classes: NDArray[np.int64]
    shape: tuple[int, int]

    def stretch(self, start: int, stop: int, form: np.dtype) -> NDArray:
        """These rows of it, with -1 wherever a function is silent."""
        dense = np.full((stop - start, self.shape[1]), ABSTAIN, dtype=form)
        first, last = np.searchsorted(self.rows, [start, stop])
        dense[self.rows[first:last] - start, self.functions[first:last]] = self.classes[first:last]
        return dense


class _Sent:
    """A file that keeps what was written until it is asked for."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back here."""

    def taken(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def npz(cells: Cells, classes: int) -> Iterator[bytes]:
    """The file in pieces: one array `L` of whole numbers, rows x functions.

    Examples
    --------
    >>> votes = Cells(np.array([0, 2]), np.array([0, 1]), np.array([1, 0]), (3, 2))
    >>> np.load(io.BytesIO(b"".join(npz(votes, classes=2))), allow_pickle=False)["L"].tolist()
    [[1, -1], [-1, -1], [-1, 0]]
    """
    form = np.dtype("<i1" if classes <= np.iinfo(np.int8).max else "<i2")
    sent = _Sent()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        entry = zipfile.ZipInfo(f"{NAME}.npy", MADE_AT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=True) as file:
            file.write(_head(cells.shape, form))
            for start in range(0, cells.shape[0], ROWS_AT_ONCE):
                stop = min(start + ROWS_AT_ONCE, cells.shape[0])
                file.write(cells.stretch(start, stop, form).tobytes())
                yield sent.taken()
    yield sent.taken()


def _head(shape: tuple[int, int], form: np.dtype) -> bytes:
    out = io.BytesIO()
    about = {"descr": npy.dtype_to_descr(form), "fortran_order": False, "shape": shape}
    npy.write_array_header_1_0(out, about)
    return out.getvalue()
