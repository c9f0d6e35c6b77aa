"""python -m tests.quality product|simulated|curves|tables [minutes]: the runs still missing, a row each, or the tables.

Broken off, it goes on where it was; each of several processes does its part: QUALITY_PART=0/2 and 1/2.
"""

import os
import sys
import time
from importlib import import_module

from config.embedded.postgres import FAST_AND_FORGETFUL
from tests.benchmarks.house import house
from tests.quality import tables
from tests.quality.rows import CURVES, VERDICTS
from tests.quality.runs import PRODUCT, SIMULATED, curve_keys, curve_row, verdict_keys, verdict_row

JOBS = {
    "curves": (CURVES, list(curve_keys())),
    PRODUCT: (VERDICTS, list(verdict_keys(PRODUCT))),
    SIMULATED: (VERDICTS, list(verdict_keys(SIMULATED))),
}
A_WHILE = "86400"  # seconds: a run that is held up keeps what its people hold


def main(job, minutes):
    if job != PRODUCT:
        make_missing(job, minutes, curve_row if job == "curves" else verdict_row)
        return
    os.environ |= {"LEASE_OF_PREFETCHED_SECONDS": A_WHILE, "LEASE_ON_SCREEN_SECONDS": A_WHILE}
    with house(FAST_AND_FORGETFUL):
        make_missing(job, minutes, import_module("tests.quality.product").product_row)


def make_missing(job, minutes, make):
    began = time.monotonic()
    part, parts = (int(number) for number in os.environ.get("QUALITY_PART", "0/1").split("/"))
    table, keys = JOBS[job]
    done = {row.key for row in table.rows()}
    for key in keys[part::parts]:
        if time.monotonic() - began > minutes * 60:
            break
        if key not in done:
            used = time.process_time()
            table.add(make(*key))
            print(
                *key,
                f"{time.monotonic() - began:.0f} s, {time.process_time() - used:.1f} s processor",
                flush=True,
            )
    there = {row.key for row in table.rows()}
    print(f"{len(there & set(keys))} of {len(keys)} rows of {job} in {table.path.name}")


if __name__ == "__main__":
    if sys.argv[1:] == ["tables"]:
        for table in (CURVES, VERDICTS):
            table.sort()
        tables.write()
    else:
        main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 120)
