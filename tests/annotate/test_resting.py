"""A worker's process that grew ends once it rests, and never while it works. Real processes, seen by how they end."""

import subprocess
import sys
from pathlib import Path

import pytest
from billiard.pool import EX_RECYCLE

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not say sizes")
STILL_THERE = 7
PROCESS = f"""
import sys, time
from annotate import resting
rest = resting.Rest()
grown = bytearray({2 * 48} * 2**20) if "grows" in sys.argv else b""
if "works" in sys.argv:
    rest.begin_work()
elif "worked" in sys.argv:
    rest.begin_work()
    time.sleep(resting.SHORT_SECONDS + 0.1)
    rest.end_work()
elif "looked" in sys.argv:
    rest.begin_work()
    rest.end_work()
time.sleep(0.3)
if rest.is_over(rest_seconds=0.2 if "worked" not in sys.argv else 60):
    rest.end_process()
sys.exit({STILL_THERE})
"""


def end_of(*did):
    return subprocess.run([sys.executable, "-c", PROCESS, *did], timeout=60, check=False).returncode


@pytest.mark.parametrize(
    ("did", "end"),
    [
        (["grows"], EX_RECYCLE),
        (["grows", "looked"], EX_RECYCLE),
        (["grows", "works"], STILL_THERE),
        (["grows", "worked"], STILL_THERE),
        ([], STILL_THERE),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_it_ends_when_it_grew_and_rests(did, end):
    assert end_of(*did) == end
