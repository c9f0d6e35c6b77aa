"""Which tests stay together when several processes share them? A third pytest plugin, for `--numprocesses`.

A file stays together for its fixtures, and so does a folder whose servers or browser are started once for all of
it. The longest comes first, so that the processes end at about the same time. Without `--numprocesses` nothing
changes.
"""

import os
from collections import Counter
from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser", "tests/faults")
# Half a minute and more each. One that is begun last leaves the other process without work.
LONGEST_FIRST = (
    *TOGETHER,
    "tests/config/test_oldest_postgres.py",
    "tests/config/test_up.py",
    "tests/api/test_anything.py",
    "tests/access",
    "tests/quality",
    "tests/annotate/imports/test_crashes.py",
    "tests/config",
    "tests/weaklabels/matching",
    "tests/annotate/test_jobs_killed.py",
    "tests/weaklabels/active",
    "tests/weaklabels/learning",
)


class Together(LoadScopeScheduling):
    """Hands out a file, or a folder of TOGETHER, at a time, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if is_in(file, folder)), file)


def is_in(file: str, place: str) -> bool:
    return PurePosixPath(file).is_relative_to(place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    config.option.loadscopereorder = False
    return Together(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the longest to the front; within a file the order stays."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    sizes = Counter(file_of(item) for item in items)
    items.sort(key=lambda item: (place_of(file_of(item)), -sizes[file_of(item)], file_of(item)))


def file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def place_of(file: str) -> int:
    places = (number for number, place in enumerate(LONGEST_FIRST) if is_in(file, place))
    return next(places, len(LONGEST_FIRST))
