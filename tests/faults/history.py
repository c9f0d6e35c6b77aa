"""What the clients know: every call they made and how it ended. The only witness the checker believes."""

import hashlib
import json
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One line. `outcome`: invoke; then ok, fail (refused with a status) or info (nobody knows)."""

    at: float
    outcome: str
    kind: str  # save, skip, lease, renew, draft, release
    user: int
    number: int = 0  # of the call: the invoke and its end share it
    seconds: float = 0.0
    key: str = ""
    document: int = 0
    body_hash: str = ""
    withdraws: bool = False
    status: int = 0
    why: str = ""
    annotation: int = 0
    extra: bool = False
    lent: tuple[int, ...] = ()


@dataclass
class History:
    """The calls of all clients, in the order of their ends, and the bodies of all saves for a replay."""

    calls: list[Call] = field(default_factory=list)
    bodies: dict[str, tuple[str, str, dict[str, Any]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, call: Call) -> None:
        with self.lock:
            self.calls.append(call)

    def keep_body(self, key: str, username: str, path: str, body: dict[str, Any]) -> None:
        with self.lock:
            self.bodies[key] = (username, path, body)

    def of(self, kind: str, *outcomes: str) -> list[Call]:
        with self.lock:
            return [call for call in self.calls if call.kind == kind and call.outcome in outcomes]

    def acknowledged(self) -> int:
        return len({call.key for call in self.of("save", "ok")})

    def unknown_keys(self) -> list[str]:
        """Saves that were sent and of which nobody has heard again."""
        settled = {call.key for call in self.of("save", "ok", "fail")}
        return sorted({call.key for call in self.of("save", "invoke")} - settled)


Content = Iterable[tuple[int, str, Iterable[int], Iterable[tuple[int, int, int]]]]


def content_hash(content: Content) -> str:
    """Of what an answer says: (question, state, labels, (start, end, label) of each span), in any order."""
    said = sorted(
        [question, state, sorted(labels), sorted(list(span) for span in spans)]
        for question, state, labels, spans in content
    )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def now() -> float:
    return time.monotonic()
