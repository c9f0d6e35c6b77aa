"""Do several test processes get along: what stays together, and what is left when they are stopped?"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings

from config.testing.soaking import only_when_long

PATIENCE_SECONDS = 60
PLUGINS = ["-p", "xdist", "-p", "config.testing.plugin", "-p", "config.testing.sharing_out"]
TELLING = """
import os
import pytest

@pytest.mark.parametrize("number", range(4))
def test_something(number):
    with open("told", "a") as told:
        print(os.path.basename(__file__), os.environ["DATABASE_URL"], os.environ["DATA_DIR"], file=told)
"""
WAITING = """
import time

def test_that_waits(redis_server):
    open("waits", "w").close()
    time.sleep(600)
"""


@pytest.fixture
def folder():
    """A folder that PostgreSQL's account may pass through when we are root; pytest's own are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="gloss-two-"))
    folder.chmod(0o711)
    (folder / "pytest.ini").write_text("[pytest]\n")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start(folder):
    """Start pytest on the files in the folder: start(processes) -> what runs."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    here = {
        "PYTHONPATH": str(settings.BASE_DIR),
        "TMPDIR": str(folder),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # to load all others takes most of the time
    }
    started = []

    def start(processes):
        command = [sys.executable, "-m", "pytest", *PLUGINS, f"--numprocesses={processes}"]
        with (folder / "log").open("w") as log:
            started.append(
                subprocess.Popen(
                    command,
                    cwd=folder,
                    env=keep | here,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=hear_ctrl_c,
                )
            )
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def hear_ctrl_c():
    """Whoever runs the tests in the background has SIGINT ignored, and so would their children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def running_in(folder):
    """The names of all programs that run in this folder or below it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if Path(os.readlink(entry / "cwd")).is_relative_to(folder):
                found.append((entry / "comm").read_text().strip())
        except OSError:
            continue
    return found


def eventually(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_a_file_stays_together_and_each_process_has_its_own_servers_and_folder(start, folder):
    for name in ("one", "two"):
        (folder / f"test_{name}.py").write_text(TELLING)
    assert start(processes=2).wait() == 0, (folder / "log").read_text()
    told = [line.split() for line in (folder / "told").read_text().splitlines()]
    assert len(told) == 8
    first, second = (
        {tuple(places) for name, *places in told if name == f"test_{file}.py"} for file in ("one", "two")
    )
    [[database, data]], [[other_database, other_data]] = first, second
    assert database != other_database
    assert data != other_data
    assert running_in(folder) == []


@pytest.mark.faults
@pytest.mark.parametrize(
    "stop", [pytest.param(signal.SIGINT, marks=only_when_long), signal.SIGKILL], ids=lambda stop: stop.name
)
def test_when_it_is_stopped_nothing_is_left_running(start, folder, stop):
    (folder / "test_long.py").write_text(WAITING)
    one = start(processes=1)
    eventually(lambda: (folder / "waits").exists())
    assert {"postgres", "valkey-server"} <= set(running_in(folder))
    if stop == signal.SIGINT:
        os.killpg(one.pid, stop)  # Ctrl-C reaches all that the terminal has started
    else:
        one.send_signal(stop)
    eventually(lambda: running_in(folder) == [])
