"""One Valkey server (it speaks Redis) on one data folder, reached through a Unix socket only."""

import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from config.embedded import folders, leftovers, process, wheels
from config.embedded.process import CannotStart

PROGRAM = "valkey-server"
STOP_SECONDS = 10
START_SECONDS = 30


@dataclass
class Valkey:
    """A server that is started, asked for its address, and stopped.

    It carries hints about jobs, never the only copy of anything. So when it cannot read its folder after
    a crash, the folder is set aside and it begins anew.
    """

    data: Path
    sockets: Path
    log: Path

    def __post_init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        folders.make(self.data)
        leftovers.end(self.data, PROGRAM, by=signal.SIGTERM, patience_seconds=STOP_SECONDS)
        if self.process:
            self.process.wait()  # an earlier one of ours: gone, and now forgotten by the system too
        if self._comes_up():
            return
        self.data.rename(self.data.with_name(f"{self.data.name}.unreadable-{time.time_ns()}"))
        folders.make(self.data)
        if not self._comes_up():
            msg = f"Valkey did not start ({process.last_lines(self.log)}). Its log is {self.log}."
            raise CannotStart(msg)

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        if self.process:
            process.stop(self.process, by=signal.SIGTERM, patience_seconds=STOP_SECONDS)

    def _comes_up(self) -> bool:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",  # eviction would drop Celery's own bookkeeping
            "save": "",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.process = process.start(
            [wheels.valkey(), *arguments],
            log=self.log,
            folder=self.data,
            when_orphaned=signal.SIGTERM,
        )
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._answers():
                return True
            time.sleep(0.02)
        process.stop(self.process, by=signal.SIGKILL, patience_seconds=1)
        return False

    def _answers(self) -> bool:
        """Asked by hand: the client library would cost every process 0.3 s and 10 MB at its start."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(7) == b"+PONG\r\n"
            except OSError:
                return False
