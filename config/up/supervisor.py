"""In which order do the processes start and stop, and what happens when one dies?"""

import http.client
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from config.embedded import process
from config.embedded.process import CannotStart
from config.up.child import Child
from config.up.wakeups import Wakeups

WEB_SECONDS = 60
LOOK_SECONDS = 60  # a death wakes us at once; this is for the log files


class Server(Protocol):
    """PostgreSQL or Valkey: `start` returns when it answers, `stop` when it is gone."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def has_died(self) -> bool: ...


@dataclass
class Supervisor:
    """Servers first, then what prepares the database, then the children; the end in reverse order.

    The first child is the web server. The others start when it answers: all at once, they would keep each other, and
    whoever waits for the first page, from the processor. What a page asks of them waits in the database meanwhile.
    """

    servers: Sequence[Server]
    prepare: Callable[[], None]
    children: Sequence[Child]
    logs: Path
    address: tuple[str, int]
    say: Callable[[str], None]
    wakeups: Wakeups = field(default_factory=Wakeups)

    def start(self) -> None:
        for server in self.servers:
            server.start()
        self.prepare()
        web, *others = self.children
        web.start()
        self._wait_for_web(web)
        for child in others:
            child.start()

    def watch(self) -> None:
        """For ever: start again what died."""
        while True:
            self._restart_servers()
            self._restart_children()
            process.rotate(self.logs.glob("*.log"))
            self.wakeups.wait(self._pause())

    def stop(self) -> None:
        """Ask all children at once, wait for each, then stop the servers they used."""
        self.wakeups.ignore_further()
        for child in self.children:
            child.ask_to_stop()
        for child in reversed(self.children):
            child.stop()
        for server in reversed(self.servers):
            server.stop()

    def _wait_for_web(self, web: Child) -> None:
        deadline = time.monotonic() + WEB_SECONDS
        while not self._answers():
            if web.has_died() or time.monotonic() > deadline:
                msg = f"The web server did not start ({process.last_lines(web.log, count=1)}). Its log is {web.log}."
                raise CannotStart(msg)
            self.wakeups.wait(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(*self.address, timeout=10)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _restart_servers(self) -> None:
        for server in self.servers:
            if server.has_died():
                self.say(f"{type(server).__name__} stopped. Starting it again.")
                server.start()

    def _restart_children(self) -> None:
        for child in self.children:
            if child.has_died():
                why = process.last_lines(child.log, count=1)
                pause = child.plan_restart()
                self.say(f"{child.name} stopped ({why}). Starting it again in {pause} s.")
            elif child.process is None and time.monotonic() >= child.may_start_at:
                child.start()

    def _pause(self) -> float:
        waiting = [child.may_start_at - time.monotonic() for child in self.children if child.process is None]
        return max(0.0, min([LOOK_SECONDS, *waiting]))
