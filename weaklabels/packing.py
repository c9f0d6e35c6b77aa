"""Numbers of a column as bytes for the database, and back. Pure."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

DOCUMENTS, LABELS, OFFSETS, PROBABILITIES = "<i8", "<i4", "<i4", "<f4"


def packed(numbers: Iterable[float] | NDArray, form: str) -> bytes:
    """Little-endian bytes of the numbers in this form.

    >>> packed([1, 2], LABELS)
    b'\\x01\\x00\\x00\\x00\\x02\\x00\\x00\\x00'
    """
    return np.ascontiguousarray(numbers, dtype=form).tobytes()


def unpacked(data: bytes | memoryview, form: str) -> NDArray:
    """The numbers of `packed` again, read-only.

    >>> unpacked(packed([1, 2], LABELS), LABELS).tolist()
    [1, 2]
    """
    return np.frombuffer(data, dtype=form)
