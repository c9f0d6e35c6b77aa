"""Who came by a link reaches what it shows, and nothing else: asked over all routes, pages and API."""

import copy

import pytest
from django.test import Client
from django.urls import reverse

from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from booklet.services.shares.making import make_link
from tests.access.table import ADMINISTRATOR_ROUTES, PROJECT_ROUTES, PUBLIC_ROUTES, SIGNED_IN_ROUTES
from tests.access.test_routes import ALL_ROUTES, arguments_in, arguments_without_project, ask
from tests.access.world import arguments_of, make_all, share_of, shown_of, visitor_comment_of
from tests.conftest import NAMES, TONE, make_project, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(scope="module")
def world(made_once):
    project = make_project(make_user("olga"))
    make_all(project)
    return project, make_link(share_of(project), 7, project.created_by)


@pytest.fixture
def project(world, db):
    return copy.deepcopy(world[0])


@pytest.fixture(scope="module")
def cookies(world):
    """Of a browser that has opened the link."""
    client = Client()
    assert client.get(f"/shared/{world[1]}/").status_code == 200
    assert "session" not in client.cookies
    return client.cookies


@pytest.fixture
def visitor(cookies, client):
    """A browser that has opened the link, with all it was given there."""
    client.cookies.update(cookies)
    return client


@pytest.mark.parametrize("route", PROJECT_ROUTES, ids=str)
def test_a_visitor_reaches_nothing_of_the_project(visitor, project, route):
    url = reverse(route.name, kwargs=arguments_of(project, arguments_in(ALL_ROUTES[route.name])))
    assert ask(visitor, route.method, url, as_json=True).status_code == 401
    page = ask(visitor, route.method, url)
    assert page.status_code == 401 or page["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", sorted(SIGNED_IN_ROUTES | ADMINISTRATOR_ROUTES))
def test_a_visitor_reaches_nothing_of_the_house(visitor, name):
    url = reverse(name, kwargs=arguments_without_project(name))
    for method in (SIGNED_IN_ROUTES | ADMINISTRATOR_ROUTES)[name]:
        assert ask(visitor, method, url, as_json=True).status_code == 401


@pytest.mark.parametrize("name", sorted(name for name in PUBLIC_ROUTES if name.startswith("shared:")))
def test_a_secret_that_never_was_is_404_whatever_is_asked(visitor, world, name):
    given = {"secret": f"{world[1][:-1]}!", "section": "try"}
    url = reverse(name, kwargs={one: given[one] for one in arguments_in(ALL_ROUTES[name])})
    for method in PUBLIC_ROUTES[name]:
        answer = ask(visitor, method, url)
        assert answer.status_code == 404
        assert "Postcards" not in answer.content.decode()
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - PUBLIC_ROUTES[name]:
        assert ask(visitor, method, url).status_code == 405


def test_the_secret_is_no_token_of_the_api(client, world, project):
    answer = client.get(f"/api/v1/projects/{project.slug}/", headers={"Authorization": f"Bearer {world[1]}"})
    assert answer.status_code == 401


def test_a_link_shows_nothing_of_another_project(client, world, project):
    other = create_project(make_user("other-owner"), "Elsewhere", audit_percent=0)
    publish_schema(other, [TONE, NAMES], other.created_by)
    theirs = visitor_comment_of(other)
    shown = client.get(f"/shared/{world[1]}/").content.decode()
    assert "Elsewhere" not in shown
    sent = {"name": "Mia", "text": "Hm.", "about": f"document-{shown_of(other).id}"}
    client.post(f"/shared/{world[1]}/comments/", sent)
    made = share_of(project).comments.latest("id")
    assert (made.document_id, made.share_id) == (None, share_of(project).id)
    assert theirs.share.comments.count() == 1
