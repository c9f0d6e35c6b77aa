"""Is the project that most tests begin with the one that the services would have made?"""

import json
import re

import pytest
from django.db import connection, transaction

from annotate.roles import Role
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema
from config.testing import ids
from config.testing.emptying import written_tables
from tests.conftest import NAMES, TONE, make_user
from tests.postcards import NAME, SETTINGS, write_member, write_project

pytestmark = pytest.mark.django_db
BY_CHANCE = {"password", "seed"}
MOMENT = re.compile(r'"\d{4}-\d\d-\d\dT[^"]+"')
ROLES = [Role.SUPERVISOR, Role.ANNOTATOR]


def by_the_services():
    owner = make_user("olga")
    project = create_project(owner, NAME, **SETTINGS)
    publish_schema(project, [TONE, NAMES], owner)
    add_member(project, make_user("ada"), ROLES, by=owner)


def row_by_row():
    project = write_project(make_user("olga"), [TONE, NAMES])
    write_member(project, make_user("ada"), ROLES)


@pytest.fixture
def rows_of(django_capture_on_commit_callbacks):
    """What is written, with what follows after the commit: rows_of(make) -> the rows of each table. Both begin with
    the same ids; when it was written does not matter, nor what was drawn.
    """

    def rows_of(make):
        with transaction.atomic(), connection.cursor() as cursor:
            ids.begin_anywhere("the same for both")
            with django_capture_on_commit_callbacks(execute=True):
                make()
            found = {}
            for table in written_tables():
                cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY id")
                found[table] = [told(row) for (row,) in cursor.fetchall()]
            transaction.set_rollback(True)
        return found

    return rows_of


def told(row):
    return {
        name: value
        for name, value in json.loads(MOMENT.sub('"some time"', row)).items()
        if name not in BY_CHANCE
    }


def test_its_rows_are_those_that_the_services_write(rows_of):
    made = rows_of(by_the_services)
    assert len(made) == 8
    assert rows_of(row_by_row) == made
