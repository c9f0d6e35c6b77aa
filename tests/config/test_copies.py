"""Is a copied world the one that was made, and does all hold in it that held in the first?"""

import pytest
from django.db import DatabaseError, connection

from annotate.models import Document, Project, User
from annotate.services.documents import NewDocument, add_documents
from config.testing import copies
from config.testing.emptying import empty_what_was_written, written_tables
from config.testing.plugin import POSTGRES
from tests.annotate.erasure.traces import rows
from tests.conftest import make_project, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_server(pytestconfig):
    if POSTGRES not in pytestconfig.stash:
        pytest.skip("DATABASE_URL names another server, where we may not pass by triggers")


@pytest.fixture
def made(monkeypatch):
    """Ask for a world, which is written down as often as it is made: made() -> how often so far."""
    monkeypatch.setattr(copies, "_worlds", {})
    times = []

    def make():
        times.append(1)
        project = make_project(make_user("olga"))
        batch = project.batches.create(name="first", created_by=project.created_by)
        add_documents(batch, [NewDocument("Ann went to Rome."), NewDocument("Zoë said: “never again”. 😀")])

    def made():
        copies.made("test of copies", make)
        return len(times)

    yield made
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {copies.COPIES} CASCADE")


def test_it_is_made_once_and_every_row_comes_back_as_it_was(made):
    assert made() == 1
    before = rows()
    empty_what_was_written()
    assert made() == 1
    assert rows() == before
    assert before


def test_new_rows_do_not_meet_those_that_were_copied(made):
    made()
    latest = User.objects.latest("id").id
    empty_what_was_written()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('annotate_user', 'id'), 1)")
    made()
    assert make_user("ada").id > latest


def test_what_may_not_be_changed_may_not_be_changed_in_a_copy(made):
    made()
    empty_what_was_written()
    made()
    with pytest.raises(DatabaseError):
        Document.objects.update(text="something else")


def test_it_begins_in_an_empty_database_lest_it_copies_what_others_wrote(made):
    make_user("ada")
    with pytest.raises(AssertionError, match="before all else"):
        made()
    assert not Project.objects.exists()


def test_a_copy_is_emptied_like_anything_else(made):
    made()
    empty_what_was_written()
    made()
    empty_what_was_written()
    assert written_tables() == []
