"""One step, saving an answer and getting the next document: its time and its cost on a real server.

python -m tests.benchmarks.bench_step --documents 10000 1000000 --seconds 10
"""

import argparse
import os
from collections.abc import Sequence

from tests.benchmarks.harness import Figures, Scenario, measure, ratios, table
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
    results = {size: at_size(size, seconds) for size in sizes}
    print(table(results))
    if len(results) > 1:
        print(ratios(results))
    for figures in (one for size in results.values() for one in size):
        for why, count in figures.errors.items():
            print(f"{count} errors, {figures.scenario.name}: {why}")
        for sentence in figures.wrong[:5]:
            print(f"WRONG, {figures.scenario.name}: {sentence}")


def at_size(documents: int, seconds: float) -> list[Figures]:
    """All scenarios; of few documents each gets its own, or the last ones would find them answered."""
    if documents >= ENOUGH_FOR_ALL:
        return on_a_site(documents, seconds, SCENARIOS)
    return [figures for scenario in SCENARIOS for figures in on_a_site(documents, seconds, [scenario])]


def on_a_site(documents: int, seconds: float, scenarios: Sequence[Scenario]) -> list[Figures]:
    with Site(workers=False) as site:
        world = site.python(
            "-m", "tests.benchmarks.step_world", told={"people": PEOPLE, "documents": documents}
        )
        return [measure(site, world, scenario, seconds) for scenario in scenarios]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--seconds", type=float, default=10)
    chosen = parser.parse_args()
    run(chosen.documents, chosen.seconds)
