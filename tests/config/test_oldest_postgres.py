"""Do the migrations and the queue work on the oldest PostgreSQL that Gloss names, where this machine has one?"""

import os
import subprocess
import sys

import psycopg2
import pytest
from django.conf import settings

from config.embedded.postgres import FAST_AND_FORGETFUL
from config.testing import oldest
from config.testing.plugin import FOLDER

pytestmark = pytest.mark.skipif(oldest.find() is None, reason=oldest.WHY_SKIPPED)

QUEUE = ["tests/annotate/queue", "tests/annotate/test_prepared.py"]


@pytest.fixture(scope="module")
def server(pytestconfig):
    folder = pytestconfig.stash[FOLDER]
    server = oldest.OldestPostgres(
        data=folder / "oldest",
        sockets=folder / "oldest-sockets",
        log=folder / "oldest.log",
        options={**FAST_AND_FORGETFUL, "jit": "off"},  # to compile short statements takes longer than they do
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture
def run(server):
    """Run a program of ours against that server: run(*command). What it wrote is shown when it fails."""

    def run(*command):
        # This run's own settings go with it; what pytest knows of this very run does not.
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        done = subprocess.run(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=ours | {"DATABASE_URL": server.url("postgres")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-10_000:]
        return done.stdout

    return run


def test_it_is_that_release(server):
    connection = psycopg2.connect(server.url("postgres"))
    assert connection.server_version // 10_000 == int(oldest.RELEASE)
    connection.close()


def test_every_migration_is_made_taken_back_and_made_again(run):
    run("manage.py", "migrate", "--verbosity=0")
    run("manage.py", "migrate", "annotate", "zero", "--verbosity=0")
    run("manage.py", "migrate", "--verbosity=0")
    run("manage.py", "migrate", "--check")


def test_the_queue_keeps_all_it_promises(server, run):
    copy_database(server, "postgres", "test_postgres")
    assert " passed" in run("-m", "pytest", "-q", "-x", "--reuse-db", *QUEUE).splitlines()[-1]


def copy_database(server, name, copy):
    """What was just migrated need not be once more. (Where it was not, it will be.)"""
    connection = psycopg2.connect(server.url("template1"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {copy} TEMPLATE {name}")
    connection.close()
