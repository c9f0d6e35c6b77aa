"""Does the queue work on the oldest PostgreSQL that Gloss names, where this machine has one?

All migrations are made on it for that; `make soak` walks the old ones on it too, in test_migrations.py, and asks for
all that the queue promises. Every run asks what another release may say otherwise: which statements it takes, what they
lock, what triggers and constraints refuse. What is asked hundreds of times over is chance, and the same on each.
"""

import psycopg2
import pytest

from config.testing import oldest
from config.testing.soaking import LONG

pytestmark = pytest.mark.skipif(oldest.find() is None, reason=oldest.WHY_SKIPPED)

QUEUE = ["tests/annotate/queue", "tests/annotate/test_prepared.py"]
BY_CHANCE = [
    "tests/annotate/queue/test_tabs.py",
    "tests/annotate/queue/test_state_machine.py",
    "tests/annotate/queue/test_chances.py::test_documents_are_drawn_as_often_as_is_kept_with_them",
]


def test_it_is_that_release(another_postgres):
    connection = psycopg2.connect(another_postgres.url("postgres"))
    assert connection.server_version // 10_000 == int(oldest.RELEASE)
    connection.close()


def test_the_queue_keeps_all_it_promises(run_on):
    left_out = [] if LONG else [f"--deselect={name}" for name in BY_CHANCE]
    options = ["-q", "-x", "--reuse-db", *left_out]  # the database goes with its server
    said = run_on("postgres", "-m", "pytest", *options, *QUEUE)
    assert " passed" in said.splitlines()[-1]
