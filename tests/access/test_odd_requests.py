"""No request breaks a page: every route is asked with all it reads set to what nobody would send."""

import copy
import json
import random

import pytest
from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from rest_framework.parsers import JSONParser

from annotate.roles import Role
from annotate.services.projects import add_member
from annotate.views import workbench
from config.testing.soaking import LONG
from tests.access.table import ADMINISTRATOR_ROUTES, PROJECT_ROUTES, PUBLIC_ROUTES, SIGNED_IN_ROUTES
from tests.access.test_routes import arguments_without_project, session_of, url_in
from tests.access.world import document_of, make_all, stand
from tests.conftest import make_project, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

NOT_THERE = 503  # said of a part that does not run here: the one that runs Python
HOUSE_ROUTES = [
    (name, method)
    for routes in (PUBLIC_ROUTES, SIGNED_IN_ROUTES, ADMINISTRATOR_ROUTES)
    for name, methods in routes.items()
    for method in sorted(methods)
]
TEXTS = [
    "", " ", "x", "0", "1", "-1", "1.5", "9" * 20, "nan", "1e400", "a\0b", "\ud800", "2026-13-45", "2026-11-26", "[]",
    "{}", "null", '"x"', "é" * 5_000, "%s{}", "true", "on", "../..", "<b>", "((((",
]  # fmt: skip
VALUES = [
    *TEXTS, None, True, False, -1, 0, 1, 1.5, 10**20, [], {}, [[]], [None], [-1], ["a\0b"], [10**20], ["x"],
    {"id": None}, {"a": [{}]}, {"start": 1, "end": 0, "label": 1}, [{"question": 1, "labels": [1]}],
]  # fmt: skip


class Noting(dict):
    """An object of JSON that tells which of its keys are asked for."""

    def __init__(self, values, names):
        super().__init__((key, noting(value, names)) for key, value in values.items())
        self.names = names

    def get(self, key, default=None):
        self.names.add(str(key))
        return super().get(key, default)

    def __getitem__(self, key):
        self.names.add(str(key))
        return super().__getitem__(key)

    def __contains__(self, key):
        self.names.add(str(key))
        return super().__contains__(key)


def noting(value, names):
    if isinstance(value, dict):
        return Noting(value, names)
    return [noting(one, names) for one in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def world(made_once):
    """A project, and somebody who may do everything, everywhere."""
    project = make_project(make_user("olga", is_administrator=True))
    add_member(project, project.created_by, list(Role), by=project.created_by)
    stand(project, project.created_by)
    make_all(project)
    return project


@pytest.fixture(scope="module")
def session(world):
    return session_of(world.created_by)


@pytest.fixture
def project(world, db):
    return copy.deepcopy(world)


@pytest.fixture
def somebody(client, session):
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


@pytest.fixture
def names(monkeypatch):
    """The names of what was read of requests."""
    found = set()
    for method in ("get", "getlist", "__getitem__", "__contains__"):
        usual = getattr(QueryDict, method)

        def noted(self, key, *more, usual=usual, **named):
            found.add(str(key))
            return usual(self, key, *more, **named)

        monkeypatch.setattr(QueryDict, method, noted)
    parse, read = JSONParser.parse, workbench.read_json
    monkeypatch.setattr(JSONParser, "parse", lambda *given, **named: noting(parse(*given, **named), found))
    monkeypatch.setattr(workbench, "read_json", lambda body: noting(read(body), found))
    return found


@pytest.fixture
def ids(project):
    """Some that name something."""
    schema = project.schema.questions
    return [
        document_of(project).id,
        *[one["id"] for one in schema],
        *[one["id"] for one in schema[0]["labels"]],
    ]


def as_json(chance, names, ids):
    said = {name: chance.choice([*VALUES, *ids, [chance.choice(ids)]]) for name in names}
    return json.dumps(said), "application/json"


def as_form(chance, names, ids):
    """Halves of a surrogate pair do not survive a form, as they do not in a browser."""
    said = QueryDict(mutable=True)
    for name in names:
        values = chance.choices([*TEXTS, *map(str, ids)], k=chance.choice([1, 1, 2]))
        said.setlist(name, [value.replace("\ud800", "\ufffd") for value in values])
    return said.urlencode(), "application/x-www-form-urlencoded"


def as_nul(_chance, names, _ids):
    said = QueryDict(mutable=True)
    said.update(dict.fromkeys(names, "a\0b"))
    return said.urlencode(), "application/x-www-form-urlencoded"


def as_nothing(chance, _names, _ids):
    return chance.choice([b"", b"\xff\xfe", b"[", b"null", b"[1]"]), "application/json"


# The first of each kind tells what is read of it. Of what is only looked at, nothing but the address is read.
LOOKED_AT = [as_form, as_form, as_form, as_nul]
SENT = [as_form, as_json, as_form, as_json, as_nul, as_nothing]
MORE = 30 if LONG else 0  # to a route


def send(client, method, url, odd, chance, names, ids):
    """One odd request, with most of what is known to be read."""
    chosen = [name for name in sorted(names) if chance.random() < 0.7]
    body, content_type = odd(chance, chosen, ids)
    if content_type != "application/json" and (method == "GET" or chance.random() < 0.2):
        url, body = f"{url}?{body}", b""
    headers = {
        "accept": chance.choice(["application/json", "text/html"]),
        "hx-request": chance.choice(["true", "false"]),
    }
    try:
        with transaction.atomic():
            response = client.generic(method, url, body, content_type=content_type, headers=headers)
            b"".join(response)
    except Exception as error:
        error.add_note(f"{method} {url[:500]} {content_type} {body[:2000]!r}")
        raise
    assert response.status_code < 500 or response.status_code == NOT_THERE, (method, url, body)


def ask_oddly(client, method, url, names, ids, seed):
    chance = random.Random(seed)
    for odd in [*(LOOKED_AT if method == "GET" else SENT), *chance.choices([*SENT, as_form], k=MORE)]:
        send(client, method, url, odd, chance, names, ids)


@pytest.mark.parametrize("route", PROJECT_ROUTES, ids=str)
def test_no_request_breaks_a_page_of_a_project(somebody, project, names, ids, route):
    ask_oddly(somebody, route.method, url_in(project, route.name), names, ids, str(route))


@pytest.mark.parametrize(("name", "method"), HOUSE_ROUTES)
def test_no_request_breaks_a_page_of_the_house(somebody, names, ids, name, method):
    ask_oddly(somebody, method, reverse(name, kwargs=arguments_without_project(name)), names, ids, name)


@pytest.mark.parametrize("named", ["utf-7", "hex", "unicode_escape", "utf-16", "undefined"])
@pytest.mark.parametrize("content_type", ["text/plain", "application/json"])
def test_an_address_is_read_as_utf8_whatever_a_header_says(somebody, project, named, content_type):
    """Python knows codecs that make halves of surrogate pairs, and some that make no text."""
    url = reverse("annotate:documents", args=[project.slug]) + "?q=%2B2AA-%5Cud800%C3%A9"
    response = somebody.generic("GET", url, content_type=f"{content_type}; charset={named}")
    assert response.status_code == 200
    assert "+2AA-\\ud800é" in response.content.decode()


@pytest.mark.parametrize("named", ["utf-7", "hex", "latin-1"])
def test_a_form_in_another_encoding_is_refused_in_words(somebody, named):
    body = '--X\r\nContent-Disposition: form-data; name="name"\r\n\r\n+2AA-\r\n--X--\r\n'
    content_type = f"multipart/form-data; boundary=X; charset={named}"
    refused = somebody.generic("POST", reverse("annotate:account"), body, content_type=content_type)
    assert refused.status_code == 415
    assert f"The form is sent as “{named}”" in refused.content.decode()
    taken = somebody.generic(
        "POST", reverse("annotate:account"), body, content_type=content_type.replace(named, "UTF8")
    )
    assert taken.status_code == 422
