"""Does the queue work on the oldest PostgreSQL that Gloss names, where this machine has one?

All migrations are made on it for that; `make soak` walks the old ones on it too, in test_migrations.py.
"""

import psycopg2
import pytest

from config.testing import oldest

pytestmark = pytest.mark.skipif(oldest.find() is None, reason=oldest.WHY_SKIPPED)

QUEUE = ["tests/annotate/queue", "tests/annotate/test_prepared.py"]


def test_it_is_that_release(another_postgres):
    connection = psycopg2.connect(another_postgres.url("postgres"))
    assert connection.server_version // 10_000 == int(oldest.RELEASE)
    connection.close()


def test_the_queue_keeps_all_it_promises(run_on):
    said = run_on("postgres", "-m", "pytest", "-q", "-x", "--reuse-db", *QUEUE)  # it goes with its server
    assert " passed" in said.splitlines()[-1]
