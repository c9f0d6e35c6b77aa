"""Is there a browser for the browser tests? A second pytest plugin, loaded like the first.

Without one the tests that ask for the fixture `browser`, or are marked so, are skipped, and the last lines say
how many and what to do. With CI=true they fail: a green run there means that they ran.
"""

import os
import shutil
import subprocess
from functools import cache

import pytest

# The same engine without windows and toolbars does the tests for half of the processor time.
PACKAGES = ("chromium-headless-shell", "chromium")
NAMES = (*PACKAGES, "google-chrome", "chromium-browser")
UPDATE = ("apt-get", "update")
INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends")
HOW = f"sudo {' '.join((*INSTALL, PACKAGES[0]))}"
SKIPPED = pytest.StashKey[int]()


def in_ci() -> bool:
    return os.environ.get("CI") == "true"


@cache
def find() -> str | None:
    """The program named by CHROMIUM, or one on the path; in CI, as root on Debian, a fresh install."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and in_ci() and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(UPDATE, check=False)
        found = next(filter(None, map(install, PACKAGES)), None)
    return found


def install(package: str) -> str | None:
    """The program of a package of Debian's, which is named like it; older ones know no headless shell."""
    subprocess.run((*INSTALL, package), check=False)
    return shutil.which(package)


def require() -> str:
    """The program; without one the test that asks fails (those that may be skipped never ask)."""
    return find() or pytest.fail(f"There is no Chromium, and CI=true. It comes with: {HOW}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a browser, and skip it where there is none."""
    browser_tests = [
        item
        for item in items
        if "browser" in getattr(item, "fixturenames", ()) or item.get_closest_marker("browser")
    ]
    for item in browser_tests:
        item.add_marker(pytest.mark.browser)
    if browser_tests and not config.option.collectonly and find() is None and not in_ci():
        config.stash[SKIPPED] = len(browser_tests)
        for item in browser_tests:
            item.add_marker(pytest.mark.skip(reason="there is no Chromium"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if count := terminalreporter.config.stash.get(SKIPPED, 0):
        line = f"Browser tests skipped for want of Chromium: {count}. They run after: {HOW}"
        terminalreporter.write_line(line, yellow=True)
