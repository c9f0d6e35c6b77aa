"""Is a connection that its server has closed noticed before a request uses it, and is a living one left in peace?"""

import psycopg2
import pytest
from django.db import connection, transaction
from django.db.utils import DataError, ProgrammingError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _open_connection():
    connection.ensure_connection()
    yield
    connection.close()


def from_outside(question):
    """What another connection hears of ours, by its number."""
    other = psycopg2.connect(connection.connection.dsn)
    with other, other.cursor() as cursor:
        cursor.execute(question, [connection.connection.info.backend_pid])
        ((answer,),) = cursor.fetchall()
    other.close()
    return answer


def last_asked():
    return from_outside("SELECT query FROM pg_stat_activity WHERE pid = %s")


def test_a_living_connection_is_not_asked_anything():
    connection.cursor().execute("SELECT 'of a request'")
    assert connection.is_usable()
    assert last_asked() == "SELECT 'of a request'"


def test_after_an_error_it_is_asked():
    with pytest.raises(ProgrammingError):
        connection.cursor().execute("SELECT does_not_exist")
    assert connection.is_usable()
    assert last_asked() == "SELECT 1"


def test_in_a_transaction_that_failed_it_is_not_usable():
    """What a trigger refuses counts as an error of the data, after which Django does not ask by itself."""
    with transaction.atomic():
        with pytest.raises(DataError):
            connection.cursor().execute("SELECT 'many'::text::int")
        assert not connection.is_usable()
        transaction.set_rollback(True)


def test_one_that_the_server_has_ended_is_not_used():
    assert from_outside("SELECT pg_terminate_backend(%s, 10000)")
    assert not connection.is_usable()


def test_one_that_was_never_opened_is_not_usable():
    connection.close()
    assert not connection.is_usable()
