"""JSON that somebody sent, nested no deeper than anybody means: what reads and writes it goes down level by level."""

from collections.abc import Iterable
from typing import Any

import orjson

DEEPEST = 252  # lists and objects in each other; orjson writes 254
TOO_DEEP = "nested too deeply"
DEEPER_THAN_READ = "depth limit exceeded"  # orjson's own words


def loads(content: bytes | str) -> Any:
    """The value as orjson reads it. Raises orjson.JSONDecodeError, with TOO_DEEP for what is nested beyond DEEPEST.

    >>> loads("[1]")
    [1]
    >>> loads("[" * 300 + "]" * 300)
    Traceback (most recent call last):
        ...
    orjson.JSONDecodeError: nested too deeply: line 1 column 1 (char 0)
    >>> loads("[" * 3000 + "]" * 3000)
    Traceback (most recent call last):
        ...
    orjson.JSONDecodeError: nested too deeply: line 1 column 1 (char 0)
    """
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        if DEEPER_THAN_READ in error.msg:
            raise orjson.JSONDecodeError(TOO_DEEP, "", 0) from error
        raise
    if _openings(content) > DEEPEST and _is_too_deep(value):
        raise orjson.JSONDecodeError(TOO_DEEP, "", 0)
    return value


def _openings(content: bytes | str) -> int:
    """How many lists and objects there are at most; those in texts are counted, too. Quicker than looking."""
    if isinstance(content, bytes):
        return content.count(b"[") + content.count(b"{")
    return content.count("[") + content.count("{")


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _level in range(DEEPEST):
        level = [inner for outer in level for inner in _within(outer) if isinstance(inner, dict | list)]
        if not level:
            return False
    return True


def _within(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
