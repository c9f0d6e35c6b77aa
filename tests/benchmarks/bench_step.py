"""One step, saving an answer and getting the next document: its time and its cost on a real server.

The sizes take turns, the second time the other way round: machines become slower and faster.
"""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from tests.benchmarks.harness import Figures, Scenario, figures_of, measure, ratios, table
from tests.faults.server import Site

PEOPLE = 50
ENOUGH_FOR_ALL = 100_000
SCENARIOS = [
    Scenario("one, without a pause", 1),
    Scenario("50 who think 1 s", 50, thinks_seconds=1.0),
    Scenario("10, without a pause", 10),
    Scenario("50, without a pause", 50),
]


def run(sizes: Sequence[int] = (10_000, 1_000_000), seconds: float = 10) -> None:
    print(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    results = by_turns(sizes, seconds)
    print(table(results))
    if len(results) > 1:
        print(ratios(results))
    for figures in (one for size in results.values() for one in size):
        for why, count in figures.errors.items():
            print(f"{count} errors, {figures.scenario.name}: {why}")
        for sentence in figures.wrong[:5]:
            print(f"WRONG, {figures.scenario.name}: {sentence}")


def by_turns(sizes: Sequence[int], seconds: float) -> dict[int, list[Figures]]:
    """Of few documents each scenario gets its own, or the last ones would find them answered."""
    results: dict[int, list[Figures]] = {size: [] for size in sizes}
    with ExitStack() as kept:
        lasting = {size: a_site(kept, size) for size in sizes if size >= ENOUGH_FOR_ALL}
        for scenario in SCENARIOS:
            with ExitStack() as briefly:
                sites = {size: lasting.get(size) or a_site(briefly, size) for size in sizes}
                turns = (*sizes, *reversed(sizes))
                seen = [(size, measure(*sites[size], scenario, seconds / 2)) for size in turns]
            for size in sizes:
                results[size].append(figures_of(scenario, [one for at, one in seen if at == size]))
    return results


def a_site(stack: ExitStack, documents: int) -> tuple[Site, dict[str, Any]]:
    """Its server, and what its annotators need to know."""
    site = stack.enter_context(Site(workers=False))
    told = {"people": PEOPLE, "documents": documents}
    return site, site.python("-m", "tests.benchmarks.step_world", told=told)
