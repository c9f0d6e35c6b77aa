"""A worker that grew with its work goes back to its size at the start once it rests: its process ends, another begins.

Python gives little back of what a training loaded. A process that has been idle for a minute costs nothing to replace,
and a message that comes in just then is delivered again (config/queues.py: done with only when its work is done).
"""

import os
import threading
import time
from pathlib import Path
from typing import Any

from billiard.pool import EX_RECYCLE
from celery.signals import task_postrun, task_prerun

REST_SECONDS = 60
MAY_GROW_BY = 48 * 2**20  # bytes
SHORT_SECONDS = 1  # a look for work is no work
STATM = Path("/proc/self/statm")


class Rest:
    """How long this process has done no work worth the name, and how much it has grown meanwhile."""

    def __init__(self) -> None:
        self._working = threading.Lock()
        self._since = self._begun = time.monotonic()
        self._size_at_start = size()

    def begin_work(self, **about: Any) -> None:
        self._working.acquire()
        self._begun = time.monotonic()

    def end_work(self, **about: Any) -> None:
        now = time.monotonic()
        if now - self._begun > SHORT_SECONDS:
            self._since = now
        if self._working.locked():
            self._working.release()

    def is_over(self, rest_seconds: float = REST_SECONDS) -> bool:
        """Has it grown, and rested long enough to be replaced?"""
        return time.monotonic() - self._since > rest_seconds and size() - self._size_at_start > MAY_GROW_BY

    def end_process(self) -> None:
        """Unless work has begun meanwhile: none can begin any more once the lock is held."""
        if self._working.acquire(blocking=False):
            os._exit(EX_RECYCLE)

    def watch_work(self) -> None:
        task_prerun.connect(self.begin_work, weak=False)
        task_postrun.connect(self.end_work, weak=False)


def size() -> int:
    """Bytes of memory this process holds; 0 where the system does not say."""
    try:
        resident = STATM.read_text("ascii").split()[1]
    except OSError:
        return 0
    return int(resident) * os.sysconf("SC_PAGE_SIZE")
