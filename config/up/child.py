"""One process of ours under supervision: started, watched, started again, stopped."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.embedded import leftovers, process

LONGEST_PAUSE_SECONDS = 30
LONG_ENOUGH_SECONDS = 60  # one that ran so long has recovered: the next pause is short again


@dataclass
class Child:
    """A Python process with a folder of its own, by which it is found again after a crash."""

    name: str
    command: Sequence[str]
    folder: Path
    log: Path
    environment: Mapping[str, str]
    patience_seconds: float = 30

    def __post_init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.started_at = self.may_start_at = 0.0

    def start(self) -> None:
        self.end_leftovers()
        self.started_at = time.monotonic()
        self.process = process.start(
            [sys.executable, *self.command],
            log=self.log,
            folder=self.folder,
            when_orphaned=signal.SIGTERM,
            environment=self.environment,
        )

    def end_leftovers(self) -> None:
        """Processes of this name that a crash of ours or of their leader left behind."""
        self.folder.mkdir(exist_ok=True)
        program = Path(sys.executable).resolve().name
        leftovers.end(self.folder, program, by=signal.SIGTERM, patience_seconds=self.patience_seconds)

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def plan_restart(self) -> float:
        """How many seconds to wait: 1, 2, 4 and so on, so that a hopeless one does not eat the machine."""
        if time.monotonic() - self.started_at > LONG_ENOUGH_SECONDS:
            self.failures = 0
        pause = min(2**self.failures, LONGEST_PAUSE_SECONDS)
        self.failures += 1
        self.may_start_at = time.monotonic() + pause
        self.process = None
        return pause

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        if self.process:
            process.stop(self.process, by=signal.SIGTERM, patience_seconds=self.patience_seconds)
