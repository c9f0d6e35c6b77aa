"""The texts of a project as files that are mapped into memory, so that bulk work reads no database.

A folder holds chunks, written once, and an index that names them; both can be thrown away and made again at any
time. A chunk is a header, four arrays (ids, where texts begin, their lengths, and the same two for the metadata),
the texts as one run of UTF-8 and the metadata as one run of JSON. A document's position is its place in the order
of the index; it never changes, because new documents come behind.

Growing writes a new chunk, then replaces the index in one step: a reader sees the old state or the new one.
Erasing overwrites the bytes in the file itself, so that mapped readers lose them too, and leaves an empty text
with the id -1 at its position.
"""

import json
import mmap
import os
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np
import orjson

VERSION = 1
MAGIC = b"glosstxt"
HEADER = struct.Struct(
    "<8sIIqqqI"
)  # magic, version, reserved, documents, bytes of text, of metadata, checksum
CHECKSUM_AT = HEADER.size - 4
COLUMNS = (("ids", "<i8"), ("starts", "<i8"), ("sizes", "<i4"), ("meta_starts", "<i8"), ("meta_sizes", "<i4"))
ERASED = -1
INDEX = "index.json"


class Stale(ValueError):
    """The cache is not there, of another version, or damaged: build it again from the database."""


class Entry(NamedTuple):
    """One document as it goes into the cache; metadata may be JSON already."""

    id: int
    text: str
    metadata: Mapping[str, Any] | bytes


class Chunk:
    """One file, mapped."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            magic, version, _reserved, count, text_bytes, meta_bytes, _checksum = HEADER.unpack_from(
                self._map
            )
        except struct.error as error:
            raise Stale(f"{path.name} is cut off.") from error
        at = HEADER.size
        self._columns: dict[str, np.ndarray] = {}
        if (magic, version) != (MAGIC, VERSION) or len(self._map) != size_of(count, text_bytes, meta_bytes):
            raise Stale(f"{path.name} is of another version, or cut off.")
        for name, dtype in COLUMNS:
            self._columns[name] = np.frombuffer(self._map, dtype, count, at)
            at += self._columns[name].nbytes
        self.path = path
        self.texts_at, self.meta_at = at, at + text_bytes

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ids(self) -> np.ndarray:
        return self._columns["ids"]

    def texts(self, places: slice | np.ndarray) -> list[bytes]:
        begin = (self._columns["starts"][places] + self.texts_at).tolist()
        sizes = self._columns["sizes"][places].tolist()
        mapped = self._map
        return [mapped[at : at + size] for at, size in zip(begin, sizes, strict=True)]

    def metadata(self, place: int) -> Mapping[str, Any]:
        at, size = (
            self.meta_at + int(self._columns["meta_starts"][place]),
            int(self._columns["meta_sizes"][place]),
        )
        return orjson.loads(self._map[at : at + size]) if size else {}

    def is_sound(self) -> bool:
        """Are the bytes those that were written? Reads the whole file."""
        checksum = HEADER.unpack_from(self._map)[-1]  # as it is now: erasing changes it
        return zlib.crc32(memoryview(self._map)[HEADER.size :]) == checksum


def size_of(count: int, text_bytes: int, meta_bytes: int) -> int:
    return (
        HEADER.size
        + sum(np.dtype(dtype).itemsize for _name, dtype in COLUMNS) * count
        + text_bytes
        + meta_bytes
    )


@dataclass(frozen=True)
class TextCache:
    """The documents of a project by position, as `applying.Texts`; open it with `open_cache`.

    `generation` grows with every change. There is one writer at a time: the
    caller holds a lock for the project.
    """

    folder: Path
    chunks: tuple[Chunk, ...]
    generation: int

    @cached_property
    def _ends(self) -> list[int]:
        return np.cumsum([len(chunk) for chunk in self.chunks], dtype=np.int64).tolist()

    def __len__(self) -> int:
        return self._ends[-1] if self.chunks else 0

    @property
    def ids(self) -> np.ndarray:
        """The id of each position; -1 where a document was erased."""
        return np.concatenate([chunk.ids for chunk in self.chunks]) if self.chunks else np.empty(0, np.int64)

    def texts(self, start: int, stop: int) -> Sequence[bytes]:
        texts: list[bytes] = []
        for chunk, first in self._chunks_with_firsts():
            low, high = max(start - first, 0), min(stop - first, len(chunk))
            if low < high:
                texts += chunk.texts(slice(low, high))
        return texts

    def texts_at(self, positions: np.ndarray) -> Sequence[bytes]:
        """Of these positions, ascending: a sample, at hardly more than its share of the whole."""
        texts: list[bytes] = []
        for chunk, first in self._chunks_with_firsts():
            low, high = np.searchsorted(positions, [first, first + len(chunk)])
            texts += chunk.texts(positions[low:high] - first)
        return texts

    def metadata(self, position: int) -> Mapping[str, Any]:
        number = bisect_right(self._ends, position)
        return self.chunks[number].metadata(position - (self._ends[number - 1] if number else 0))

    def _chunks_with_firsts(self) -> Iterator[tuple[Chunk, int]]:
        return zip(self.chunks, [0, *self._ends], strict=False)

    def is_sound(self) -> bool:
        return all(chunk.is_sound() for chunk in self.chunks)


def open_cache(folder: Path) -> TextCache:
    """The cache as it is now. Raises Stale where it has to be built again."""
    try:
        index = json.loads((folder / INDEX).read_text())
    except (OSError, ValueError) as error:
        raise Stale(f"There is no readable index in {folder}.") from error
    if index.get("version") != VERSION:
        raise Stale(f"The cache has version {index.get('version')}; this program writes {VERSION}.")
    try:
        chunks = tuple(Chunk(folder / name) for name in index["chunks"])
    except (OSError, ValueError) as error:
        raise Stale(str(error)) from error
    return TextCache(folder, chunks, index["generation"])


def build(folder: Path, entries: Iterable[Entry]) -> TextCache:
    """A new cache with these documents in place of whatever is there."""
    folder.mkdir(parents=True, exist_ok=True)
    generation = _generation(folder) + 1
    name = write_chunk(folder, entries)
    _switch(folder, [name] if name else [], generation)
    return open_cache(folder)


def grow(cache: TextCache, entries: Iterable[Entry]) -> TextCache:
    """The cache with these documents behind those it has. Positions stay."""
    name = write_chunk(cache.folder, entries)
    if name is None:
        return cache
    _switch(cache.folder, [*(chunk.path.name for chunk in cache.chunks), name], cache.generation + 1)
    return open_cache(cache.folder)


def erase(cache: TextCache, ids: Iterable[int]) -> int:
    """Overwrite what these documents said with zeros, in the files. Returns how many were there.

    A crash on the way leaves a checksum that is wrong, never a text that is only believed to be gone.
    """
    wanted = np.fromiter(ids, np.int64)
    return sum(_erase_in(chunk, np.flatnonzero(np.isin(chunk.ids, wanted))) for chunk in cache.chunks)


def _erase_in(chunk: Chunk, places: np.ndarray) -> int:
    if not len(places):
        return 0
    with chunk.path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        for place in places.tolist():
            _blank(chunk, mapped, place)
        mapped.flush()
        with memoryview(mapped)[HEADER.size :] as body:
            mapped[CHECKSUM_AT : HEADER.size] = struct.pack("<I", zlib.crc32(body))
        mapped.flush()
        os.fsync(file.fileno())
    return len(places)


def _blank(chunk: Chunk, mapped: mmap.mmap, place: int) -> None:
    count, at = len(chunk), HEADER.size
    tables = {}
    for name, dtype in COLUMNS:
        width = np.dtype(dtype).itemsize
        tables[name] = slice(at + place * width, at + (place + 1) * width)
        at += count * width
    for start, size, base in (("starts", "sizes", at), ("meta_starts", "meta_sizes", chunk.meta_at)):
        begin = base + int.from_bytes(mapped[tables[start]], "little")
        length = int.from_bytes(mapped[tables[size]], "little")
        mapped[begin : begin + length] = bytes(length)
        mapped[tables[size]] = bytes(4)
    mapped[tables["ids"]] = struct.pack("<q", ERASED)


def write_chunk(folder: Path, entries: Iterable[Entry]) -> str | None:
    """A file with these documents, complete on the disk before it has its name. None for no documents."""
    ids: list[int] = []
    texts: list[bytes] = []
    metadata: list[bytes] = []
    for entry in entries:
        ids.append(entry.id)
        texts.append(entry.text.encode())
        metadata.append(written(entry.metadata))
    if not ids:
        return None
    columns = [np.array(ids, "<i8"), *_table(texts), *_table(metadata)]
    body = b"".join([*(column.tobytes() for column in columns), *texts, *metadata])
    text_bytes, meta_bytes = sum(map(len, texts)), sum(map(len, metadata))
    header = HEADER.pack(MAGIC, VERSION, 0, len(ids), text_bytes, meta_bytes, zlib.crc32(body))
    name = f"{uuid4().hex}.texts"
    _write(folder / name, [header, body])
    return name


def written(metadata: Mapping[str, Any] | bytes) -> bytes:
    """As JSON; none is nothing at all."""
    if isinstance(metadata, bytes):
        return metadata if metadata != b"{}" else b""
    return orjson.dumps(metadata) if metadata else b""


def _table(blobs: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Where each begins, and its size."""
    sizes = np.array([len(blob) for blob in blobs], "<i4")
    return (np.cumsum(sizes, dtype="<i8") - sizes).astype("<i8"), sizes


def _write(path: Path, parts: Iterable[bytes]) -> None:
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _switch(folder: Path, chunks: list[str], generation: int) -> None:
    """Make the index name these chunks, in one step; then forget the files it no longer names."""
    index = {"version": VERSION, "generation": generation, "chunks": chunks}
    _write(folder / INDEX, [json.dumps(index).encode()])
    for left in folder.glob("*.texts"):
        if left.name not in chunks:
            with suppress(FileNotFoundError):
                left.unlink()


def _generation(folder: Path) -> int:
    with suppress(OSError, ValueError):
        return int(json.loads((folder / INDEX).read_text())["generation"])
    return 0
