"""What may still run after a crash of the supervisor, and how is it ended before a new start?"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def running_in(folder: Path, program: str) -> Iterator[int]:
    """Processes of this program whose current folder is this one. Each of our children has its own.

    A process id in a lock file may since have gone to a stranger, and a dead process may linger as a
    zombie; the current folder lies about neither. Without /proc (macOS) nothing is found, and a server
    that still runs is reported by the new one's refusal.
    """
    real = str(folder.resolve())
    for entry in PROC.glob("[0-9]*"):
        try:
            if os.readlink(entry / "cwd") == real and name_of(entry) == program:
                yield int(entry.name)
        except OSError:  # gone meanwhile, a zombie, or somebody else's
            continue


def name_of(entry: Path) -> str:
    """The program's name, also when its file was replaced by an update."""
    return Path(os.readlink(entry / "exe").removesuffix(" (deleted)")).name


def end(
    folder: Path, program: str, by: signal.Signals, patience_seconds: float, leader: int | None = None
) -> None:
    """End every process of this program left in this folder: politely first, then by force.

    With a leader only that one is asked; it ends the others, or they notice that it is gone. On return
    none is left.
    """
    for sign, patience in ((by, patience_seconds), (signal.SIGKILL, 10.0)):
        for pid in running_in(folder, program):
            if sign == signal.SIGKILL or leader in (None, pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, sign)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not any(running_in(folder, program)):
                return
            time.sleep(0.05)
