"""Work that only one process at a time may do, whichever gets to it first."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOCK = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"


@contextmanager
def alone_with(what: str) -> Iterator[bool]:
    """Whether nobody else is at it. The lock belongs to the connection and goes with it, however the process ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [what])
        alone = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute(UNLOCK, [what])
