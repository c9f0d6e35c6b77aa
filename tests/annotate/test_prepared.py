"""Statements planned once a connection give what Django's own queries give, whatever the connection lives through."""

import pytest
from django.db import connection, transaction

from annotate.access import MEMBERSHIP
from annotate.models import Document, Membership
from annotate.prepared import Query, Statement

SUM = Statement("test_sum", "SELECT %(one)s::int + %(other)s::int + 5 %% 3 - %(one)s::int")
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


def test_nothing_beside_it_is_none(project, membership):
    project.schema = None
    project.save()
    assert MEMBERSHIP.first(slug=project.slug, user=membership.user_id).project.schema is None


def test_hostile_values_are_values(membership):
    assert MEMBERSHIP.first(slug="'; DROP TABLE annotate_user; --", user=membership.user_id) is None
    assert MEMBERSHIP.first(slug="%(user)s", user=membership.user_id) is None
