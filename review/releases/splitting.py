"""Which part of a data set does a document go to? Pure: what belongs together stays together."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TRAIN, VALIDATION, TEST = range(3)


@dataclass(frozen=True)
class Candidate:
    """A document that may be released: its id, its group ("": none), and whether it is an audit document."""

    id: int
    group: str
    is_audit: bool


def split(
    candidates: Sequence[Candidate], alike: Iterable[tuple[int, int]], validation: float, seed: int
) -> list[int | None]:
    """The part of each candidate; None: left out, because something of the test is like it or of its group.

    Test is the audit documents, and nothing else. What is left goes to validation with the chance `validation`, all
    documents that belong together at once. The draw is a hash of the seed and of the smallest id among them: with the
    same seed a document stays in its part from one release to the next, however many come to it.

    Parameters
    ----------
    alike : pairs of places
        Documents with (nearly) the same text.

    Examples
    --------
    >>> split([Candidate(1, "a", True), Candidate(2, "a", False), Candidate(3, "", False)], [], 0.0, 7)
    [2, None, 0]
    """
    together = belonging(candidates, alike)
    audited = {root for one, root in zip(candidates, together, strict=True) if one.is_audit}
    parts: list[int | None] = []
    for one, root in zip(candidates, together, strict=True):
        if root in audited:
            parts.append(TEST if one.is_audit else None)
        else:
            parts.append(VALIDATION if drawn(seed, candidates[root].id) < validation else TRAIN)
    return parts


def belonging(candidates: Sequence[Candidate], alike: Iterable[tuple[int, int]]) -> list[int]:
    """Of each candidate the place of the one with the smallest id that it belongs together with.

    Examples
    --------
    >>> belonging([Candidate(1, "", False), Candidate(2, "b", False), Candidate(3, "b", False)], [(0, 2)])
    [0, 0, 0]
    """
    above = list(range(len(candidates)))

    def root_of(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    def join(one: int, other: int) -> None:
        first, second = sorted((root_of(one), root_of(other)), key=lambda place: candidates[place].id)
        above[second] = first

    first_of_group: dict[str, int] = {}
    for place, one in enumerate(candidates):
        if one.group:
            join(first_of_group.setdefault(one.group, place), place)
    for one, other in alike:
        join(one, other)
    return [root_of(place) for place in range(len(candidates))]


def drawn(seed: int, key: int) -> float:
    """A number from 0 to 1 that only these two decide."""
    return int.from_bytes(hashlib.sha256(f"{seed} {key}".encode()).digest()[:8]) / 2**64
