"""Which documents may be released, and into which part does each go? One walk over the texts of a snapshot."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from annotate.documents.portions import portions
from annotate.exports.snapshot import (
    BATCH,
    COUNT_ALL,
    KEYS,
    KEYS_AT_ONCE,
    WITH_ANSWER,
    WITH_GOLD,
    Snapshot,
    array,
)
from annotate.models.queueing import Pool
from annotate.profile.shingles import PLACES, signatures
from review.releases.duplicates import alike
from review.releases.splitting import Candidate, split

TEXTS = """
SELECT d.id, d.text, d."group", q.pool, q.wants FROM annotate_document d
JOIN annotate_queuerow q ON q.document_id = d.id
WHERE d.id = ANY(%s::bigint[]) ORDER BY d.id
"""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Candidates:
    """Documents with an answer or gold, in their order: id and length, the part of each, how many answers it wants."""

    keys: list[tuple[int, int]]
    parts: dict[int, int | None]  # None: left out, something of the test is like it
    wants: dict[int, int]
    alike: int  # documents that are nearly the same as another


def count_of(snapshot: Snapshot) -> int:
    return snapshot.rows(COUNT_ALL, snapshot.project_id)[0][0]


def candidates_of(snapshot: Snapshot, validation: float, seed: int, progress: Progress) -> Candidates:
    """Read every text once."""
    total, wants = count_of(snapshot), {}
    keys: list[tuple[int, int]] = []
    found: list[Candidate] = []
    signed = [np.empty((0, PLACES), np.uint32)]
    for ids in portions(_told_of(snapshot, keys), BATCH):
        rows = snapshot.rows(TEXTS, array(ids))
        signed.append(signed_by([row[1] for row in rows]))
        found += [Candidate(id_, group, pool == Pool.AUDIT) for id_, _text, group, pool, _wants in rows]
        wants |= {row[0]: row[4] for row in rows}
        progress(len(found), 2 * total)
    pairs = alike(np.concatenate(signed))
    parts = split(found, pairs, validation, seed)
    return Candidates(
        keys,
        {one.id: part for one, part in zip(found, parts, strict=True)},
        wants,
        len({place for pair in pairs for place in pair}),
    )


def signed_by(texts: Sequence[str]) -> NDArray[np.uint32]:
    """A row of numbers for each text; without a word in it, a text is like none but the very same."""
    found = zip(texts, signatures(texts), strict=True)
    packed = [
        one or sha256(text.encode("utf-8", "surrogatepass")).digest() * (PLACES // 8) for text, one in found
    ]
    return np.frombuffer(b"".join(packed), np.uint32).reshape(-1, PLACES)


def _told_of(snapshot: Snapshot, keys: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Documents of which something was said; each is put down in `keys`."""
    last = 0
    while some := snapshot.rows(KEYS, snapshot.project_id, last, KEYS_AT_ONCE):
        last = some[-1][0]
        ids = array([key[0] for key in some])
        told = set(snapshot.rows(WITH_ANSWER, ids)) | set(snapshot.rows(WITH_GOLD, snapshot.project_id, ids))
        having = [key for key in some if key[:1] in told]
        keys += having
        yield from having
