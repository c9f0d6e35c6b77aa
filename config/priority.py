"""Who goes first where the processor does not suffice for all? In containers, docker-compose.yml says it too."""

import os
import time
from contextlib import suppress
from pathlib import Path

NICENESS = 10  # where both want all, a tenth of what a web process gets: no job stands still
GROUP = Path("/proc/self/autogroup")
TRIES, TRIES_APART_SECONDS = 10, 0.15


def give_way() -> None:
    """This process, and all that it starts, let others go first.

    Linux may share the processor among sessions first, and then counts niceness within one only; so the session is to
    be nice as well, if this process leads it. One that an operator began in a terminal is the terminal's.
    """
    os.nice(NICENESS)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # another kernel, or one that does not share so
            make_session_nice()


def make_session_nice() -> None:
    """Linux takes ten such wishes a second from all users but root; two workers that start together have two."""
    for _attempt in range(TRIES):
        with suppress(BlockingIOError):
            GROUP.write_text(str(NICENESS))
            return
        time.sleep(TRIES_APART_SECONDS)
