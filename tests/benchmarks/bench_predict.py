"""How fast does a published model answer a program? One short text, and a thousand at once, on a real server.

Times as the program sees them over one connection that stays open, and what the web processes used.
"""

import json
import statistics
import time
from http.client import HTTPConnection
from typing import Any

from tests.benchmarks.bench_matching import documents
from tests.benchmarks.harness import Yardstick, cpu_seconds, tree
from tests.faults.server import Site

WARM_UP = 20
SINGLE = 400
BATCHES = 20
MANY = 1_000  # texts of a batch
UNLIMITED = {"PREDICT_REQUESTS_A_MINUTE": "1000000"}


def run() -> None:
    texts = list(documents(MANY))
    with Site(workers=False, **UNLIMITED) as site:
        world = site.python("-m", "tests.benchmarks.predict_world", told={})
        program = Program(site, world)
        program.timed([[text] for text in texts[:WARM_UP]])
        yardstick = Yardstick()
        yardstick.start()
        single, single_cpu = program.timed([[text] for text in texts[:SINGLE]])
        batches, batch_cpu = program.timed([texts] * BATCHES)
        slowness = yardstick.end()
    ordered = sorted(single)
    print(
        f"one short text: median {statistics.median(single):.1f} ms, 95 % {ordered[int(0.95 * SINGLE)]:.1f} ms "
        f"(goal 15), processor of the web {single_cpu / SINGLE:.1f} ms"
    )
    print(
        f"batches of {MANY:,}: {1000 * MANY * BATCHES / sum(batches):,.0f} texts a second (goal 5,000), by "
        f"processor {1000 * MANY * BATCHES / batch_cpu:,.0f}; yardstick {slowness:.2f} ms"
    )


class Program:
    """Asks the published model, request after request."""

    def __init__(self, site: Site, world: dict[str, Any]) -> None:
        self.site, self.path = site, world["path"]
        self.connection = HTTPConnection("127.0.0.1", site.web.port, timeout=60)
        self.headers = {"Authorization": f"Bearer {world['token']}", "Content-Type": "application/json"}

    def timed(self, requests: list[list[str]]) -> tuple[list[float], float]:
        """Milliseconds of each request, and of the web's processor for all."""
        before, times = self._used(), []
        for texts in requests:
            body = json.dumps({"texts": texts})
            begun = time.perf_counter()
            self.connection.request("POST", self.path, body, self.headers)
            reply = self.connection.getresponse()
            said = reply.read()
            times.append(1000 * (time.perf_counter() - begun))
            if reply.status != 200 or len(json.loads(said)["predictions"]) != len(texts):
                msg = f"{reply.status}: {said[:200]!r}"
                raise RuntimeError(msg)
        return times, 1000 * (self._used() - before)

    def _used(self) -> float:
        return sum(cpu_seconds(pid) for pid in tree(self.site.web.running.pid))


if __name__ == "__main__":
    run()
