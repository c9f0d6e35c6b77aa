"""What another site can make a browser do: no change without our token, and none by looking (trust.md S15)."""

from functools import cache

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from annotate.roles import Role
from annotate.services.projects import add_member
from tests.access.table import ADMINISTRATOR_ROUTES, PROJECT_ROUTES, PUBLIC_ROUTES, SIGNED_IN_ROUTES
from tests.access.test_routes import arguments_without_project, url_in
from tests.access.world import stand

pytestmark = pytest.mark.django_db

IN_THE_HOUSE = [
    (name, method)
    for routes in (PUBLIC_ROUTES, SIGNED_IN_ROUTES, ADMINISTRATOR_ROUTES)
    for name, methods in routes.items()
    for method in sorted(methods)
]
# Opening the workbench lends documents, which end by themselves: the page shows the first one at once.
LOOKING_CHANGES = {"annotate:workbench"}
# Sessions note when they were last seen.
NOT_COMPARED = {"annotate_session"}


@pytest.fixture
def somebody(project, owner):
    """Somebody who may do everything, everywhere."""
    add_member(project, owner, list(Role), by=owner)
    owner.is_administrator = True
    owner.save()
    stand(project, owner)
    return owner


@pytest.fixture
def urls(project, somebody):
    return [
        *((route.name, route.method, url_in(project, route.name)) for route in PROJECT_ROUTES),
        *(
            (name, method, reverse(name, kwargs=arguments_without_project(name)))
            for name, method in IN_THE_HOUSE
        ),
    ]


def test_no_change_is_made_without_our_token(somebody, urls):
    client = Client(enforce_csrf_checks=True)
    client.force_login(somebody)
    before = contents()
    for name, method, url in urls:
        if method != "GET":
            for headers in ({}, {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}):
                response = client.generic(
                    method, url, "a=1", "application/x-www-form-urlencoded", headers=headers
                )
                assert response.status_code == 403, f"{method} {name} answers {response.status_code}"
    assert contents() == before


def test_looking_changes_nothing(somebody, urls, client):
    client.force_login(somebody)
    addresses = [(name, url) for name, method, url in urls if method == "GET" and name not in LOOKING_CHANGES]
    before, so_far = contents(), written()
    for name, url in addresses:
        response = client.get(url)
        b"".join(response)  # a file is closed at its end
        assert response.status_code < 500
        if written() != so_far:  # to read every row after every page takes longer than the pages do
            assert contents() == before, f"GET {name} changed something"
            so_far = written()
    assert contents() == before


def contents():
    """A checksum of every table of ours."""
    with connection.cursor() as cursor:
        cursor.execute(checksums())
        return dict(cursor.fetchall())


def written():
    """How many rows this transaction has written, to the same tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables "
            "WHERE relname LIKE 'annotate\\_%%' AND relname <> ALL(%s)",
            [list(NOT_COMPARED)],
        )
        return cursor.fetchone()


@cache
def checksums():
    """One statement for all tables."""
    tables = [name for name in connection.introspection.table_names() if name.startswith("annotate_")]
    return " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"
        for table in sorted(set(tables) - NOT_COMPARED)
    )
