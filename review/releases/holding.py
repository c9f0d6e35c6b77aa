"""What do most people say? Pure: answers in, the one that stands for them out."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson


class Held(NamedTuple):
    """The first annotation that says what most say, how many percent do, and of how many people."""

    annotation: int
    percent: int
    people: int


def held_by_most(said: Sequence[tuple[int, Any]], percent: int, people: int) -> Held | None:
    """What at least `percent` of at least `people` say; None where nothing is. More than half, so it is never a tie.

    Examples
    --------
    >>> held_by_most([(1, "glad"), (2, "cross"), (3, "glad")], 60, 2)
    Held(annotation=1, percent=66, people=3)
    >>> held_by_most([(1, "glad"), (2, "cross")], 51, 2) is None
    True
    """
    if len(said) < people:
        return None
    keys = [plain(one) for _annotation, one in said]
    [(most, count)] = Counter(keys).most_common(1)
    share = 100 * count // len(said)
    if share < percent:
        return None
    return Held(said[keys.index(most)][0], share, len(said))


def plain(said: Any) -> bytes:
    """What is the same, written the same: the order of labels and of marks says nothing, nor does white space.

    Examples
    --------
    >>> plain(["b", "a"]) == plain(["a", "b"]), plain({"text": "a  b"}) == plain({"text": "a b"})
    (True, True)
    """
    if isinstance(said, list):
        said = sorted(said, key=lambda one: orjson.dumps(one, option=orjson.OPT_SORT_KEYS))
    elif isinstance(said, dict) and "text" in said:
        said = {"text": " ".join(said["text"].split())}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
