"""Starts a process for every rule that is to run, for whoever connects to its socket.

`python -m weaklabels.sandbox.service SOCKET` needs nothing of the application: no settings, no database, no network.
The connection becomes the process's own input and output; what is left to do here is to watch, and to kill.
"""

import argparse
import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import NoReturn

from weaklabels.sandbox.address import within_reach

CHILD = Path(__file__).with_name("child.py")
MOST_AT_ONCE = 4
LONGEST_SECONDS = 60 * 60.0
INTERPRETER = [sys.executable, "-I", "-S", "-B", str(CHILD)]


def bubblewrap() -> list[str]:
    """The words that start a program in bubblewrap, with nothing to be seen but Python; empty where it is missing."""
    program = shutil.which("bwrap")
    if program is None:
        return []
    shown = {"/usr", "/lib", "/lib64", "/bin", sys.base_prefix, sys.prefix, str(CHILD.parent)}
    places = sorted(place for place in shown if Path(place).exists())
    binds = [word for place in places for word in ("--ro-bind", place, place)]
    return [
        program, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL", *binds,
        "--chdir", "/", "--",
    ]  # fmt: skip


def bubblewrap_starts() -> bool:
    """Does it work here? Containers often forbid the namespaces it needs."""
    words = bubblewrap()
    if not words:
        return False
    asked = subprocess.run(
        [*words, sys.executable, "-I", "-S", "-c", "pass"],
        env={},
        capture_output=True,
        timeout=10,
        check=False,
    )
    return asked.returncode == 0


class Service:
    """The socket, and the processes that run for its connections."""

    def __init__(self, address: Path, *, wrapped: bool) -> None:
        self.address, self.wrapped = address, wrapped
        self._room = threading.Semaphore(MOST_AT_ONCE)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)

    def listen(self) -> None:
        self.address.parent.mkdir(parents=True, exist_ok=True)
        self.address.unlink(missing_ok=True)
        with within_reach(self.address) as place:
            self._socket.bind(place)
        self.address.chmod(0o660)
        self._socket.listen(16)

    def serve_forever(self) -> None:
        while True:
            connection, _address = self._socket.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self._room, connection:
            words = [*bubblewrap(), *INTERPRETER, "wrapped"] if self.wrapped else [*INTERPRETER, "bare"]
            child = subprocess.Popen(
                words, stdin=connection, stdout=connection, stderr=subprocess.DEVNULL, env={}, cwd="/",
                close_fds=True, start_new_session=True,
            )  # fmt: skip
            try:
                _until_over(connection, child)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _until_over(connection: socket.socket, child: subprocess.Popen[bytes]) -> None:
    """Wait for the other side to hang up, the process to end, or the longest time."""
    ended = os.pidfd_open(child.pid)
    try:
        waiting = select.poll()
        waiting.register(connection, select.POLLRDHUP)
        waiting.register(ended, select.POLLIN)
        waiting.poll(LONGEST_SECONDS * 1000)
    finally:
        os.close(ended)


def main() -> None:
    parser = argparse.ArgumentParser(description="Runs Python rules for whoever connects to the socket.")
    parser.add_argument("address", type=Path)
    parser.add_argument("--wrapped", choices=["auto", "yes", "no"], default="auto")
    options = parser.parse_args()
    wrapped = bubblewrap_starts() if options.wrapped == "auto" else options.wrapped == "yes"
    signal.signal(signal.SIGTERM, _end)
    service = Service(options.address.absolute(), wrapped=wrapped)
    service.listen()
    service.serve_forever()


def _end(_signal: int, _frame: object) -> NoReturn:
    """Leave at once: each process that runs a rule dies with us."""
    os._exit(0)


if __name__ == "__main__":
    main()
