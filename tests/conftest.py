"""The people and the project most tests are about: one person per role, and some documents to label."""

import json
import uuid

import pytest
from django.db import connection, transaction
from django.template import Template
from django.test.utils import instrumented_test_render
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from annotate.models import Batch, Membership, User
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from config.testing import emptying, ids, schema, vacuuming
from config.testing.plugin import POSTGRES
from config.testing.soaking import examples
from tests.postcards import write_member, write_project

TONE = {
    "kind": "choice",
    "name": "Tone",
    "labels": [
        {"name": "glad", "slot": 1, "key": "1", "description": "Somebody is pleased."},
        {"name": "cross", "slot": 2, "key": "2"},
    ],
}
NAMES = {
    "kind": "spans",
    "name": "Names",
    "required": False,
    "overlapping": False,
    "labels": [{"name": "person", "slot": 3, "key": "p"}, {"name": "place", "slot": 4, "key": "l"}],
}
TEXTS = [
    "Ann went to Rome and liked it. 😀",
    "Bob hates the rain in Bergen.",
    "Zoë said: “never again”.\r\nThen she left.",
    "Nothing much happened.",
]


# Of properties that do not say themselves on how many examples they are tried
hypothesis_settings.register_profile("gloss", hypothesis_settings(), max_examples=examples(300))
hypothesis_settings.load_profile("gloss")

PLAIN_RENDER = Template._render  # nobody has changed it yet


@pytest.fixture(scope="session", autouse=True)
def django_test_environment(django_test_environment):
    """Django copies all that any template is given, for tests that ask; few do, and each page takes a tenth longer."""
    Template._render = PLAIN_RENDER


@pytest.fixture
def contexts(monkeypatch):
    """For a test that asks what a page was made of: `answer.context`."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


@pytest.fixture(scope="session")
def django_db_keepdb(pytestconfig):
    """An embedded server goes with all it holds: dropping the database first would only wait for threads."""
    return POSTGRES in pytestconfig.stash or pytestconfig.getvalue("reuse_db")


@pytest.fixture(scope="session")
def kept_tables(pytestconfig):
    """Where the tables of the last run lie, or will."""
    return pytestconfig.cache.mkdir("tables") / schema.name_of_dump()


@pytest.fixture(scope="session")
def turn(kept_tables):
    """Of several processes one makes the tables, and the others wait for them."""
    with schema.turn(kept_tables) as turn:
        yield turn


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, pytestconfig, kept_tables, turn):
    """The last that happens before the test database is looked for: on a server of our own it may be there already."""
    if POSTGRES in pytestconfig.stash:
        database = connection.creation._get_test_db_name()
        schema.restore(pytestconfig.stash[POSTGRES], database, kept_tables)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, pytestconfig, kept_tables, turn):
    """Keep the tables for the next run; let Django's transactional tests empty the append-only ones between them."""
    if POSTGRES in pytestconfig.stash:
        if not kept_tables.exists():
            schema.keep(pytestconfig.stash[POSTGRES], connection.settings_dict["NAME"], kept_tables)
        emptying.install()  # we may be no superuser of another server
    turn.close()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {connection.settings_dict['NAME']} SET gloss.testing = 'yes'")
        cursor.execute("SET gloss.testing = 'yes'")


@pytest.fixture(scope="module")
def swept(pytestconfig, django_db_setup, django_db_blocker):
    """No file's statements are planned by what others left behind. We may be no superuser of another server."""
    with django_db_blocker.unblock():
        if POSTGRES in pytestconfig.stash and not connection.in_atomic_block:
            vacuuming.vacuum_what_is_swollen()


@pytest.fixture(autouse=True)
def _ids_begin_anywhere(request):
    """No test may live by the ids it happens to get. Those of a world made once go on from test to test."""
    if "made_once" in request.fixturenames:
        return
    if {"db", "transactional_db"} & {*request.fixturenames} or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("swept")
        request.getfixturevalue("db")
        ids.begin_anywhere(request.node.nodeid)


@pytest.fixture(autouse=True)
def _language_of_the_house():
    """A request speaks its reader's language, and the thread goes on in it: the next test begins in the house's own."""
    yield
    translation.deactivate()


@pytest.fixture(scope="module")
def made_once(request, swept, django_db_blocker):
    """For what all tests of a file begin with and is slow to make: in a transaction around theirs, each takes back
    what it did. A fixture of the file's asks for this one and makes it; every test of the file must then live in it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        ids.begin_anywhere(request.node.nodeid)
        yield
        transaction.set_rollback(True)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """Check at once that what a file's world names is there: left open, it would be checked after each of its tests."""
    made = yield
    if fixturedef.scope == "module" and "made_once" in request.fixturenames:
        with request.getfixturevalue("django_db_blocker").unblock():
            connection.check_constraints()
    return made


def make_user(username, **fields):
    return User.objects.create_user(username, "correct horse battery", name=username.title(), **fields)


@pytest.fixture
def owner(db):
    return make_user("olga")


def make_project(owner):
    """A project of Olga's that asks for a tone and for names, and wants one answer a document."""
    return write_project(owner, [TONE, NAMES])


@pytest.fixture
def project(owner):
    return make_project(owner)


def member(project, username, *roles):
    user = make_user(username)
    write_member(project, user, roles)
    return user


@pytest.fixture
def annotator(project):
    return member(project, "ada", Role.ANNOTATOR)


@pytest.fixture
def second_annotator(project):
    return member(project, "ben", Role.ANNOTATOR)


@pytest.fixture
def supervisor(project):
    return member(project, "sam", Role.SUPERVISOR)


@pytest.fixture
def expert(project):
    return member(project, "eve", Role.EXPERT)


@pytest.fixture
def viewer(project):
    return member(project, "vic", Role.VIEWER)


@pytest.fixture
def stranger(db):
    """A member of the house without a project."""
    return make_user("stan")


@pytest.fixture
def administrator(db):
    return make_user("root", is_administrator=True)


@pytest.fixture
def membership(project, annotator):
    return Membership.objects.select_related("project__schema").get(project=project, user=annotator)


@pytest.fixture
def batch(project):
    return Batch.objects.create(project=project, name="first", created_by=project.created_by)


@pytest.fixture
def documents(batch):
    return add_documents(
        batch, [NewDocument(text, external_id=f"card-{number}") for number, text in enumerate(TEXTS, 1)]
    )


@pytest.fixture
def post(client):
    """Send JSON as the signed-in person: post(url, body) -> response."""

    def send(url, body, method="post"):
        return getattr(client, method)(url, json.dumps(body), content_type="application/json")

    return send


@pytest.fixture
def answer(project):
    """The body of a valid save for a document as the workbench got it."""
    tone, names = project.schema.questions

    def body(document, *, tone_label=0, spans=(), key=None, replaces=None, **more):
        return {
            "key": key or str(uuid.uuid4()),
            "sha256": document["sha256"],
            "replaces": replaces,
            "schema": project.schema_id,
            "responses": [
                {"question": tone["id"], "labels": [tone["labels"][tone_label]["id"]]},
                {
                    "question": names["id"],
                    "spans": [
                        {"start": start, "end": end, "label": names["labels"][label]["id"]}
                        for start, end, label in spans
                    ],
                },
            ],
            "active_ms": 1500,
            "want": 1,
            "holding": [],
            **more,
        }

    return body
