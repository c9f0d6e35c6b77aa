"""A test run begins with the tables of the last one, and those are what the migrations make."""

import re

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from config.testing import schema
from config.testing.plugin import POSTGRES
from tests.config.catalogue import catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(pytestconfig):
    if POSTGRES not in pytestconfig.stash:
        pytest.skip("DATABASE_URL names another server, on which nothing is kept")
    return pytestconfig.stash[POSTGRES]


def described(cursor):
    cursor.execute("SELECT 'migration ' || app || ' ' || name FROM django_migrations")
    applied = [line for (line,) in cursor.fetchall()]
    return {plain(line) for line in [*catalogue(cursor), *applied]}


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
            made = described(kept)
            assert made
            assert described(restored) ^ made == set()
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
