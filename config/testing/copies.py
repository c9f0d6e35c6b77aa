"""A world that is slow to make is made once, and copied for each further test that commits and begins with it.

Its rows lie in a schema of their own, table by table. They come back as they were, ids included; its files were never
taken away.
"""

from collections.abc import Callable

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from config.testing.emptying import written_tables

COPIES = "copies"
_worlds: dict[str, str] = {}  # the statements that bring each back


def made(world: str, make: Callable[[], object]) -> None:
    """Call `make` for the first test that wants this world, and copy what it wrote for the others.

    The database must be empty, for what others wrote before would be copied too. A world may begin with another one:
    its `make` asks for that one first.
    """
    with connection.cursor() as cursor:
        assert not written_tables(), "a world is made before all else"  # noqa: S101 - part of the tests
        if world in _worlds:
            _bring_back(world, cursor)
            return
        make()
        _worlds[world] = _copy(world, cursor)


@transaction.atomic
def _copy(world: str, cursor: CursorWrapper) -> str:
    """Returns what brings the rows back."""
    cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {COPIES}")
    tables = written_tables()
    statements = []
    for table in tables:
        columns, copy = _columns(cursor, table), _copy_of(world, table)
        cursor.execute(f"CREATE TABLE {copy} AS SELECT {columns} FROM {table}")
        statements.append(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {copy}")
    plain_names = [table.strip('"') for table in tables]
    statements += [statement for (statement,) in _fetched(cursor, HIGHER_IDS, [plain_names])]
    return "; ".join(statements)


@transaction.atomic
def _bring_back(world: str, cursor: CursorWrapper) -> None:
    """With the rows as they were, no trigger has anything to add. New ids go on above them."""
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute(_worlds[world])


def _copy_of(world: str, table: str) -> str:
    return f'{COPIES}."{world} {table.strip(chr(34))}"'


def _columns(cursor: CursorWrapper, table: str) -> str:
    """All but those PostgreSQL works out itself."""
    return ", ".join(name for (name,) in _fetched(cursor, STORED_COLUMNS, [table]))


def _fetched(cursor: CursorWrapper, statement: str, parameters: list[object]) -> list[tuple[str]]:
    cursor.execute(statement, parameters)
    return cursor.fetchall()


STORED_COLUMNS = """
SELECT quote_ident(attname) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
HIGHER_IDS = """
SELECT format(
    'SELECT setval(%%1$L, greatest((SELECT max(%%2$I) FROM %%3$I), nextval(%%1$L)))', serial, column_name, name
) FROM (
    SELECT table_name AS name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) AS serial
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY(%s)
) columns WHERE serial IS NOT NULL
"""
