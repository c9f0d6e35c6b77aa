"""How fast, at what cost? Annotators at a real server for some seconds, and what they and its processes used."""

import os
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.faults import checker
from tests.faults.client import DILIGENT
from tests.faults.crowd import Crowd
from tests.faults.history import Call
from tests.faults.server import Site

TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP_SECONDS = 2
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Scenario:
    """So many people who think so long between two steps; none: a closed loop."""

    name: str
    people: int
    thinks_seconds: float = 0.0


@dataclass(frozen=True)
class Figures:
    """What a scenario came to. Times in milliseconds; CPU is of all processes of a part, by step."""

    scenario: Scenario
    steps_a_second: float
    p50: float
    p95: float
    web_cpu: float
    database_cpu: float
    generator_cpu: float
    errors: Counter[str]
    wrong: list[str]
    yardstick: float


@dataclass(frozen=True)
class Round:
    """What was seen of a scenario at a time. Seconds of CPU are of all processes of a part."""

    seconds: float
    times: list[float]
    web: float
    database: float
    generator: float
    errors: Counter[str]
    wrong: list[str]
    yardstick: float


class Yardstick(threading.Thread):
    """How slow is the processor meanwhile? CPU time of one and the same little loop, again and again.

    On shared or hyper-threaded cores CPU time itself grows with what the neighbours do; figures of two runs
    can only be compared beside this one.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.times: list[float] = []

    def run(self) -> None:
        while not self.over.wait(0.05):
            begun = time.thread_time()
            sum(range(50_000))
            self.times.append(1000 * (time.thread_time() - begun))

    def end(self) -> float:
        self.over.set()
        self.join()
        return statistics.median(self.times)


def measure(site: Site, world: dict[str, Any], scenario: Scenario, seconds: float) -> Round:
    """Let them work until all have signed in and the caches are warm, then look for so many seconds."""
    newest = site.query("SELECT max(id) FROM annotate_annotation")[0][0] or 0
    habits = replace(DILIGENT, thinks_seconds=scenario.thinks_seconds)
    with Crowd(site.web.port, world, habits, seed=1, people=scenario.people) as crowd:
        wait_for_everybody(crowd, scenario.people)
        time.sleep(WARM_UP_SECONDS)
        yardstick = Yardstick()
        yardstick.start()
        begun, before = time.monotonic(), used(site)
        time.sleep(seconds)
        ended, after = time.monotonic(), used(site)
        slowness = yardstick.end()
    return Round(
        ended - begun,
        [1000 * call.seconds for call in crowd.history.of("save", "ok") if begun <= call.at < ended],
        *(late - early for early, late in zip(before, after, strict=True)),
        errors=errors([call for call in crowd.history.calls if call.at >= begun]),
        wrong=checker.check_steps(site.query, world["project"], crowd.history, newest),
        yardstick=slowness,
    )


def figures_of(scenario: Scenario, rounds: Sequence[Round]) -> Figures:
    """All rounds as if they were one."""
    times = [time for one in rounds for time in one.times]
    return Figures(
        scenario,
        steps_a_second=len(times) / sum(one.seconds for one in rounds),
        p50=statistics.median(times),
        p95=statistics.quantiles(times, n=20)[-1],
        web_cpu=1000 * sum(one.web for one in rounds) / len(times),
        database_cpu=1000 * sum(one.database for one in rounds) / len(times),
        generator_cpu=1000 * sum(one.generator for one in rounds) / len(times),
        errors=sum((one.errors for one in rounds), Counter()),
        wrong=[sentence for one in rounds for sentence in one.wrong],
        yardstick=statistics.mean(one.yardstick for one in rounds),
    )


def wait_for_everybody(crowd: Crowd, people: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len({call.user for call in crowd.history.of("save", "ok")}) < people:
        if time.monotonic() > deadline:
            msg = f"Not all of {people} annotators have begun after {PATIENCE_SECONDS} s."
            raise TimeoutError(msg)
        time.sleep(0.1)


def errors(calls: list[Call]) -> Counter[str]:
    """What did not come through, by kind of call and reason."""
    return Counter(f"{call.kind}: {call.why}" for call in calls if call.outcome in ("fail", "info"))


def used(site: Site) -> tuple[float, float, float]:
    """Seconds of CPU used so far by the web server, the database, and this process, which makes the load."""
    web, database = (
        sum(cpu_seconds(pid) for pid in tree(process.pid))
        for process in (site.web.running, site.postgres.process)
    )
    return web, database, time.process_time()


def tree(pid: int) -> Iterator[int]:
    """The process and all it has forked."""
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from tree(int(child))


def cpu_seconds(pid: int) -> float:
    """In user and system mode, dead children included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


def table(results: dict[int, list[Figures]]) -> str:
    """In Markdown, a line a size and scenario."""
    lines = [
        "| documents | annotators | steps/s | p50 ms | p95 ms | CPU ms a step: web + database | load generator | "
        "yardstick ms | errors | wrong hand-outs |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for documents, figures in results.items():
        for one in figures:
            cpu = f"{one.web_cpu + one.database_cpu:.1f} = {one.web_cpu:.1f} + {one.database_cpu:.1f}"
            lines.append(
                f"| {documents:,} | {one.scenario.name} | {one.steps_a_second:.0f} | {one.p50:.1f} | {one.p95:.1f} | "
                f"{cpu} | {one.generator_cpu:.1f} | {one.yardstick:.2f} | {one.errors.total()} | {len(one.wrong)} |"
            )
    return "\n".join(lines)


def ratios(results: dict[int, list[Figures]]) -> str:
    """The largest size against the smallest, scenario by scenario."""
    small, large = results[min(results)], results[max(results)]
    pairs = [
        f"{late.scenario.name}: p50 {late.p50 / early.p50:.2f}, p95 {late.p95 / early.p95:.2f}, "
        f"CPU {(late.web_cpu + late.database_cpu) / (early.web_cpu + early.database_cpu):.2f}"
        for early, late in zip(small, large, strict=True)
    ]
    return f"{max(results):,} against {min(results):,} documents: " + "; ".join(pairs)
