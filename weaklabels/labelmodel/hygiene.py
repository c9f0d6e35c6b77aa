"""Which gold may rule authors see, which tunes the label model, which only grades?

Gold that taught a rule does not grade it; documents of a group (a conversation, near-duplicates) stay together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

ENOUGH_TO_SPLIT = 200  # gold documents outside the audit pool
FOLDS = 5


class Part(StrEnum):
    """Held-out gold is never shown and trains nothing; of the rest, authoring may be looked at, tuning may not."""

    HELD_OUT = "held-out"
    AUTHORING = "authoring"
    TUNING = "tuning"
    SHARED = "shared"  # too few to divide: authors look at it, and figures from it are cross-fitted


@dataclass(frozen=True)
class Split:
    """The part of each gold document, and its fold, from 0: figures on a fold come from fits without it."""

    parts: list[Part]
    folds: NDArray[np.intp]

    def places(self, *parts: Part) -> NDArray[np.intp]:
        """Where in the list are the documents of these parts?"""
        return np.array([place for place, part in enumerate(self.parts) if part in parts], dtype=np.intp)


def split_gold(groups: Sequence[str], audit: ArrayLike, key: bytes) -> Split:
    """Divide gold documents by group.

    A group's side depends on its name and the key alone, so that it stays there as gold comes in.

    Parameters
    ----------
    groups
        Of each gold document, the name of its group; a document without one names itself.
    audit
        Of each gold document, whether it is of the audit pool.
    key
        A secret of the project, 1 to 64 bytes, so that nobody can tell the side of a document in advance.
    """
    held_out = np.asarray(audit, dtype=bool)
    if held_out.shape != (len(groups),) or not 1 <= len(key) <= 64:
        msg = (
            "Each gold document needs a group and whether it is of the audit pool, and the key 1 to 64 bytes."
        )
        raise ValueError(msg)
    divided = len(groups) - held_out.sum() >= ENOUGH_TO_SPLIT
    parts = [
        Part.HELD_OUT if out else side_of(group, key) if divided else Part.SHARED
        for group, out in zip(groups, held_out, strict=True)
    ]
    folds = np.array([keyed(f"fold {group}", key) % FOLDS for group in groups], dtype=np.intp)
    return Split(parts, folds)


def side_of(group: str, key: bytes) -> Part:
    return Part.AUTHORING if keyed(f"side {group}", key) % 2 else Part.TUNING


def keyed(text: str, key: bytes) -> int:
    return int.from_bytes(blake2b(text.encode(), key=key, digest_size=8).digest())
