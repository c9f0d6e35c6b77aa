"""Is a connection that its server has closed noticed before a request uses it, and is a living one left in peace?"""

import psycopg2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _open_connection():
    connection.ensure_connection()
    yield
    connection.close()


def end_from_outside():
    """As a server that is restarted does."""
    whose = connection.connection.info.backend_pid
    other = psycopg2.connect(connection.connection.dsn)
    with other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [whose])
        assert cursor.fetchone() == (True,)
    other.close()


def test_a_living_connection_is_not_asked_anything():
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert len(asked) == 0


def test_one_that_the_server_has_ended_is_not_used():
    end_from_outside()
    assert not connection.is_usable()


def test_after_an_error_django_asks():
    with pytest.raises(Exception, match="does_not_exist"):
        connection.cursor().execute("SELECT does_not_exist")
    assert connection.errors_occurred
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert [query["sql"] for query in asked] == ["SELECT 1"]


def test_one_that_was_never_opened_is_not_usable():
    connection.close()
    assert not connection.is_usable()
