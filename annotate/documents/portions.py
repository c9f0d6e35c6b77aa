"""Cutting many documents so that the texts held in memory at once are never too many characters."""

from collections.abc import Iterable, Iterator

MOST_CHARACTERS = 8_000_000


def portions(keys: Iterable[tuple[int, int]], most: int | None = None) -> Iterator[list[int]]:
    """The ids of (id, length) pairs in their order, as lists whose lengths add up to a bearable number.

    No list has more than `most` ids.

    >>> list(portions([(1, 5_000_000), (2, 3_000_000), (3, 1), (4, 9_000_000), (5, 1)]))
    [[1, 2], [3], [4], [5]]
    >>> list(portions([(1, 5), (2, 3), (3, 1)], most=2))
    [[1, 2], [3]]
    """
    ids: list[int] = []
    characters = 0
    for document_id, length in keys:
        if ids and (characters + length > MOST_CHARACTERS or len(ids) == most):
            yield ids
            ids, characters = [], 0
        ids.append(document_id)
        characters += length
    if ids:
        yield ids
