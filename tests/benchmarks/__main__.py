"""python -m tests.benchmarks [name ...]: run the benchmarks, each on an empty house of its own.

A benchmark is a module bench_<name>.py here with a function `run()` that prints its figures.
"""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

from tests.benchmarks.house import house

NAMES = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def main(names: list[str]) -> int:
    if unknown := set(names) - set(NAMES):
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}.")
        return 2
    if len(names) == 1:
        with house():
            import_module(f"tests.benchmarks.bench_{names[0]}").run()
        return 0
    return max(
        subprocess.run([sys.executable, "-m", "tests.benchmarks", name]).returncode for name in names or NAMES
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
