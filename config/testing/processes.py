"""Gloss's own processes with the real settings, for tests that need more than Django's test client."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config import processes
from config.embedded import process
from config.embedded.process import CannotStart

BASE_DIR = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60
REAL = {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(BASE_DIR)}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@dataclass
class Process:
    """One of Gloss's processes, as `make up` starts it, with its own folder and log under `folder`."""

    name: str
    command: tuple[str, ...]
    folder: Path
    variables: Mapping[str, str]
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def start(self) -> None:
        self.running = process.start(
            [sys.executable, *self.command],
            log=self.log,
            folder=self.folder,
            when_orphaned=signal.SIGTERM,
            environment={**os.environ, **REAL, **self.variables},
        )

    def stop(self) -> None:
        if self.running:
            process.stop(self.running, by=signal.SIGTERM, patience_seconds=30)

    def kill(self) -> None:
        """As a power cut does: this process and all it has forked, at once."""
        if self.running:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


class Web(Process):
    """The web server on a free port."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self.port = free_port()
        super().__init__("web", processes.WEB, folder, {**variables, "PORT": str(self.port)})

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Come up; returns when it answers."""
        super().start()
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.running.poll() is not None or time.monotonic() > deadline:
                msg = f"The web server did not start ({process.last_lines(self.log)})."
                raise CannotStart(msg)
            time.sleep(0.05)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
