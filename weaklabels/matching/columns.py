"""What one rule says of all documents, as arrays: where it fires and, for spans, what it marks. Packs to bytes."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

HEADER = struct.Struct("<4sHHqqq")  # magic, version, flags, label, rows, width
MAGIC = b"vote"
VERSION = 1
HAS_SPANS = 1


@dataclass(frozen=True, eq=False)
class Column:
    """`positions` is sorted; where there are spans a position comes once for each, in order of their starts."""

    label: int
    positions: np.ndarray
    starts: np.ndarray | None = None
    ends: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.positions)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Column) and self.pack() == other.pack()

    __hash__ = None  # type: ignore[assignment]

    @property
    def documents(self) -> np.ndarray:
        """Where the rule fires, each once."""
        return self.positions if self.starts is None else np.unique(self.positions)

    def pack(self) -> bytes:
        """As bytes: 4 a document, 12 a span; 8 more where positions need more than 31 bits."""
        dtype = np.dtype("<i4" if not len(self.positions) or self.positions[-1] < 2**31 else "<i8")
        parts = [self.positions.astype(dtype).tobytes()]
        flags = 0
        if self.starts is not None and self.ends is not None:
            flags = HAS_SPANS
            parts += [self.starts.astype("<i4").tobytes(), self.ends.astype("<i4").tobytes()]
        header = HEADER.pack(MAGIC, VERSION, flags, self.label, len(self.positions), dtype.itemsize)
        return header + b"".join(parts)

    @classmethod
    def unpack(cls, packed: bytes | memoryview) -> "Column":
        """What `pack` made. Raises ValueError for anything else."""
        if len(packed) < HEADER.size:
            msg = f"{len(packed)} bytes are no packed column: {HEADER.size} are its header alone."
            raise ValueError(msg)
        magic, version, flags, label, rows, width = HEADER.unpack_from(packed)
        size = HEADER.size + rows * (width + 8 * (flags & HAS_SPANS))
        if (magic, version) != (MAGIC, VERSION) or width not in (4, 8) or size != len(packed):
            msg = f"A packed column of version {VERSION} was expected, not {bytes(packed[:8])!r}."
            raise ValueError(msg)
        positions = np.frombuffer(packed, f"<i{width}", rows, HEADER.size)
        if not flags & HAS_SPANS:
            return cls(label, positions)
        at = HEADER.size + rows * width
        return cls(
            label,
            positions,
            np.frombuffer(packed, "<i4", rows, at),
            np.frombuffer(packed, "<i4", rows, at + 4 * rows),
        )

    @classmethod
    def joined(cls, chunks: Sequence["Column"], offsets: Sequence[int]) -> "Column":
        """One column of those of consecutive chunks, which begin at these positions."""
        pairs = list(zip(chunks, offsets, strict=True))
        positions = np.concatenate([chunk.positions.astype(np.int64) + offset for chunk, offset in pairs])
        if not len(positions) or positions[-1] < 2**31:
            positions = positions.astype(np.int32)
        if chunks[0].starts is None:
            return cls(chunks[0].label, positions)
        starts, ends = (
            np.concatenate([getattr(chunk, name) for chunk in chunks]) for name in ("starts", "ends")
        )
        return cls(chunks[0].label, positions, starts, ends)
