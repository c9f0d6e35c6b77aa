"""Reading an .npz of plain numbers and texts, whatever its headers claim: never unpickled, never too large."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from tokenize import TokenError
from typing import IO, BinaryIO

import numpy as np
from django.utils.translation import gettext as _
from numpy.lib import format as npy
from numpy.typing import NDArray

from annotate.formats.archive import UNPACKING_ERRORS
from annotate.problems import Invalid

LARGEST_ARRAY = 2**30  # bytes
LARGEST_TEXTS = 2**28
LONGEST_HEADER = 10_000
MOST_ARRAYS = 20
MATRICES = ("L", "L_train", "votes", "arr_0")  # how people call it
AT_ONCE = 2**24  # bytes


@dataclass(frozen=True)
class Header:
    shape: tuple[int, ...]
    is_fortran: bool
    form: np.dtype


def read_arrays(binary: BinaryIO) -> dict[str, NDArray]:
    """All arrays of the file by name. Raises Invalid."""
    try:
        with zipfile.ZipFile(binary) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ARRAYS:
                raise Invalid(
                    _("The file holds %(count)s arrays; at most %(most)s are read.")
                    % {"count": len(entries), "most": MOST_ARRAYS}
                )
            return {entry.filename.removesuffix(".npy"): _read(archive, entry) for entry in entries}
    except (*UNPACKING_ERRORS, SyntaxError, TokenError) as error:  # numpy reads a header as Python writes it
        raise Invalid(
            _("This is no readable .npz file: %(error)s. Write it with numpy.savez.") % {"error": error}
        ) from error


def votes_in(arrays: dict[str, NDArray]) -> NDArray:
    """The matrix among them. Raises Invalid."""
    found = next((arrays[name] for name in MATRICES if name in arrays), None)
    if found is None or found.ndim != 2 or found.dtype.kind not in "iu":
        raise Invalid(
            _(
                "There is no array “L” of whole numbers with two dimensions, documents and functions. Write it with "
                "numpy.savez(…, L=L)."
            )
        )
    if found.size and int(found.min()) < -1:
        raise Invalid(
            _("A vote is a label from 0 on, or -1 for silence; the least one here is %(least)s.")
            % {"least": int(found.min())}
        )
    return found


def texts_in(arrays: dict[str, NDArray], name: str, wanted: int) -> list[str] | None:
    """The names beside an axis, where they are in the file. Raises Invalid where there are too many or too few."""
    found = arrays.get(name)
    if found is None:
        return None
    if found.shape != (wanted,) or found.dtype.kind not in "iuU":
        raise Invalid(
            _("“%(name)s” should hold %(wanted)s numbers or texts, one for each in “L”; it holds %(shape)s.")
            % {"name": name, "wanted": wanted, "shape": "×".join(map(str, found.shape)) or "1"}
        )
    try:
        texts = [str(one) for one in found.tolist()]
        is_plain = b"\0" not in "".join(texts).encode()
    except (UnicodeEncodeError, ValueError):  # numpy keeps numbers that are no characters
        is_plain = False
    if not is_plain:
        raise Invalid(_("“%(name)s” holds what is no text.") % {"name": name})
    return texts


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> NDArray:
    with archive.open(entry) as file:
        header = _header(file, entry)
        content = bytearray()
        for block in iter(lambda: file.read(AT_ONCE), b""):
            content += block
            if len(content) > _size(header):
                break
    if len(content) != _size(header):
        raise Invalid(
            _("“%(name)s” says it holds %(said)s bytes, and holds another number. The file is damaged.")
            % {"name": entry.filename, "said": _size(header)}
        )
    order = "F" if header.is_fortran else "C"
    return np.frombuffer(bytes(content), dtype=header.form).reshape(header.shape, order=order)


def _header(file: IO[bytes], entry: zipfile.ZipInfo) -> Header:
    """What the array claims to be, refused where it is no plain one or would not fit."""
    version = npy.read_magic(file)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    header = Header(*read(file, max_header_size=LONGEST_HEADER))
    if header.form.kind not in "iuU":
        raise Invalid(
            _("“%(name)s” holds %(form)s. Only whole numbers and texts are read; nothing is ever unpickled.")
            % {"name": entry.filename, "form": header.form}
        )
    largest = LARGEST_TEXTS if header.form.kind == "U" else LARGEST_ARRAY
    if min(header.shape, default=0) < 0 or _size(header) > largest:
        raise Invalid(
            _("“%(name)s” would need %(size)s MB; %(most)s MB are allowed. Save votes as int8.")
            % {"name": entry.filename, "size": _size(header) // 2**20, "most": largest // 2**20}
        )
    return header


def _size(header: Header) -> int:
    size = header.form.itemsize
    for length in header.shape:
        size *= length
    return size


def cells_of(votes: NDArray) -> Iterator[tuple[int, NDArray[np.intp], NDArray]]:
    """Column by column: its number, the rows where it says something, and what."""
    for number in range(votes.shape[1]):
        [rows] = np.nonzero(votes[:, number] != -1)
        yield number, rows, votes[rows, number]
