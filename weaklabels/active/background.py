"""What do a project's documents say before anybody has answered? How rare each feature is, and which go together."""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from weaklabels.active.features import WIDTH
from weaklabels.active.storing import Files, pack, unpack

SAMPLE = 10_000  # documents that the components are found in
COMMON = 50_000  # features that have components, those in most documents
COMPONENTS = 200


@dataclass(frozen=True)
class Background:
    """Document frequencies, and latent components (LSA) of a bounded sample of the project's own documents."""

    documents: int
    frequencies: NDArray[np.int32]  # documents with each feature, shape (2^20,)
    columns: NDArray[np.int32]
    components: NDArray[np.float32]  # shape (columns, components), for rows weighted by rarity
    size: float = 1.0  # root of the mean square length of such rows in the components

    @cached_property
    def rarity(self) -> NDArray[np.float32]:
        """log((1 + documents) / (1 + documents with it)) + 1, of an average of about 1 over the text."""
        rare = np.log((1 + self.documents) / (1 + self.frequencies)) + 1
        mass = self.frequencies.sum()
        mean = np.sqrt((self.frequencies * rare**2).sum() / mass) if mass else 1.0
        return (rare / mean).astype(np.float32)

    @classmethod
    def of(
        cls, rows: sparse.csr_matrix, frequencies: NDArray[np.int32], documents: int, *, seed: int = 0
    ) -> Self:
        """From a sample of documents, at most 10,000 of which are read, and the frequencies in all.

        Parameters
        ----------
        rows
            The sample, drawn uniformly by the caller.
        frequencies, documents
            How many documents have each feature, and how many there are.
        """
        bare = cls(documents, frequencies, np.empty(0, np.int32), np.empty((0, 0), np.float32))
        sample = rows[:SAMPLE]
        often = np.bincount(sample.indices, minlength=WIDTH)
        usual = np.flatnonzero(often >= 2)
        columns = np.sort(usual[np.argsort(-often[usual], kind="stable")[:COMMON]]).astype(np.int32)
        count = min(COMPONENTS, sample.shape[0] - 1, len(columns) - 1)
        if count < 2:
            return bare
        weighted = narrowed(sample, columns) @ sparse.diags_array(bare.rarity[columns])
        components = import_module("weaklabels.active.decomposing").components_of(weighted, count, seed=seed)
        inside = weighted @ components
        size = float(np.sqrt((inside**2).sum(axis=1).mean()))
        return cls(documents, frequencies, columns, components, size or 1.0)

    @classmethod
    def of_rows(cls, rows: sparse.csr_matrix, *, seed: int = 0) -> Self:
        """Of these documents alone."""
        frequencies = np.bincount(rows.indices, minlength=WIDTH).astype(np.int32)
        return cls.of(rows, frequencies, rows.shape[0], seed=seed)

    def inside(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        """Rows in the latent components, of an average length of about 1."""
        few = narrowed(rows, self.columns)
        few.data *= self.rarity[self.columns][few.indices] / np.float32(self.size)
        return few @ self.components

    def back(self, weights: NDArray[np.floating]) -> NDArray[np.float32]:
        """From weights of components to weights of `columns`."""
        return (self.rarity[self.columns, None] * (self.components @ weights) / self.size).astype(np.float32)

    def to_files(self) -> Files:
        places = np.flatnonzero(self.frequencies).astype(np.int32)
        arrays = {"places": places, "frequencies": self.frequencies[places]}
        arrays |= {"columns": self.columns, "components": self.components}
        # Of a host's cache, read at every training: noise hardly shrinks
        return pack("background", arrays, {"documents": self.documents, "size": self.size}, small=False)

    @classmethod
    def from_files(cls, files: Files) -> Self:
        arrays, facts = unpack("background", files)
        frequencies = np.zeros(WIDTH, np.int32)
        frequencies[arrays["places"]] = arrays["frequencies"]
        return cls(facts["documents"], frequencies, arrays["columns"], arrays["components"], facts["size"])


def narrowed(rows: sparse.csr_matrix, columns: NDArray[np.int32]) -> sparse.csr_matrix:
    """Only these columns, ascending; faster than scipy's own selection, which knows no order."""
    place = np.full(WIDTH, -1, np.int32)
    place[columns] = np.arange(len(columns), dtype=np.int32)
    places = place[rows.indices]
    kept = places >= 0
    before = np.concatenate([[0], np.cumsum(kept)])
    return sparse.csr_matrix(
        (rows.data[kept], places[kept], before[rows.indptr]), (rows.shape[0], len(columns))
    )
