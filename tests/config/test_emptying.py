"""What does a test that commits leave to the next one?"""

import threading

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction

from annotate.models import Document, Event, Schema, User
from config.testing.emptying import empty_what_was_written
from config.testing.plugin import POSTGRES
from tests.conftest import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_server(pytestconfig):
    if POSTGRES not in pytestconfig.stash:
        pytest.skip("DATABASE_URL names another server, which Django empties in its own way")


def test_nothing_is_left_even_where_nothing_may_be_deleted(documents):
    assert Schema.objects.exists()
    assert Event.objects.exists()
    empty_what_was_written()
    with connection.cursor() as cursor:
        for model in (User, Document, Schema, Event):
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (0,)


def test_what_came_with_the_tables_stays():
    before = Permission.objects.count()
    empty_what_was_written()
    assert Permission.objects.count() == before > 0


def test_triggers_and_foreign_keys_hold_again_afterwards(documents):
    empty_what_was_written()
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_who_still_writes_is_waited_for():
    has_written, may_commit = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            make_user("late")
            has_written.set()
            may_commit.wait(60)
        connection.close()

    def empty():
        empty_what_was_written()
        connection.close()

    writer, emptier = threading.Thread(target=write), threading.Thread(target=empty)
    writer.start()
    assert has_written.wait(60)
    emptier.start()
    emptier.join(0.2)
    assert emptier.is_alive()
    may_commit.set()
    writer.join()
    emptier.join()
    assert not User.objects.exists()
