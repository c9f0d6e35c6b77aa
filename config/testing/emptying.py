"""How does a test that commits leave an empty database behind?

Django truncates every table, which makes files anew for each and for each of its indexes, and then asks again
for all permissions: a third of a second after each such test. Most tests write to a few tables; those are emptied.
"""

from functools import cache

from django.apps import apps
from django.db import connection, transaction
from django.test import TransactionTestCase

from annotate.prepared import Statement

MADE_BY_MIGRATIONS = ("contenttypes.ContentType", "auth.Permission")


def install() -> None:
    """Let Django's transactional tests use `empty_what_was_written`. Only a superuser may pass by triggers.

    Their connection goes on, as that of all others does: a new one would have to learn of every table again.
    """
    TransactionTestCase._fixture_teardown = lambda _test_case: empty_what_was_written()
    TransactionTestCase._should_reload_connections = lambda _test_case: False


@cache
def tables() -> tuple[str, ...]:
    kept = {apps.get_model(name)._meta.db_table for name in MADE_BY_MIGRATIONS}
    return tuple(connection.ops.quote_name(name) for name in sorted({*_named_by_models()} - kept))


def _named_by_models() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


@cache
def tables_with_rows() -> Statement:
    """To plan a look at every table takes longer than to look."""
    return Statement(
        "tables_with_rows", " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in tables())
    )


def written_tables() -> list[str]:
    """Those that have rows."""
    return [name for (name,) in tables_with_rows().rows({})]


def empty_what_was_written() -> None:
    """Wait for everybody who still writes, as TRUNCATE does, and delete the rows there are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables())} IN SHARE ROW EXCLUSIVE MODE")
        written = written_tables()
        # No foreign key is checked and no append-only trigger fires.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in written:
            cursor.execute(f"DELETE FROM {name}")
