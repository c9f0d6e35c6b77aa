"""Do the embedded servers start again after whatever happened to them?"""

import errno
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest
import redis

from config.embedded import folders, leftovers, process
from config.embedded.account import Account
from config.embedded.instance import Instance
from config.embedded.postgres import Postgres
from config.embedded.process import CannotStart
from config.embedded.valkey import Valkey

pytestmark = pytest.mark.faults
# No test here cuts the power, and to wait for the disk takes seconds each. What was written survives a kill.
WITHOUT_DISK = {"fsync": "off"}


@pytest.fixture
def folder():
    """A folder that PostgreSQL's account may pass through when we are root; pytest's own are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="gloss-embedded-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(folder):
    server = Postgres(
        data=folder / "postgres",
        sockets=folder / "sockets",
        log=folder / "postgres.log",
        options=WITHOUT_DISK,
    )
    yield server
    server.stop()


@pytest.fixture
def valkey(folder):
    server = Valkey(data=folder / "valkey", sockets=folder, log=folder / "valkey.log")
    yield server
    server.stop()


def ask(server, statement):
    connection = psycopg2.connect(server.url("postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def test_a_second_start_finds_everything_as_it_was(postgres):
    postgres.start()
    ask(postgres, "CREATE TABLE kept AS SELECT 'Ä😀' AS text")
    postgres.stop()
    postgres.start()
    assert ask(postgres, "SELECT text, lower(text) FROM kept") == [("Ä😀", "ä😀")]


def test_it_starts_after_a_kill(postgres):
    postgres.start()
    ask(postgres, "CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(postgres.process.pid, signal.SIGKILL)
    postgres.start()
    assert ask(postgres, "SELECT one FROM kept") == [(1,)]


def test_it_ends_a_server_whose_supervisor_was_killed(postgres, folder):
    postgres.start()
    forgotten = postgres.process
    successor = replace(postgres)
    successor.start()
    try:
        assert forgotten.wait(10) == 0
        assert ask(successor, "SELECT 1") == [(1,)]
    finally:
        successor.stop()


def test_a_lock_file_with_the_process_id_of_a_stranger_is_no_obstacle(postgres):
    postgres.start()
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")
    postgres.start()
    assert ask(postgres, "SELECT 1") == [(1,)]


def test_a_half_made_data_folder_is_made_again(postgres):
    half = postgres.data.with_name("postgres.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    postgres.start()
    assert ask(postgres, "SELECT 1") == [(1,)]
    assert not half.exists()


def test_a_folder_of_another_release_is_refused_with_the_way_out(postgres):
    postgres.account.make_folder(postgres.data)
    (postgres.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStart, match="was written by PostgreSQL 17, and this is PostgreSQL 18"):
        postgres.start()


def test_a_server_that_cannot_start_says_why(postgres):
    postgres.options = {**WITHOUT_DISK, "shared_buffers": "nonsense"}
    with pytest.raises(CannotStart, match=r"PostgreSQL did not start .*shared_buffers"):
        postgres.start()


def test_only_our_own_account_may_connect(postgres):
    postgres.start()
    assert postgres.sockets.stat().st_mode & 0o777 == 0o700
    assert ask(postgres, "SHOW listen_addresses") == [("",)]


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone has to change account")
def test_under_root_it_runs_as_somebody_else_and_opens_no_folder(folder):
    private = folder / "private"
    private.mkdir(mode=0o700)
    server = Postgres(data=private / "postgres", sockets=folder / "sockets", log=folder / "log")
    with pytest.raises(CannotStart, match="may not run as root, and the account it runs as"):
        server.start()
    assert private.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone has to change account")
def test_programs_in_a_private_home_are_copied_to_the_data(postgres, monkeypatch):
    monkeypatch.setattr(Account, "may_enter", lambda account, place: "site-packages" not in str(place))
    postgres.start()
    assert postgres.programs.is_relative_to(postgres.data.with_name("programs"))
    assert ask(postgres, "SELECT 1") == [(1,)]


def test_valkey_keeps_messages_over_a_kill(valkey):
    valkey.start()
    cli(valkey, "SET", "hint", "42")
    time.sleep(1.5)  # its log is written once a second
    os.kill(valkey.process.pid, signal.SIGKILL)
    valkey.start()
    assert cli(valkey, "GET", "hint") == "42"


def test_valkey_begins_anew_when_its_folder_is_unreadable(valkey, folder):
    valkey.start()
    cli(valkey, "SET", "hint", "42")
    valkey.stop()
    for file in (valkey.data / "appendonlydir").iterdir():
        file.write_bytes(b"garbage, not a log\r\n" * 10)
    valkey.start()
    assert cli(valkey, "GET", "hint") is None
    assert len(list(folder.glob("valkey.unreadable-*"))) == 1


def cli(server, *words):
    with redis.Redis.from_url(server.url, decode_responses=True) as client:
        return client.execute_command(*words)


def test_a_shell_in_the_data_folder_is_left_alone(tmp_path):
    shell = subprocess.Popen(["sleep", "60"], cwd=tmp_path)
    try:
        leftovers.end(tmp_path, "postgres", by=signal.SIGINT, patience_seconds=1)
        assert shell.poll() is None
    finally:
        shell.kill()
        shell.wait()


def test_a_long_data_path_gets_a_short_socket_path(tmp_path):
    deep = Instance(tmp_path / ("d" * 100))
    assert len(str(deep.runtime_dir)) < 60
    assert Instance(tmp_path).runtime_dir == tmp_path / "run" or len(str(tmp_path)) > 70


def test_a_short_socket_folder_that_is_not_ours_is_refused(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(CannotStart, match="is a link or belongs to another account"):
        folders.make_in_public_place(tmp_path / "link")


def test_the_secret_key_is_made_once_for_our_eyes_only(tmp_path):
    instance = Instance(tmp_path)
    instance.make_secret_key()
    key = instance.secret_key_file.read_text()
    instance.make_secret_key()
    assert instance.secret_key_file.read_text() == key
    assert len(key) >= 50
    assert instance.secret_key_file.stat().st_mode & 0o777 == 0o600


def test_on_a_full_disk_a_long_log_makes_room(tmp_path, monkeypatch):
    def full(*_given):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    log = tmp_path / "web.log"
    log.write_bytes(b"x" * 11)
    monkeypatch.setattr(process, "LARGEST_LOG", 10)
    monkeypatch.setattr(process.shutil, "copyfile", full)
    process.rotate([log])
    assert log.read_bytes() == b""
