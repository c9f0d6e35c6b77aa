"""Does `manage.py up` run everything, stop it cleanly, and start again after every crash?"""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings

from config.testing.processes import free_port

pytestmark = pytest.mark.faults

PATIENCE_SECONDS = 60


class Up:
    """One `make up` on a data folder, seen from outside."""

    def __init__(self, data, **variables):
        self.port = free_port()
        self.data = data
        keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, settings.BASE_DIR / "manage.py", "up"],
            env=keep | {"DATA_DIR": str(data), "PORT": str(self.port), "DEMO": "False"} | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""

    def is_ready(self):
        while line := self.process.stdout.readline():
            self.said += line
            if line.startswith("Its data and logs"):
                return True
        return False

    def health(self):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def processes(self):
        """All that run in the data folder: servers, web, workers, beat and what they forked."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                folder = Path(os.readlink(entry / "cwd"))
                if folder.is_relative_to(self.data):
                    found[int(entry.name)] = folder.name
            except OSError:
                continue
        return found

    def running(self, name):
        return {pid for pid, found in self.processes().items() if found == name}

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.said += self.process.stdout.read()
        self.process.stdout.close()
        return self.process.wait(PATIENCE_SECONDS)

    def kill(self, *pids):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):  # a death may have followed from another
                os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def data():
    """One folder for all tests here: each finds what the one before left behind."""
    folder = Path(tempfile.mkdtemp(prefix="gloss-up-"))
    folder.chmod(0o711)
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def up(data):
    started = []

    def start(**variables):
        started.append(Up(data, **variables))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop()
        one.process.stdout.close()


def eventually(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_it_serves_and_stops_and_leaves_nothing_running(up):
    first = up()
    assert first.is_ready(), first.said
    assert f"Gloss is ready: http://localhost:{first.port}/" in first.said
    assert first.health() == 200
    assert {"web", "worker-quick", "worker-bulk", "beat", "rules", "postgres", "valkey"} <= set(
        first.processes().values()
    )
    assert first.stop() == 0
    assert first.processes() == {}


def test_other_commands_reach_it_without_any_setting(up):
    one = up()
    assert one.is_ready(), one.said
    keep = {"PATH": os.environ["PATH"], "DATA_DIR": str(one.data)}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "migrate", "--check"]
    assert subprocess.run(command, env=keep, check=False).returncode == 0


def test_a_second_one_on_the_same_data_is_refused(up):
    first = up()
    assert first.is_ready(), first.said
    second = up()
    assert not second.is_ready()
    assert re.search(r"cannot start: it already runs on .* \(process \d+\)", second.said)
    assert second.process.wait(PATIENCE_SECONDS) == 1
    assert first.health() == 200


def test_after_a_power_cut_it_starts_again(up):
    first = up()
    assert first.is_ready(), first.said
    first.kill(first.process.pid, *first.processes())
    second = up()
    assert second.is_ready(), second.said
    assert second.health() == 200


def test_its_children_do_not_outlive_it(up):
    first = up()
    assert first.is_ready(), first.said
    first.kill(first.process.pid)
    eventually(lambda: first.processes() == {})


def test_what_dies_is_started_again(up):
    one = up()
    assert one.is_ready(), one.said
    for name in ("web", "worker-quick", "beat", "postgres", "valkey"):
        before = one.running(name)
        one.kill(*before)
        eventually(lambda name=name, before=before: one.running(name) - before)
        eventually(lambda: one.health() == 200)


def test_a_taken_port_is_said_before_anything_starts(up):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        one = up(PORT=str(port))
        assert not one.is_ready()
    assert f"cannot start: 127.0.0.1:{port} cannot be listened on" in one.said
    assert f"PORT={port + 1} make up" in one.said
    assert one.processes() == {}


def test_a_published_key_is_refused(up):
    one = up(SECRET_KEY="django-insecure-" + "x1y2z3" * 10)
    assert not one.is_ready()
    assert "cannot start: SECRET_KEY holds a published or made-up value" in one.said


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    one = Up(tmp_path / "file" / "data")
    assert not one.is_ready()
    assert "Set DATA_DIR to a folder this account may write" in one.said
    one.process.stdout.close()
    assert one.process.wait(PATIENCE_SECONDS) == 1
