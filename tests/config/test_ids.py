"""Do ids begin somewhere else from test to test, and at the same place when a test is made again?"""

import pytest
from django.db import connection

from config.testing import ids
from config.testing.plugin import IDS_SEED
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def ids_in(test):
    """What each table would give its next row in this test."""
    ids.begin_anywhere(test)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"nextval('{name}')" for name in ids.sequences()))
        return cursor.fetchone()


def test_they_are_of_all_lengths_and_hardly_two_tables_count_alike(monkeypatch):
    monkeypatch.setenv(IDS_SEED, "1")
    found = ids_in("a test")
    assert len(found) > 50
    assert {len(str(one)) for one in found} >= {1, 5, 9}
    assert len(set(found)) > len(found) * 0.9


def test_the_same_test_has_the_same_ids_again_but_not_another_one_nor_with_another_seed(monkeypatch):
    found = ids_in("a test")
    assert ids_in("a test") == found
    assert ids_in("another test") != found
    monkeypatch.setenv(IDS_SEED, "another")
    assert ids_in("a test") != found


def test_the_next_row_has_the_next_id():
    ids.begin_anywhere("a test")
    one, other = make_user("ada"), make_user("ben")
    assert other.id == one.id + 1
