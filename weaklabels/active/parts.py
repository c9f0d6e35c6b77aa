"""The files of some documents that follow one another: four arrays in numpy's own format."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.features import Counts, starts_of

ARRAYS = ("ids", "starts", "features", "times")
FREQUENCIES = "frequencies"


class VectorsStale(ValueError):
    """The vectors are not there, of another version, or damaged: vectorise the texts again."""


@dataclass(frozen=True)
class Part:
    """The files of some documents that follow one another; mapped only while they are read."""

    folder: Path
    name: str
    documents: int

    def path(self, array: str) -> Path:
        return self.folder / f"{self.name}.{array}.npy"

    def array(self, name: str) -> NDArray:
        try:
            return np.load(self.path(name), mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError) as error:
            msg = f"{self.path(name).name} is missing or damaged."
            raise VectorsStale(msg) from error

    def counts(self) -> Counts:
        starts, features, times = (self.array(name) for name in ARRAYS[1:])
        if len(starts) != self.documents + 1 or not int(starts[-1]) == len(features) == len(times):
            msg = f"The arrays of {self.name} do not fit one another."
            raise VectorsStale(msg)
        return Counts(starts, features, times)

    def some(self, places: NDArray[np.intp]) -> Counts:
        """Those at these places, in the order asked for."""
        counts = self.counts()
        starts, lengths = counts.starts[places], np.diff(counts.starts)[places]
        ends = starts_of(lengths)
        taken = np.repeat(starts - ends[:-1], lengths) + np.arange(ends[-1])
        return Counts(ends, counts.features[taken], counts.times[taken])


def writable(part: Part, name: str) -> np.memmap:
    return np.load(part.path(name), mmap_mode="r+", allow_pickle=False)


def save_array(path: Path, array: NDArray) -> None:
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
