"""Do annotators notice that a model learns? Steps on a real server, by turns without and with trainings beside them."""

import statistics
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tests.benchmarks.harness import WARM_UP_SECONDS, wait_for_everybody
from tests.faults.client import DILIGENT
from tests.faults.crowd import Crowd
from tests.faults.server import Site

PEOPLE, THINKS_SECONDS = 10, 1.0
DOCUMENTS, ANSWERED = 100_000, 1_000
WORDS = 6  # of 33 characters a document: two hundred characters, as in the benchmark of the model
TURNS, SECONDS = 5, 12
Span = tuple[float, float]  # began, ended


def run(documents: int = DOCUMENTS, turns: int = TURNS, seconds: float = SECONDS) -> None:
    habits = replace(DILIGENT, thinks_seconds=THINKS_SECONDS)
    calm: list[Span] = []
    busy: list[Span] = []
    with Site(workers=False) as site:
        answered = min(ANSWERED, documents // 2)
        told = {"people": PEOPLE, "documents": documents, "answered": answered, "words": WORDS}
        world = site.python("-m", "tests.benchmarks.step_world", told=told)
        learn(site, world, 0)  # all documents as vectors, once
        with Crowd(site.web.port, world, habits, seed=1, people=PEOPLE) as crowd:
            wait_for_everybody(crowd, PEOPLE)
            time.sleep(WARM_UP_SECONDS)
            for _turn in range(turns):
                begun = time.monotonic()
                time.sleep(seconds)
                calm.append((begun, time.monotonic()))
                busy += learn(site, world, seconds)
    report(crowd, calm, busy)


def learn(site: Site, world: dict[str, Any], seconds: float) -> list[Span]:
    told = {"project": world["project"], "seconds": seconds}
    return site.python("-m", "tests.benchmarks.learning_loop", told=told)


def report(crowd: Crowd, calm: list[Span], busy: list[Span]) -> None:
    without, beside = step_times(crowd, calm), step_times(crowd, busy)
    (p50, p95), (late50, late95) = quantiles(without), quantiles(beside)
    took = statistics.median(ended - begun for begun, ended in busy)
    print(f"{len(busy)} trainings, the median one {took:.1f} s")
    print(f"steps without a training: {len(without)}, p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    print(f"steps during one: {len(beside)}, p50 {late50:.1f} ms, p95 {late95:.1f} ms")
    print(
        f"p95 during a training is {late95 / p95:.2f} times that without (goal 1.5), p50 {late50 / p50:.2f}"
    )


def step_times(crowd: Crowd, spans: Iterable[Span]) -> list[float]:
    """Milliseconds of each step that ended in one of these spans."""
    steps = crowd.history.of("save", "ok")
    return [1000 * step.seconds for begun, ended in spans for step in steps if begun <= step.at < ended]


def quantiles(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]
