"""Does `manage.py up` run everything, stop it cleanly, and start again after every crash?"""

import contextlib
import errno
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

from config import priority, processes
from config.embedded import wheels
from config.testing.processes import free_port
from config.up import command

pytestmark = pytest.mark.faults

PATIENCE_SECONDS = (
    180  # a worker ends its job first, which may be to learn; on a busy machine that takes a while
)


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


class Ups:
    """All that were started on one folder: each finds what the one before left behind."""

    def __init__(self, data):
        self.data, self.started = data, []

    def start(self, **variables):
        self.started.append(Up(self.data, **variables))
        return self.started[-1]

    def running(self):
        """One that runs: the same for many tests, because a start takes the time of many tests."""
        if alive := [one for one in self.started if one.process.poll() is None]:
            return alive[-1]
        one = self.start()
        assert one.is_ready(), one.said
        return one

    def stop(self):
        for one in self.started:
            if one.process.poll() is None:
                one.stop()
            one.process.stdout.close()
        self.started.clear()


@pytest.fixture(scope="module")
def ups():
    folder = Path(tempfile.mkdtemp(prefix="gloss-up-"))
    folder.chmod(0o711)
    ups = Ups(folder / "data")
    yield ups
    ups.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def running(ups):
    return ups.running()


@pytest.fixture
def up(ups):
    """Start one where none runs: up(PORT="80") -> Up."""
    ups.stop()
    return ups.start


def eventually(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_it_serves(running):
    assert f"Gloss is ready: http://localhost:{running.port}/" in running.said
    assert running.health() == 200
    assert {"web", "worker-quick", "worker-bulk", "beat", "rules", "postgres", "valkey"} <= set(
        running.processes().values()
    )


def test_workers_give_way_to_whoever_waits_for_a_page(running):
    (web, *_), sessions = running.running("web"), a_session_can_be_nice()
    for lane in processes.LANES:
        eventually(lambda lane=lane: running.running(f"worker-{lane}"))
        for pid in running.running(f"worker-{lane}"):
            eventually(lambda pid=pid: niceness(pid) == niceness(web) + priority.NICENESS)
            eventually(lambda pid=pid: not sessions or niceness_of_group(pid) == priority.NICENESS)


def a_session_can_be_nice():
    """Not every kernel shares the processor among sessions, and some only say that they do."""
    wish = f"open('{priority.GROUP}', 'w').write('{priority.NICENESS}')"
    command = [sys.executable, "-c", wish]
    return not subprocess.run(command, start_new_session=True, stderr=subprocess.DEVNULL).returncode


def niceness(pid):
    return os.getpriority(os.PRIO_PROCESS, pid)


def niceness_of_group(pid):
    """Linux's own words: `/autogroup-25 nice 10`."""
    return int(Path(f"/proc/{pid}/autogroup").read_text().rpartition(" ")[2])


def test_other_commands_reach_it_without_any_setting(running):
    keep = {"PATH": os.environ["PATH"], "DATA_DIR": str(running.data)}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "migrate", "--check"]
    assert subprocess.run(command, env=keep, check=False).returncode == 0


def test_a_second_one_on_the_same_data_is_refused(running, ups):
    second = ups.start()
    assert not second.is_ready()
    assert re.search(r"cannot start: it already runs on .* \(process \d+\)", second.said)
    assert second.process.wait(PATIENCE_SECONDS) == 1
    assert running.health() == 200


@pytest.mark.parametrize("name", ["web", "worker-quick", "beat", "postgres", "valkey"])
def test_what_dies_is_started_again(running, name):
    before = running.running(name)
    running.kill(*before)
    eventually(lambda: running.running(name) - before)
    eventually(lambda: running.health() == 200)


def test_it_stops_and_leaves_nothing_running(running):
    assert running.stop() == 0
    assert running.processes() == {}


def test_after_a_power_cut_it_starts_again(running, ups):
    running.kill(running.process.pid, *running.processes())
    second = ups.start()
    assert second.is_ready(), second.said
    assert second.health() == 200


def test_its_children_do_not_outlive_it(running):
    running.kill(running.process.pid)
    eventually(lambda: running.processes() == {})


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


@pytest.mark.parametrize("port", ["0", "65536", "99999999999"])
def test_what_is_no_port_is_said(up, port):
    one = up(PORT=port)
    assert not one.is_ready()
    assert f"cannot start: PORT={port} is no port" in one.said


def test_a_full_disk_is_said(monkeypatch, capsys):
    def full():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/data/run/up.lock")

    monkeypatch.setattr(command, "up", full)
    assert command.main() == 1
    assert "/data/run/up.lock cannot be read or written (No space left on device)." in capsys.readouterr().out


def test_a_package_that_is_missing_is_said(monkeypatch, capsys):
    monkeypatch.setattr(command, "up", lambda: wheels.folder_of("nothing_of_this_name"))
    assert command.main() == 1
    assert "The package nothing_of_this_name is not installed." in capsys.readouterr().out
