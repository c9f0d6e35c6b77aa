"""How a worker has a Python rule run: connect, send the source, then batches; believe nothing that comes back."""

import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from weaklabels.sandbox.address import within_reach

LARGEST_ANSWER = 16 * 1024 * 1024
GRACE_SECONDS = 2.0  # beyond the batch's own time, for the way and a busy machine
START_SECONDS = 10.0


@dataclass(frozen=True)
class Limits:
    """What one run of a rule may take. `seconds` is for the start and for each batch."""

    seconds: float = 10.0
    cpu_seconds: int = 600
    megabytes: int = 512


class NotRunning(Exception):
    """Nobody answers at the socket: the service is not there."""


class RuleFailed(Exception):
    """The rule could not go on. `kind` is an exception's name, or one of ours in lower case; `line` is the rule's."""

    def __init__(self, kind: str, words: str = "", line: int | None = None) -> None:
        super().__init__(kind)
        self.kind, self.words, self.line = kind, words, line


class RunningRule:
    """A rule in its process: `with RunningRule(address, source) as rule: rule.votes(batch)`. Raises RuleFailed."""

    def __init__(self, address: Path, source: str, limits: Limits = Limits(), **more: Any) -> None:
        self._limits = limits
        self._deadline = 0.0
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.settimeout(START_SECONDS)
            with within_reach(address) as place:
                self._socket.connect(place)
        except OSError as error:
            self._socket.close()
            raise NotRunning from error
        order = {"source": source, "seconds": limits.seconds, "cpu_seconds": limits.cpu_seconds}
        self._order = {**order, "megabytes": limits.megabytes, **more}

    def __enter__(self) -> Self:
        try:
            self._ask(self._order, START_SECONDS + self._limits.seconds)
        except BaseException:
            self._socket.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()  # and with it the process

    def votes(self, batch: Sequence[tuple[str, Any]]) -> list[Any]:
        """What the rule says of each (text, metadata): as many answers as documents, of whatever form."""
        done = self._ask(batch, self._limits.seconds + GRACE_SECONDS)
        if not isinstance(done, list) or len(done) != len(batch):
            raise RuleFailed("count", str(len(done)) if isinstance(done, list) else "")
        return done

    def _ask(self, message: Any, seconds: float) -> Any:
        self._deadline = time.monotonic() + seconds
        try:
            data = orjson.dumps(message)
            self._patience()
            self._socket.sendall(struct.pack(">I", len(data)) + data)
            answer = self._receive()
        except TimeoutError:
            raise RuleFailed("TooSlow") from None
        except OSError:
            raise RuleFailed("died") from None
        if not isinstance(answer, dict) or not ({"done", "error"} & set(answer)):
            raise RuleFailed("garbled")
        if "error" in answer:
            raise _failure(answer)
        return answer["done"]

    def _receive(self) -> Any:
        (size,) = struct.unpack(">I", self._read(4))
        if size > LARGEST_ANSWER:
            raise RuleFailed("too_much")
        try:
            return orjson.loads(self._read(size))
        except orjson.JSONDecodeError:
            raise RuleFailed("garbled") from None

    def _read(self, size: int) -> bytes:
        parts, missing = [], size
        while missing:
            self._patience()
            part = self._socket.recv(min(missing, 1 << 20))
            if not part:
                raise RuleFailed("died")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _patience(self) -> None:
        """A rule that answers a byte at a time has no longer than one that is silent."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)


def _failure(answer: dict[str, Any]) -> RuleFailed:
    """An error as the child told it, in the forms we expect and no other."""
    line = answer.get("line")
    return RuleFailed(
        str(answer["error"])[:80],
        str(answer.get("words", ""))[:200],
        line if isinstance(line, int) and 0 < line < 1_000_000 else None,
    )
