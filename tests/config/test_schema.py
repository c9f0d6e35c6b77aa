"""A test run begins with the tables of the last one, and those are what the migrations make."""

import re

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from config.testing import schema
from config.testing.plugin import POSTGRES

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(pytestconfig):
    if POSTGRES not in pytestconfig.stash:
        pytest.skip("DATABASE_URL names another server, on which nothing is kept")
    return pytestconfig.stash[POSTGRES]


def catalogue(cursor):
    """All that migrations make, as PostgreSQL describes it."""
    cursor.execute(
        """
        SELECT 'column ' || table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p
            WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND p.prolang <> 13
        UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT 'options ' || relname || ' ' || coalesce(reloptions::text, '')
            FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'migration ' || app || ' ' || name FROM django_migrations
        """
    )
    return sorted(plain(row[0]) for row in cursor.fetchall())


def plain(description):
    """Without brackets and casts: PostgreSQL writes down fewer of both for what it has read from its own writing."""
    return re.sub(r"[()\s]|::(text|character varying)(\[\])?", "", description)


def test_a_restored_database_is_the_one_that_was_kept(server, tmp_path):
    dump = tmp_path / schema.name_of_dump()
    schema.keep(server, connection.settings_dict["NAME"], dump)
    schema.restore(server, "restored", dump)
    again = psycopg2.connect(server.url("restored"))
    try:
        with connection.cursor() as kept, again.cursor() as restored:
            made = catalogue(kept)
            assert made
            assert set(catalogue(restored)) ^ set(made) == set()
    finally:
        again.close()


def test_nothing_is_restored_that_was_not_kept(server, tmp_path):
    schema.restore(server, "never_made", tmp_path / "none.sql")
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = 'never_made'")
        assert cursor.fetchone() is None


def test_no_migration_is_left_to_apply():
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_a_changed_migration_is_another_name(monkeypatch, tmp_path):
    before = schema.name_of_dump()
    migrations = tmp_path / "annotate" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_tables.py").write_text("operations = []")
    monkeypatch.setattr(schema, "BASE_DIR", tmp_path)
    changed = schema.name_of_dump()
    (migrations / "0001_tables.py").write_text("operations = [1]")
    assert len({before, changed, schema.name_of_dump()}) == 3


def test_only_the_newest_is_kept(server, tmp_path):
    (tmp_path / "older.sql").write_text("")
    schema.keep(server, connection.settings_dict["NAME"], tmp_path / "newer.sql")
    assert [path.name for path in tmp_path.iterdir()] == ["newer.sql"]
