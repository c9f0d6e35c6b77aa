"""Starts an embedded PostgreSQL before Django reads its settings; a Valkey when a test asks for one.

Loaded by `-p` in pyproject.toml: a conftest.py would come too late, after pytest-django has read the
settings. With DATABASE_URL set, that server is used instead. Every run has folders of its own, so any
number of runs may go on at once; of a run in several processes each is such a run, and the one that hands
out the tests starts nothing.
"""

import gc
import os
import random
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.postgres import FAST_AND_FORGETFUL, Postgres
from config.embedded.valkey import Valkey

FOLDER = pytest.StashKey[Path]()
POSTGRES = pytest.StashKey[Postgres]()
IDS_SEED = "IDS_SEED"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Set every variable that settings.py reads, and those of the run itself, and start the database it points to."""
    folder = Path(tempfile.mkdtemp(prefix="gloss-tests-"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)  # as root, PostgreSQL's account must pass through
    early_config.stash[FOLDER] = folder
    early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    (folder / "data" / "static").mkdir(parents=True)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.testing.settings",
        "SECRET_KEY": secrets.token_hex(40),
        "DATA_DIR": str(folder / "data"),
        "REDIS_URL": f"unix://{folder}/nobody-listens-here.sock",
    }
    # A run begins hundreds of processes, and each would compile our modules anew, for nearly a second
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.environ.setdefault(IDS_SEED, str(random.SystemRandom().randrange(10**6)))  # other processes inherit it
    if not os.environ.get("DATABASE_URL") and not hands_out_tests(early_config):
        early_config.stash[POSTGRES] = server = Postgres(
            data=folder / "postgres",
            sockets=folder / "sockets",
            log=folder / "postgres.log",
            options=FAST_AND_FORGETFUL | {"autovacuum": "off"},  # config/testing/vacuuming.py says why
        )
        early_config.add_cleanup(server.stop)
        server.start()
        os.environ["DATABASE_URL"] = server.url("postgres")


def pytest_report_header() -> str:
    return f"{IDS_SEED}={os.environ[IDS_SEED]} gives rows the same ids again"


def pytest_collection_finish() -> None:
    """What is loaded stays to the end: each look for circles would go through all of it again."""
    gc.freeze()


def hands_out_tests(config: pytest.Config) -> bool:
    """Is this the process of `--numprocesses` that runs no test itself?"""
    wanted = getattr(config.known_args_namespace, "numprocesses", None)
    return bool(wanted) and "PYTEST_XDIST_WORKER" not in os.environ


@pytest.fixture(scope="session")
def redis_server(pytestconfig: pytest.Config) -> Iterator[Valkey]:
    """A running Valkey of this test run. Its `url` is not in the settings: pass it on."""
    folder = pytestconfig.stash[FOLDER]
    server = Valkey(data=folder / "valkey", sockets=folder, log=folder / "valkey.log")
    server.start()
    yield server
    server.stop()
