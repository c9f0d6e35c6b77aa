"""Which ids do the rows of a test get? Others in each run, and the same ones when a test is repeated by itself.

Whatever hashes ids, sorts them or draws by them differs from project to project, and a test of it must hold for all of
them. So each test begins its tables anywhere: some with 7, some with 700 million, as the seed of the run and the name
of the test say. The header of a run names the seed (`config/testing/plugin.py`); IDS_SEED repeats it.
"""

import os
import random
from functools import cache

from django.db import connection

from annotate.prepared import Statement
from config.testing.emptying import tables
from config.testing.plugin import IDS_SEED

DIGITS = 9  # ids of some tables are 32 bits long
# Planned once a connection: every test asks for it, with a number for each of a hundred tables
BEGIN = Statement(
    "begin_anywhere",
    "SELECT count(setval(serial, start)) "
    "FROM unnest(%(serials)s::oid[]::regclass[], %(starts)s::bigint[]) AS begin(serial, start)",
)


@cache
def sequences() -> tuple[str, ...]:
    """Those that give the rows of all tables their ids, but for tables that migrations fill."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.oid::regclass::text FROM pg_class s
            JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
            WHERE s.relkind = 'S' AND d.refobjid = ANY(%s::regclass[]) ORDER BY 1
            """,
            [list(tables())],
        )
        return tuple(name for (name,) in cursor.fetchall())


@cache
def _oids() -> str:
    """As PostgreSQL writes an array. To look for them by their names takes longer than all else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::regclass[]::oid[]::text", [list(sequences())])
        return cursor.fetchone()[0]


def begin_anywhere(test: str) -> None:
    """Let the ids of each table go on from a number that depends on the seed and on the test's name alone."""
    rng = random.Random(f"{os.environ[IDS_SEED]} {test}")  # noqa: S311 - to be repeated, not to be secret
    starts = ",".join(str(start(rng)) for _ in sequences())
    BEGIN.rows({"serials": _oids(), "starts": f"{{{starts}}}"})


def start(rng: random.Random) -> int:
    """As often of one digit as of two or of nine: 9 and 10 are sorted otherwise as words."""
    return int(10 ** rng.uniform(0, DIGITS))
