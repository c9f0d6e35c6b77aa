"""A socket's address may have 107 bytes. A longer one is reached through an open folder."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

LONGEST = 100


@contextlib.contextmanager
def within_reach(address: Path) -> Iterator[str]:
    """The address in a form that `bind` and `connect` take, for as long as the `with` lasts."""
    if len(os.fsencode(address)) <= LONGEST:
        yield str(address)
        return
    folder = os.open(address.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{address.name}"
    finally:
        os.close(folder)
