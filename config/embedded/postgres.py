"""One PostgreSQL server on one data folder, reached through a Unix socket only."""

import locale
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from config.embedded import leftovers, process, wheels
from config.embedded.account import Account, unprivileged
from config.embedded.folders import FOR_ROOT
from config.embedded.process import CannotStart

PROGRAM = "postgres"
USER = "gloss"
RELEASE = "18"  # of the wheel; a data folder of another one cannot be read
ZOMBIE_SECONDS = 15  # a killed server may hold its lock file until the system has reaped it
STOP_SECONDS = 60
DURABLE: Mapping[str, str] = {}
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Postgres:
    """A server that is started, asked for the addresses of its databases, and stopped.

    A crash leaves nothing that blocks the next start: what still runs is ended, a half-made folder is
    made again, a lock file without a server is removed.
    """

    data: Path
    sockets: Path
    log: Path
    options: Mapping[str, str] = field(default_factory=lambda: DURABLE)

    def __post_init__(self) -> None:
        self.account: Account = unprivileged(self.data)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Come up, making the data folder first where there is none. Crash recovery may take its time."""
        self._check_release()
        self.account.make_folder(self.sockets)
        self._check_reachable()
        if not self.data.exists():
            self._initialise()
        self._end_leftovers()
        if self.process:
            self.process.wait()  # an earlier one of ours: gone, and now forgotten by the system too
        deadline = time.monotonic() + ZOMBIE_SECONDS
        while not self._comes_up():
            if time.monotonic() > deadline or "lock file" not in process.last_lines(self.log):
                msg = f"PostgreSQL did not start ({process.last_lines(self.log)}). Its log is {self.log}."
                raise CannotStart(msg)
            time.sleep(0.5)

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Disconnect everybody, write what is in memory, and end ("fast" shutdown)."""
        if self.process:
            process.stop(self.process, by=signal.SIGINT, patience_seconds=STOP_SECONDS)

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={quote(str(self.sockets), safe='')}"

    def create_database(self, name: str) -> None:
        """Make the database unless it is there."""
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if cursor.fetchone() is None:
                    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg2.Error as error:  # the disk is full, or a crash left a broken template
            msg = f"the database {name} could not be made ({str(error).strip()}). PostgreSQL's log is {self.log}."
            raise CannotStart(msg) from error
        finally:
            connection.close()

    def _check_release(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists() and (found := version.read_text().strip()) != RELEASE:
            msg = (
                f"{self.data} was written by PostgreSQL {found}, and this is PostgreSQL {RELEASE}. Start the "
                "Gloss version that wrote it, dump with pg_dump, and load the dump into a new DATA_DIR."
            )
            raise CannotStart(msg)

    def _check_reachable(self) -> None:
        for folder in (self.data.parent, self.sockets):
            if not self.account.may_enter(folder):
                msg = (
                    f"PostgreSQL may not run as root, and the account it runs as ({self.account.name}) cannot "
                    f"enter {folder}. Set DATA_DIR to a folder every account may enter, such as {FOR_ROOT}."
                )
                raise CannotStart(msg)

    @cached_property
    def programs(self) -> Path:
        return wheels.postgres(self.account, spare=self.data.with_name("programs"))

    def _end_leftovers(self) -> None:
        """End a server that a crash of ours left running, and remove the lock files of one that is dead.

        The server itself only asks whether the process id in them exists: it may be a stranger's by now.
        """
        lock = self.data / "postmaster.pid"
        if not leftovers.PROC.exists():
            return
        first_line = lock.read_text().partition("\n")[0] if lock.exists() else ""
        leader = int(first_line) if first_line.isdecimal() else -1
        leftovers.end(self.data, PROGRAM, by=signal.SIGINT, patience_seconds=STOP_SECONDS, leader=leader)
        for left in (lock, *self.sockets.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def _initialise(self) -> None:
        """Make the data folder under another name and move it into place when it is whole."""
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        self.account.make_folder(fresh)
        command = [
            self.programs / "initdb",
            f"--pgdata={fresh}",
            f"--username={USER}",
            "--auth=trust",  # the socket's folder is private to this account
            "--encoding=UTF8",
            *self.locale_options(),
            *(["--no-sync"] if self.options.get("fsync") == "off" else []),
        ]
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, **self.account.popen()
        )
        if done.returncode:
            msg = f"PostgreSQL could not make its data folder {self.data}: {done.stderr.strip()}"
            raise CannotStart(msg)
        fresh.rename(self.data)

    def locale_options(self) -> list[str]:
        """What initdb is told of the order of texts and of the kinds of letters."""
        return [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            f"--locale={character_types()}",
        ]

    def _comes_up(self) -> bool:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "log_min_error_statement": "panic",  # a statement that failed, and its details, would put
            "log_error_verbosity": "terse",  # texts into the log, where no erasure finds them
            **self.options,
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.process = process.start(
            [self.programs / PROGRAM, "-D", self.data, *settings],
            log=self.log,
            folder=self.data.parent,
            account=self.account,
            when_orphaned=signal.SIGINT,
        )
        while self.process.poll() is None:
            if self._answers():
                return True
            time.sleep(0.02)
        return False

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.url("postgres")).close()
        except psycopg2.OperationalError:
            return False
        return True


def character_types() -> str:
    """The system's locale that knows letters of all scripts; macOS may have none with C's sort order."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_CTYPE, before)
        return name
    return "C"
