"""Votes of a rule as arrays: read from the pieces of its column, and written piece by piece."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from django.db.models import F
from django.utils import timezone
from numpy.typing import NDArray

from weaklabels.models import VoteColumn, VotePiece
from weaklabels.packing import DOCUMENTS, LABELS, OFFSETS, packed, unpacked
from weaklabels.services.stretches import Stopped


@dataclass(frozen=True)
class Votes:
    """What a rule says: document ids, ascending, and a label id beside each; for spans also where (code points)."""

    documents: NDArray[np.int64]
    labels: NDArray[np.int32]
    starts: NDArray[np.int32] | None = None
    ends: NDArray[np.int32] | None = None

    @classmethod
    def none(cls) -> Self:
        return cls(np.empty(0, np.int64), np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def hits(self) -> int:
        """On how many documents?"""
        return int((np.diff(self.documents, prepend=-1) != 0).sum())

    def without(self, document_id: int) -> "Votes":
        return self._only(self.documents != document_id)

    def cut(self, start: int, stop: int) -> "Votes":
        """Those from one place to another."""
        return self._only(slice(start, stop))

    def on(self, documents: Collection[int]) -> "Votes":
        """Those on these documents only."""
        return self._only(np.isin(self.documents, np.array([*documents], np.int64)))

    def beside(self, documents: NDArray[np.int64]) -> "Votes":
        """Those on other documents."""
        return self._only(~np.isin(self.documents, documents))

    def in_order(self) -> "Votes":
        """By document; of one document as they stand."""
        return self._only(np.argsort(self.documents, kind="stable"))

    def _only(self, kept: slice | NDArray[np.bool_] | NDArray[np.intp]) -> "Votes":
        starts = None if self.starts is None else self.starts[kept]
        ends = None if self.ends is None else self.ends[kept]
        return Votes(self.documents[kept], self.labels[kept], starts, ends)


def read_votes(version_ids: Sequence[int]) -> dict[int, Votes]:
    """The votes of these versions, as far as each has looked; a version that has not begun has none."""
    parts: dict[int, list[Votes]] = {version_id: [] for version_id in version_ids}
    for piece in VotePiece.objects.filter(column__in=version_ids).order_by("column", "first").iterator(200):
        parts[piece.column_id].append(votes_of(piece))
    return {version_id: joined(pieces) for version_id, pieces in parts.items()}


def read_documents(version_id: int) -> NDArray[np.int64]:
    """On which documents this version says something: what a rule that says one label leaves to be read."""
    pieces = VotePiece.objects.filter(column=version_id).order_by("first").values_list("documents", flat=True)
    parts = [unpacked(documents, DOCUMENTS) for documents in pieces.iterator(200)]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def votes_of(piece: VotePiece) -> Votes:
    starts = None if piece.starts is None else unpacked(piece.starts, OFFSETS)
    ends = None if piece.ends is None else unpacked(piece.ends, OFFSETS)
    return Votes(unpacked(piece.documents, DOCUMENTS), unpacked(piece.labels, LABELS), starts, ends)


def joined(parts: Sequence[Votes]) -> Votes:
    """Votes on one stretch of documents after the other as one."""
    if len(parts) <= 1:
        return parts[0] if parts else Votes.none()
    with_places = [part for part in parts if part.starts is not None]
    return Votes(
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.starts for part in with_places]) if with_places else None,
        np.concatenate([part.ends for part in with_places]) if with_places else None,
    )


def write_piece(column: VoteColumn, first: int, last: int, votes: Votes, seen: int) -> None:
    """Keep what the rule says of the documents from `first` to `last`, of which it looked at `seen`.

    The caller holds a transaction; the column is at `last` afterwards.
    """
    add_piece(column, first, last, votes)
    move_on(column, last, seen, votes.hits)


def add_piece(column: VoteColumn, first: int, last: int, votes: Votes) -> None:
    """Keep it, though what lies before may still be missing."""
    VotePiece.objects.create(
        column=column,
        first=first,
        last=last,
        documents=packed(votes.documents, DOCUMENTS),
        labels=packed(votes.labels, LABELS),
        starts=None if votes.starts is None else packed(votes.starts, OFFSETS),
        ends=None if votes.ends is None else packed(votes.ends, OFFSETS),
    )


def move_on(column: VoteColumn, last: int, seen: int, hits: int) -> None:
    """The column has all pieces up to `last`, with so many documents more, and hits in them."""
    VoteColumn.objects.filter(pk=column.pk).update(
        looked_until=last, seen=F("seen") + seen, hits=F("hits") + hits, changed_at=timezone.now()
    )


def stop(column: VoteColumn, why: Stopped) -> None:
    """The rule says no more."""
    VoteColumn.objects.filter(pk=column.pk).update(error=why.sentence, waits=why.waits)


def copy_votes(source: VoteColumn, target: VoteColumn) -> None:
    """Let a version that has nothing to apply say what another says."""
    for piece in VotePiece.objects.filter(column=source).order_by("first").iterator(20):
        piece.pk, piece.column = None, target
        piece.save(force_insert=True)
    VoteColumn.objects.filter(pk=target.pk).update(
        looked_until=source.looked_until, seen=source.seen, hits=source.hits, changed_at=timezone.now()
    )


def erase_votes(document_id: int) -> int:
    """Take the votes on one document out of every piece; how many pieces held some."""
    touched = 0
    pieces = VotePiece.objects.filter(first__lte=document_id, last__gte=document_id)
    for piece in pieces.select_for_update().iterator(100):
        votes = votes_of(piece)
        if not (votes.documents == document_id).any():
            continue
        left = votes.without(document_id)
        piece.documents, piece.labels = packed(left.documents, DOCUMENTS), packed(left.labels, LABELS)
        piece.starts = None if left.starts is None else packed(left.starts, OFFSETS)
        piece.ends = None if left.ends is None else packed(left.ends, OFFSETS)
        piece.save(update_fields=["documents", "labels", "starts", "ends"])
        counted = VoteColumn.objects.filter(pk=piece.column_id, looked_until__gte=piece.last)
        counted.update(hits=F("hits") - 1)
        touched += 1
    return touched
