"""How is a server process started so that it outlives nobody, watched, and stopped?"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from config.embedded.account import Account

PR_SET_PDEATHSIG = 1
LARGEST_LOG = 20_000_000


class CannotStart(Exception):
    """A server did not come up. The message is one sentence for the person at the console."""


def start(
    command: Sequence[str | Path],
    log: Path,
    folder: Path,
    when_orphaned: signal.Signals,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own: Ctrl-C reaches only us, and we stop all in order.

    If we are killed, Linux sends the server `when_orphaned`; other systems leave that to the next start.
    """
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask_for_death_signal() -> None:
        if libc:
            libc.prctl(PR_SET_PDEATHSIG, when_orphaned)

    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=dict(os.environ if environment is None else environment),
            start_new_session=True,
            preexec_fn=ask_for_death_signal,
            **(account.popen() if account else {}),
        )


def stop(process: subprocess.Popen[bytes], by: signal.Signals, patience_seconds: float) -> None:
    """Ask, wait, and only then kill."""
    if process.poll() is not None:
        return
    process.send_signal(by)
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def rotate(logs: Iterable[Path]) -> None:
    """Keep each log under twice LARGEST_LOG. Its writers append, so they go on at the new beginning."""
    for log in logs:
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            with suppress(OSError):  # on a full disk the lines go, and make room
                shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def last_lines(log: Path, count: int = 3) -> str:
    """The end of a log file, for a message that says why a server stopped."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return " / ".join(line.strip() for line in lines[-count:]) or "it said nothing"
