"""What may still run after a crash of the supervisor, and how is it ended before a new start?"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def running_in(folder: Path) -> Iterator[int]:
    """Processes whose current folder is this one. Both servers move into their data folder at start.

    A process id in a lock file may since have gone to a stranger, and a dead process may linger as a
    zombie; the current folder lies about neither. Without /proc (macOS) nothing is found, and a server
    that still runs is reported by the new one's refusal.
    """
    real = str(folder.resolve())
    for entry in PROC.glob("[0-9]*"):
        try:
            if os.readlink(entry / "cwd") == real:
                yield int(entry.name)
        except OSError:  # gone meanwhile, a zombie, or somebody else's
            continue


def end(folder: Path, by: signal.Signals, patience_seconds: float, leader: int | None = None) -> None:
    """End every process left in this folder: politely first, then by force.

    With a leader only that one is asked; it ends the others, or they notice that it is gone.
    """
    for sign, patience in ((by, patience_seconds), (signal.SIGKILL, 10.0)):
        for pid in running_in(folder):
            if sign == signal.SIGKILL or leader in (None, pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, sign)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not any(running_in(folder)):
                return
            time.sleep(0.05)
