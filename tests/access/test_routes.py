"""Every route, method and role: a stranger gets 404, a wrong role 403, nobody at all is led to sign in."""

import copy
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from annotate.roles import Role
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from tests.access.table import ADMINISTRATOR_ROUTES, PROJECT_ROUTES, PUBLIC_ROUTES, SIGNED_IN_ROUTES
from tests.access.world import ARGUMENTS, NO_IDS, arguments_of, make_all, stand
from tests.conftest import NAMES, TONE, make_project, make_user, member
from weaklabels.services.python.permission import MAY_BE_ALLOWED, allow_python

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def routes(resolver: URLResolver, namespace: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every named route as (name, pattern)."""
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(
                entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, pattern
            )
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", pattern


@pytest.fixture(scope="module")
def world(made_once):
    """A project for the hundreds of tests here, and somebody of each role."""
    project = make_project(make_user("olga"))
    allow_python(project, MAY_BE_ALLOWED, project.created_by)
    make_all(project)
    return project


@pytest.fixture(scope="module")
def people(world):
    """Somebody of each role, and one who has them all."""
    return {role: member(world, f"{role}-person", role) for role in Role} | {
        "all": member(world, "all-roles-person", *Role)
    }


@pytest.fixture(scope="module")
def sessions(people):
    """They sign in once for all routes."""
    return {role: session_of(person) for role, person in people.items()}


@pytest.fixture(scope="module")
def strangers(world):
    """The sessions of somebody who has a project elsewhere, and of an administrator of the house."""
    stranger = make_user("stranger-to-all")
    create_project(stranger, "Elsewhere")
    return [session_of(person) for person in (stranger, make_user("root-of-all", is_administrator=True))]


@pytest.fixture(scope="module")
def foreign(world):
    """What routes can name in another project."""
    other = create_project(make_user("other-owner"), "Other", audit_percent=0)
    publish_schema(other, [TONE, NAMES], other.created_by)
    return arguments_of(other, set(ARGUMENTS))


def session_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def project(world, db):
    """As each test found it, had it asked for the row."""
    return copy.deepcopy(world)


@pytest.fixture
def owner(project):
    return project.created_by


ALL_ROUTES = dict(routes(get_resolver()))
IN_PROJECT = {route.name for route in PROJECT_ROUTES}
METHODS_OF = {name: {route.method for route in PROJECT_ROUTES if route.name == name} for name in IN_PROJECT}


def arguments_in(pattern: str) -> set[str]:
    return set(re.findall(r"<(?:\w+:)?(\w+)>", pattern))


def ask(client, method, url, *, as_json=False):
    headers = {"accept": "application/json"} if as_json else {}
    content_type = "application/json" if as_json else "text/plain"
    response = client.generic(method, url, "{}", content_type=content_type, headers=headers)
    if response.streaming:
        list(response)  # read to its end, a download closes its file
    return response


def url_in(project, name):
    return reverse(name, kwargs=arguments_of(project, arguments_in(ALL_ROUTES[name])))


def test_every_route_is_in_the_table():
    listed = IN_PROJECT | PUBLIC_ROUTES.keys() | SIGNED_IN_ROUTES.keys() | ADMINISTRATOR_ROUTES.keys()
    assert sorted(ALL_ROUTES.keys() - listed) == [], "these routes need a row in tests/access/table.py"
    assert sorted(listed - ALL_ROUTES.keys()) == [], "these rows name no route"


@pytest.mark.parametrize("route", PROJECT_ROUTES, ids=str)
def test_a_role_that_may_not_gets_403_and_one_that_may_gets_in(client, project, people, sessions, route):
    url = url_in(project, route.name)
    for role in sorted(set(Role) - route.roles):
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        status = ask(client, route.method, url, as_json=True).status_code
        assert status == 403, f"{role} gets {status}"
    for role in sorted(route.roles):
        url = url_in(project, route.name)  # each time anew: the one before may have removed what it names
        stand(project, people[role])
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        status = ask(client, route.method, url, as_json=True).status_code
        assert status not in {401, 403, 404, 405, 500}, f"{role} is refused: {status}"


@pytest.mark.parametrize("route", PROJECT_ROUTES, ids=str)
def test_a_stranger_learns_nothing(client, project, strangers, route):
    url = url_in(project, route.name)
    for session in strangers:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        assert ask(client, route.method, url).status_code == 404


@pytest.mark.parametrize("route", PROJECT_ROUTES, ids=str)
def test_nobody_at_all_is_led_to_sign_in(client, project, route):
    url = url_in(project, route.name)
    assert ask(client, route.method, url, as_json=True).status_code == 401
    page = ask(client, route.method, url)
    if route.name.startswith("api:"):
        assert page.status_code == 401
    else:
        assert page.status_code == 302
        assert page["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("route", PROJECT_ROUTES, ids=str)
def test_an_id_of_another_project_is_404_for_those_who_may(client, project, sessions, foreign, route):
    names = arguments_in(ALL_ROUTES[route.name])
    if names <= NO_IDS:
        return  # nothing to confuse
    given = {name: foreign[name] for name in names} | {"project_slug": project.slug}
    client.cookies[settings.SESSION_COOKIE_NAME] = sessions["all"]
    assert ask(client, route.method, reverse(route.name, kwargs=given), as_json=True).status_code == 404


@pytest.mark.parametrize("name", sorted(IN_PROJECT))
def test_another_method_gets_405(client, project, sessions, name):
    client.cookies[settings.SESSION_COOKIE_NAME] = sessions["all"]
    url = url_in(project, name)
    for method in set(METHODS) - METHODS_OF[name]:
        assert ask(client, method, url, as_json=True).status_code == 405, method


@pytest.mark.parametrize("name", sorted(ADMINISTRATOR_ROUTES))
def test_only_an_administrator_gets_in(client, owner, administrator, name):
    url = reverse(name, kwargs=arguments_without_project(name))
    for method in ADMINISTRATOR_ROUTES[name]:
        client.logout()
        assert ask(client, method, url, as_json=True).status_code == 401
        client.force_login(owner)
        assert ask(client, method, url, as_json=True).status_code == 403
        client.force_login(administrator)
        assert ask(client, method, url, as_json=True).status_code not in {401, 403, 405, 500}


@pytest.mark.parametrize("name", sorted(SIGNED_IN_ROUTES))
def test_only_somebody_signed_in_gets_in(client, stranger, name):
    url = reverse(name, kwargs=arguments_without_project(name))
    for method in SIGNED_IN_ROUTES[name]:
        client.logout()
        assert ask(client, method, url, as_json=True).status_code == 401
        client.force_login(stranger)
        assert ask(client, method, url, as_json=True).status_code not in {401, 403, 405, 500}


def arguments_without_project(name: str) -> dict[str, object]:
    """Ids of the house: a number that names nothing is enough to ask who may."""
    return dict.fromkeys(arguments_in(ALL_ROUTES[name]), 987_654)
