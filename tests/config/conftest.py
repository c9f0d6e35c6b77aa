"""A server of the oldest PostgreSQL, and programs of ours that use a server which is not that of the run."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from config.embedded.postgres import FAST_AND_FORGETFUL, Postgres
from config.testing import oldest
from config.testing.plugin import FOLDER


@pytest.fixture(scope="session")
def another_postgres(pytestconfig):
    """Of the oldest release where this machine has one, else of the embedded."""
    folder = pytestconfig.stash[FOLDER]
    server = (oldest.OldestPostgres if oldest.find() else Postgres)(
        data=folder / "another",
        sockets=folder / "another-sockets",
        log=folder / "another.log",
        options=FAST_AND_FORGETFUL,
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def run_on(another_postgres):
    """Run a program of ours in a database of that server: run_on(database, *command). What it wrote is shown when it
    fails.
    """

    def run_on(database, *command):
        # This run's own settings go with it; what pytest knows of this very run does not.
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        done = subprocess.run(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=ours | {"DATABASE_URL": another_postgres.url(database)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-10_000:]
        return done.stdout

    return run_on
