"""python -m tests.quality curves|verdicts|tables [minutes]: the runs still missing, a row each, or the tables.

Broken off, it goes on where it was; each of several processes does its part: QUALITY_PART=0/2 and 1/2.
"""

import os
import sys
import time

from tests.quality import tables
from tests.quality.rows import CURVES, VERDICTS
from tests.quality.runs import curve_keys, curve_row, verdict_keys, verdict_row

JOBS = {
    "curves": (CURVES, list(curve_keys()), curve_row),
    "verdicts": (VERDICTS, list(verdict_keys()), verdict_row),
}


def main(job, minutes):
    began = time.monotonic()
    part, parts = (int(number) for number in os.environ.get("QUALITY_PART", "0/1").split("/"))
    table, keys, make = JOBS[job]
    done = {row.key for row in table.rows()}
    for key in keys[part::parts]:
        if time.monotonic() - began > minutes * 60:
            break
        if key not in done:
            table.add(make(*key))
            print(*key, f"{time.monotonic() - began:.0f} s", flush=True)
    print(f"{len(table.rows())} of {len(keys)} rows in {table.path.name}")


if __name__ == "__main__":
    if sys.argv[1:] == ["tables"]:
        for table, _keys, _make in JOBS.values():
            table.sort()
        tables.write()
    else:
        main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 120)
