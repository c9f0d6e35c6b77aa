"""Stretches of a project's documents as the rules read them, from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.models import Project


@dataclass(frozen=True)
class Stretch:
    """Consecutive documents of a project: ids, texts in UTF-8 and metadata. A `Texts` of weaklabels/matching."""

    ids: NDArray[np.int64]
    contents: Sequence[bytes]
    data: Sequence[Mapping[str, Any]]

    def __len__(self) -> int:
        return len(self.contents)

    def texts(self, start: int, stop: int) -> Sequence[bytes]:
        return self.contents[start:stop]

    def metadata(self, position: int) -> Mapping[str, Any]:
        return self.data[position]


def stretch_after(project: Project, document_id: int, most: int) -> Stretch:
    """The next documents behind this id, at most so many. An erased one is there without a word."""
    rows = (
        project.documents.filter(id__gt=document_id)
        .order_by("id")
        .values_list("id", "text", "metadata")[:most]
    )
    found = list(rows)
    return Stretch(
        np.array([row[0] for row in found], dtype=np.int64),
        [row[1].encode() for row in found],
        [row[2] for row in found],
    )
