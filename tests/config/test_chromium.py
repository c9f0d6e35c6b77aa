"""What happens to the browser tests on a machine without a browser?"""

import os
import subprocess
import sys

import pytest
from django.conf import settings

TESTS = """
import pytest
from config.testing import chromium

@pytest.fixture
def browser():
    return chromium.require()

def test_with(browser): pass
def test_without(): pass
"""


@pytest.fixture
def run(tmp_path):
    """pytest with two tests, one of which asks for a browser, and nothing on the path."""
    (tmp_path / "test_two.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")

    def run(**variables):
        command = [sys.executable, "-m", "pytest", "-p", "config.testing.chromium", "-p", "no:valkey", "."]
        here = {"PATH": str(tmp_path), "PYTHONPATH": str(settings.BASE_DIR), "HOME": os.environ["HOME"]}
        return subprocess.run(
            command, cwd=tmp_path, env=here | variables, capture_output=True, text=True, check=False
        )

    return run


def test_they_are_skipped_counted_and_the_remedy_is_named(run):
    done = run()
    assert done.returncode == 0
    assert "1 passed, 1 skipped" in done.stdout
    assert (
        "Browser tests skipped for want of Chromium: 1. They run after: sudo apt-get install" in done.stdout
    )


def test_in_ci_they_fail(run):
    done = run(CI="true")
    assert done.returncode == 1
    assert "1 passed, 1 error" in done.stdout
    assert "There is no Chromium, and CI=true" in done.stdout


def test_a_browser_may_be_named(run):
    assert "2 passed" in run(CHROMIUM=sys.executable).stdout
