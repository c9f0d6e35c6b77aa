"""Which labelling function says what about which document? Sparse, and changed one column at a time."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

ABSTAIN = -1
Key = Hashable
Positions = NDArray[np.int32]
Labels = NDArray[np.int16]


@dataclass(frozen=True)
class Column:
    """The votes of one labelling function: sorted positions of documents and the label given to each."""

    positions: Positions
    labels: Labels


@dataclass(frozen=True)
class Rows:
    """The same votes document by document: those of document i lie from `starts[i]` to `starts[i + 1]`."""

    starts: NDArray[np.int32]
    functions: NDArray[np.int32]
    labels: Labels

    @cached_property
    def counts(self) -> NDArray[np.int32]:
        """How many votes has each document?"""
        return np.diff(self.starts)

    @cached_property
    def documents(self) -> Positions:
        """The document of each vote."""
        return np.repeat(np.arange(len(self.counts), dtype=np.int32), self.counts)

    def select(self, documents: NDArray[np.intp]) -> "Rows":
        """The votes of these documents only, which are counted from 0 again."""
        counts = self.counts[documents]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        places = np.arange(starts[-1]) + np.repeat(self.starts[documents] - starts[:-1], counts)
        return Rows(starts, self.functions[places], self.labels[places])


class LabelMatrix:
    """Documents x labelling functions, sparse; silence is ABSTAIN = -1, as in Snorkel.

    A column is put, replaced, retired and restored without a look at the others. The functions keep the order in
    which they first came.

    Parameters
    ----------
    documents
        Number of documents; votes name them by position, from 0.
    classes
        Number of labels; votes name them from 0.

    Examples
    --------
    >>> matrix = LabelMatrix(documents=3, classes=2)
    >>> matrix.put("money back", [0, 2], [1, 1])
    >>> matrix.put("thanks", [2], [0])
    >>> matrix.to_dense().tolist()
    [[1, -1], [-1, -1], [1, 0]]
    >>> matrix.retire("thanks")
    >>> matrix.keys
    ['money back']
    """

    def __init__(self, documents: int, classes: int) -> None:
        if documents < 0 or not 2 <= classes <= np.iinfo(np.int16).max:
            msg = f"A label matrix needs 0 or more documents and 2 to 32,767 labels, not {documents} and {classes}."
            raise ValueError(msg)
        self.documents = documents
        self.classes = classes
        self._columns: dict[Key, Column] = {}
        self._retired: set[Key] = set()

    @property
    def keys(self) -> list[Key]:
        """The functions that vote, in the order in which they first came."""
        return [key for key in self._columns if key not in self._retired]

    @property
    def shape(self) -> tuple[int, int]:
        return self.documents, len(self.keys)

    def __getitem__(self, key: Key) -> Column:
        return self._columns[key]

    def put(self, key: Key, positions: ArrayLike, labels: ArrayLike) -> None:
        """Let the function vote so, in place of what it said before.

        Raises
        ------
        ValueError
            Positions that are not strictly increasing or outside the matrix, labels that are not in it.
        """
        self._columns[key] = self._checked(np.asarray(positions), np.asarray(labels))
        self._retired.discard(key)
        self._forget()

    def retire(self, key: Key) -> None:
        """Take the function's votes out; they are kept and can be restored. KeyError if there are none."""
        if key not in self._columns:
            raise KeyError(key)
        self._retired.add(key)
        self._forget()

    def restore(self, key: Key) -> None:
        """Let a retired function vote again as before. KeyError if it is not retired."""
        self._retired.remove(key)
        self._forget()

    @cached_property
    def rows(self) -> Rows:
        """All votes document by document, made once after a change."""
        columns = [self._columns[key] for key in self.keys]
        lengths = np.array([len(column.positions) for column in columns], dtype=np.int64)
        transposed = sparse.csc_array(
            (
                joined([column.labels for column in columns], np.int16),
                joined([column.positions for column in columns], np.int32),
                np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
            ),
            shape=self.shape,
        ).tocsr()
        return Rows(transposed.indptr, transposed.indices, transposed.data)

    def to_dense(self) -> Labels:
        """As Snorkel's L: documents x functions, -1 where a function is silent."""
        dense = np.full(self.shape, ABSTAIN, dtype=np.int16)
        for number, key in enumerate(self.keys):
            column = self._columns[key]
            dense[column.positions, number] = column.labels
        return dense

    @classmethod
    def from_dense(
        cls, votes: ArrayLike, classes: int | None = None, keys: Sequence[Key] | None = None
    ) -> Self:
        """From Snorkel's L. Without `classes`: as many as the largest vote asks for, at least 2."""
        dense = whole_numbers(np.asarray(votes), "Votes")
        if dense.ndim != 2:
            msg = f"A label matrix has two dimensions, documents and functions; this has {dense.ndim}."
            raise ValueError(msg)
        names = list(range(dense.shape[1])) if keys is None else list(keys)
        if len(set(names)) != dense.shape[1]:
            msg = f"{dense.shape[1]} functions need as many different names, not {len(set(names))}."
            raise ValueError(msg)
        if dense.min(initial=0) < ABSTAIN:
            msg = f"A vote is a label from 0 on, or -1 for silence, not {dense.min()}."
            raise ValueError(msg)
        matrix = cls(dense.shape[0], classes or max(2, int(dense.max(initial=1)) + 1))
        for number, key in enumerate(names):
            [positions] = np.nonzero(dense[:, number] != ABSTAIN)
            matrix.put(key, positions, dense[positions, number])
        return matrix

    def _checked(self, positions: NDArray, labels: NDArray) -> Column:
        positions, labels = whole_numbers(positions, "Positions"), whole_numbers(labels, "Labels")
        if positions.ndim != 1 or positions.shape != labels.shape:
            msg = f"Each vote needs one document and one label, not {positions.shape} and {labels.shape}."
            raise ValueError(msg)
        if len(positions) and (positions[0] < 0 or positions[-1] >= self.documents):
            msg = f"Documents are counted from 0 to {self.documents - 1}; there are votes for others."
            raise ValueError(msg)
        if np.any(np.diff(positions) <= 0):
            msg = "Positions must increase from vote to vote: sort them, and give each document one vote."
            raise ValueError(msg)
        if len(labels) and (labels.min() < 0 or labels.max() >= self.classes):
            msg = f"Labels are counted from 0 to {self.classes - 1}; there are votes for others. Leave silence out."
            raise ValueError(msg)
        return Column(positions.astype(np.int32), labels.astype(np.int16))

    def _forget(self) -> None:
        self.__dict__.pop("rows", None)


def save(path: Path, matrix: LabelMatrix, documents: ArrayLike) -> None:
    """Write an .npz for Snorkel: `L` as `to_dense`, `documents` and `functions` in the order of its axes, `classes`.

    Parameters
    ----------
    documents
        Ids of the documents, numbers or texts, in the order of the matrix.
    """
    order = np.asarray(documents)
    if order.shape != (matrix.documents,) or order.dtype.kind not in "iuU":
        msg = f"{matrix.documents} documents need as many ids, numbers or texts, not {order.shape} of {order.dtype}."
        raise ValueError(msg)
    functions = np.array([str(key) for key in matrix.keys], dtype=np.str_)
    with path.open("wb") as file:
        np.savez_compressed(
            file, L=matrix.to_dense(), documents=order, functions=functions, classes=np.array(matrix.classes)
        )


def load(path: Path) -> tuple[LabelMatrix, NDArray]:
    """Read what `save` wrote, or any .npz with an `L`; ids and names that are not in it are counted from 0.

    Raises
    ------
    ValueError
        No .npz file, no `L`, pickled objects (they are never opened), votes that are no labels.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
    except (OSError, ValueError, EOFError, AttributeError) as why:
        msg = f"{path.name} is not an .npz file of plain numbers and texts: {why}"
        raise ValueError(msg) from why
    if "L" not in found:
        msg = f"{path.name} has no array named L; it has: {', '.join(sorted(found)) or 'nothing'}."
        raise ValueError(msg)
    functions = found["functions"].tolist() if "functions" in found else None
    classes = int(found["classes"]) if "classes" in found else None
    matrix = LabelMatrix.from_dense(found["L"], classes, functions)
    order = found.get("documents", np.arange(matrix.documents))
    if order.shape != (matrix.documents,):
        msg = f"{path.name} has {matrix.documents} rows of votes, but ids of {order.size} documents."
        raise ValueError(msg)
    return matrix, order


def merge_rows(rows: Rows) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which documents have the very same votes?

    A random 64-bit number for each (function, label), summed over the votes, stands for a document; two different
    rows of a million collide with a chance of 3e-8.

    Returns
    -------
    first, inverse
        A document of each kind of row, and for each document the number of its kind.
    """
    cells = rows.functions.astype(np.uint64) * np.uint64(2**15) + rows.labels.astype(np.uint64)
    sums = np.concatenate([[np.uint64(0)], np.cumsum(scattered(cells + np.uint64(1)), dtype=np.uint64)])
    _names, first, inverse = np.unique(
        sums[rows.starts[1:]] - sums[rows.starts[:-1]], return_index=True, return_inverse=True
    )
    return first, inverse


def scattered(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """As good as random, and always the same: the output function of SplitMix64.

    References
    ----------
    Steele, Lea, Flood (2014). Fast splittable pseudorandom number generators. OOPSLA.
    """
    mixed = numbers * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def whole_numbers(numbers: NDArray, what: str) -> NDArray:
    if numbers.size and numbers.dtype.kind not in "iu":
        msg = f"{what} must be whole numbers, not {numbers.dtype}."
        raise ValueError(msg)
    return numbers.astype(np.int64, copy=False)


def joined(parts: list[NDArray], dtype: type) -> NDArray:
    return np.concatenate(parts) if parts else np.empty(0, dtype)
