"""The features of a project's documents as files that are mapped into memory: vectorised once, read at every ranking.

A folder holds parts of at most 50,000 documents, each of four arrays (ids, where rows start, features, times), and an
index that names them. All of it can be thrown away and made again from the texts. A document's position is its place
in the order of the index and never changes, because new documents come behind; as in `matching.textcache`.

Growing writes a new part, then replaces the index in one step: a reader sees the old state or the new one. A last
part that is small is written again with what comes, so that single documents do not leave a file each. Erasing
overwrites a row in the file itself. There is one writer at a time: the caller holds a lock for the project.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from weaklabels.active.background import SAMPLE, Background
from weaklabels.active.features import WIDTH, Counts, joined, starts_of, vectorise
from weaklabels.active.parts import ARRAYS, FREQUENCIES, Part, VectorsStale, save_array, writable

VERSION = 1
INDEX = "index.json"
PART = 50_000  # documents in one part, at most
SMALL = 10_000  # a last part below is written again with what comes
CHARACTERS = 1 << 26  # of texts that are in memory at once; of long documents a part has fewer
ROOM = 1 << 26  # features in a part that is written again, at most
ERASED = -1
Progress = Callable[[int], Any]


@dataclass(frozen=True)
class VectorStore:
    """The vectors of a project by position; open them with `open_vectors`."""

    folder: Path
    parts: tuple[Part, ...]
    generation: int
    counted: str  # the name of the file of document frequencies; none of an empty store

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        return starts_of(np.array([part.documents for part in self.parts], np.int64))

    def __len__(self) -> int:
        return int(self.ends[-1])

    @property
    def ids(self) -> NDArray[np.int64]:
        """The id of each position; -1 where a document was erased."""
        return np.concatenate([np.empty(0, np.int64), *(part.array("ids") for part in self.parts)])

    @cached_property
    def frequencies(self) -> NDArray[np.int32]:
        """How many documents have each feature."""
        if not self.counted:
            return np.zeros(WIDTH, np.int32)
        return np.array(Part(self.folder, self.counted, 0).array(FREQUENCIES))

    def blocks(self) -> Iterator[tuple[int, Counts]]:
        """All documents, at most 50,000 at a time, with the position of the first."""
        for part, first in zip(self.parts, self.ends.tolist(), strict=False):
            yield first, part.counts()

    def score(
        self, act: Callable[[Counts], NDArray], positions: NDArray[np.integer] | None = None
    ) -> NDArray:
        """What `act` makes of the documents, block after block: a million rows at once are too many.

        Parameters
        ----------
        act
            For example a model's `predict`, or something smaller made of it.
        positions
            Of which documents, in the order asked for; none: of all.
        """
        if positions is None:
            found = [act(counts) for _first, counts in self.blocks()]
            return np.concatenate(found) if found else np.empty(0)
        pieces, back = self.pieces(positions)
        return np.concatenate([act(counts) for counts in pieces])[back] if len(back) else np.empty(0)

    def rows(self, positions: NDArray[np.integer]) -> sparse.csr_matrix:
        """Rows at these positions, in the order asked for."""
        pieces, back = self.pieces(positions)
        none = sparse.csr_matrix((0, WIDTH), dtype=np.float32)
        return sparse.vstack([none, *(counts.rows() for counts in pieces)], format="csr")[back]

    def pieces(self, positions: NDArray[np.integer]) -> tuple[Iterator[Counts], NDArray[np.intp]]:
        """The documents at these positions, part by part, and how to put them in the order asked for."""
        wanted = np.asarray(positions, np.int64)
        if wanted.min(initial=0) < 0 or wanted.max(initial=-1) >= len(self):
            msg = f"There are documents at 0 to {len(self) - 1}, not at {wanted.min()} to {wanted.max()}."
            raise IndexError(msg)
        part_of = np.searchsorted(self.ends, wanted, side="right") - 1
        order = np.argsort(part_of, kind="stable")
        numbers = np.unique(part_of).tolist()
        places = (wanted[part_of == number] - self.ends[number] for number in numbers)
        some = (self.parts[number].some(here) for number, here in zip(numbers, places, strict=True))
        return some, np.argsort(order)

    def background(self, *, seed: int) -> Background:
        """What the documents say before there are answers, from a uniform sample of at most 10,000."""
        drawn = np.random.default_rng(seed).permutation(len(self))[:SAMPLE]
        return Background.of(self.rows(np.sort(drawn)), self.frequencies, len(self), seed=seed)


def open_vectors(folder: Path) -> VectorStore:
    """The vectors as they are now. Raises VectorsStale where they have to be made again."""
    try:
        index = json.loads((folder / INDEX).read_text())
        version, generation, counted = index["version"], index["generation"], index["frequencies"]
        parts = tuple(Part(folder, name, documents) for name, documents in index["parts"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"There is no readable index in {folder}."
        raise VectorsStale(msg) from error
    if version != VERSION:
        msg = f"The vectors have version {version}; this program writes {VERSION}."
        raise VectorsStale(msg)
    return VectorStore(folder, parts, generation, counted)


def new_vectors(folder: Path) -> VectorStore:
    """An empty store in place of whatever is there."""
    folder.mkdir(parents=True, exist_ok=True)
    generation = 0
    with suppress(VectorsStale):
        generation = open_vectors(folder).generation
    return switched(VectorStore(folder, (), generation + 1, ""))


def grow(
    store: VectorStore, documents: Iterable[tuple[int, str]], progress: Progress | None = None
) -> VectorStore:
    """The store with these documents, ids and texts, behind those it has; saved part by part.

    `progress` is told the number of documents done.
    """
    done = 0
    for piece in pieces(documents):
        store = with_part(store, [one for one, _text in piece], vectorise([text for _one, text in piece]))
        done += len(piece)
        if progress is not None:
            progress(done)
    return store


def pieces(documents: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """At most 50,000 documents and so many characters at a time, but always one document."""
    piece: list[tuple[int, str]] = []
    characters = 0
    for document, text in documents:
        if piece and (len(piece) == PART or characters + len(text) > CHARACTERS):
            yield piece
            piece, characters = [], 0
        piece.append((document, text))
        characters += len(text)
    if piece:
        yield piece


def with_part(store: VectorStore, ids: Sequence[int], counts: Counts) -> VectorStore:
    """The store with these rows behind its own; vectorised wherever the caller likes."""
    if len(ids) != len(counts):
        msg = f"{len(ids)} ids for {len(counts)} rows; each row needs one."
        raise ValueError(msg)
    if not len(counts):
        return store
    frequencies = store.frequencies + np.bincount(counts.features, minlength=WIDTH)
    parts, numbers = store.parts, np.asarray(ids, np.int64)
    if parts and may_grow(parts[-1], counts):
        numbers = np.concatenate([parts[-1].array("ids"), numbers])
        counts = joined([parts[-1].counts(), counts])
        parts = parts[:-1]
    part = Part(store.folder, uuid4().hex, len(counts))
    for name, array in zip(ARRAYS, (numbers, counts.starts, counts.features, counts.times), strict=True):
        save_array(part.path(name), array)
    save_array(part.path(FREQUENCIES), frequencies.astype(np.int32))
    return switched(VectorStore(store.folder, (*parts, part), store.generation + 1, part.name))


def may_grow(part: Part, counts: Counts) -> bool:
    """Is it small enough to be written again with these rows behind its own?"""
    if part.documents >= SMALL or part.documents + len(counts) > PART:
        return False
    return len(part.array("features")) + len(counts.features) <= ROOM


def erase(store: VectorStore, ids: Iterable[int]) -> int:
    """Overwrite the features of these documents with zeros, in the files. Returns how many were there.

    What a model or a background has learned from them is in its own files.
    """
    wanted = np.fromiter(ids, np.int64)
    return sum(
        erase_in(part, np.flatnonzero(np.isin(part.array("ids"), wanted)), store) for part in store.parts
    )


def erase_in(part: Part, places: NDArray[np.intp], store: VectorStore) -> int:
    if not len(places):
        return 0
    starts, frequencies = part.array("starts"), writable(Part(store.folder, store.counted, 0), FREQUENCIES)
    ids, features, times = (writable(part, name) for name in ("ids", "features", "times"))
    for place in places.tolist():
        row = slice(starts[place], starts[place + 1])
        frequencies[features[row]] -= 1
        features[row], times[row], ids[place] = 0, 0, ERASED
    for array in (frequencies, features, times, ids):
        array.flush()
    return len(places)


def switched(store: VectorStore) -> VectorStore:
    """Make the index name these parts, in one step; then forget the files it no longer names."""
    index = {
        "version": VERSION,
        "generation": store.generation,
        "frequencies": store.counted,
        "parts": [[part.name, part.documents] for part in store.parts],
    }
    temporary = store.folder / f"{INDEX}.new"
    with temporary.open("w") as file:
        json.dump(index, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(store.folder / INDEX)
    kept = {part.path(name) for part in store.parts for name in ARRAYS}
    kept.add(Part(store.folder, store.counted, 0).path(FREQUENCIES))
    for left in store.folder.glob("*.npy"):
        if left not in kept:
            with suppress(FileNotFoundError):
                left.unlink()
    return store
