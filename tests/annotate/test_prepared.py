"""Statements planned once a connection give what Django's own queries give, whatever the connection lives through."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from annotate.access import MEMBERSHIP, WITH_DOCUMENT
from annotate.models import Document, Membership, Project
from annotate.prepared import Query, Statement
from annotate.services.projects import create_project

SUM = Statement("test_sum", "SELECT %(one)s::int + %(other)s::int + 5 %% 3 - %(one)s::int")
BEHIND = Statement(
    "test_behind",
    "SELECT current_setting('gloss.test'), %(said)s::text",
    before="SELECT set_config('gloss.test', %(said)s, true)",
)
BY_ID = Query("test_document", lambda document: Document.objects.filter(id=document), document=-1)


def planned() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return {name for (name,) in cursor.fetchall()}


def test_values_go_where_their_names_stand(db):
    assert SUM.sql == "SELECT $1::int + $2::int + 5 % 3 - $1::int"
    assert SUM.rows({"one": 40, "other": 2, "more": "is ignored"}) == [(4,)]


def test_a_statement_is_planned_once_and_outlives_a_rollback(db):
    with transaction.atomic():
        SUM.rows({"one": 1, "other": 2})
        transaction.set_rollback(True)
    assert SUM.rows({"one": 1, "other": 2}) == [(4,)]
    assert "gloss_test_sum" in planned()


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_anew():
    SUM.rows({"one": 1, "other": 2})
    connection.close()
    assert "gloss_test_sum" not in planned()
    assert SUM.rows({"one": 1, "other": 2}) == [(4,)]


def test_what_goes_before_is_done_first_and_costs_no_question_of_its_own(db, django_assert_num_queries):
    BEHIND.rows({"said": "once, to plan it"})
    with django_assert_num_queries(1):
        assert BEHIND.rows({"said": "100 % of 'it'"}) == [("100 % of 'it'", "100 % of 'it'")]


@pytest.mark.django_db(transaction=True)
def test_behind_a_lock_it_sees_what_was_committed_while_it_waited(membership):
    """As an annotator's second tab sees what the first has saved."""
    lock, project = "SELECT pg_advisory_xact_lock(1, 2)", membership.project_id
    name = Statement("test_waits", "SELECT name FROM annotate_project WHERE id = %(project)s", before=lock)
    with ThreadPoolExecutor(1) as other, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(lock)
        found = other.submit(in_a_transaction, name, {"project": project})
        for _attempt in range(1_000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                break
            time.sleep(0.01)
        Project.objects.filter(id=project).update(name="Changed meanwhile")
    assert found.result(timeout=20) == [("Changed meanwhile",)]


def in_a_transaction(statement: Statement, values: dict[str, object]) -> list[tuple[object, ...]]:
    try:
        with transaction.atomic():
            return statement.rows(values)
    finally:
        connection.close()


def test_a_query_gives_the_instance_django_would(documents):
    document = documents[2]
    document.refresh_from_db()
    found = BY_ID.first(document=document.id)
    for field in Document._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(document, field.attname)
    assert not found._state.adding
    assert BY_ID.first(document=0) is None


def test_it_brings_what_is_selected_beside_it(membership, django_assert_num_queries):
    wanted = Membership.objects.select_related("project__schema").get(id=membership.id)
    with django_assert_num_queries(1):
        found = MEMBERSHIP.first(slug=membership.project.slug, user=membership.user_id)
        assert found == wanted
        assert found.roles == wanted.roles
        assert found.project.mix == wanted.project.mix
        assert found.project.overlap_percent == wanted.project.overlap_percent
        assert found.project.schema.questions == wanted.project.schema.questions


def test_it_brings_a_document_of_the_project_and_of_no_other(
    membership, documents, owner, django_assert_num_queries
):
    slug, user = membership.project.slug, membership.user_id
    with django_assert_num_queries(1):
        found = WITH_DOCUMENT.first(slug=slug, user=user, document=documents[1].id)
        assert (found, found.asked_for, found.asked_for.text) == (membership, documents[1], documents[1].text)
        assert found.project.schema.questions == membership.project.schema.questions
    other = create_project(owner, "Another")
    elsewhere = WITH_DOCUMENT.first(slug=other.slug, user=owner.id, document=documents[1].id)
    assert not hasattr(elsewhere, "asked_for")


def test_nothing_beside_it_is_none(project, membership):
    project.schema = None
    project.save()
    assert MEMBERSHIP.first(slug=project.slug, user=membership.user_id).project.schema is None


def test_hostile_values_are_values(membership):
    assert MEMBERSHIP.first(slug="'; DROP TABLE annotate_user; --", user=membership.user_id) is None
    assert MEMBERSHIP.first(slug="%(user)s", user=membership.user_id) is None


@pytest.mark.django_db(transaction=True)
def test_a_query_is_composed_by_one_of_all_threads_that_ask_at_once():
    """As the first requests of a web process do. Two at once would leave a statement without half of its joins."""
    asked, all_there = [], threading.Barrier(4)

    def members(user: int) -> QuerySet[Membership]:
        asked.append(user)
        time.sleep(0.05)
        return Membership.objects.select_related("project").filter(user=user)

    query = Query("test_at_once", members, user=-1)

    def ask() -> list[Membership]:
        try:
            all_there.wait(timeout=20)
            return query.all(user=0)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert [one.result() for one in [threads.submit(ask) for _ in range(4)]] == [[]] * 4
    assert len(asked) == 1
