"""Is every sentence on every page marked for translation?

The pages are asked for in a language that puts each translated sentence in brackets. What stands outside of them
is what people typed, which here has no Latin letter, or a sentence that no translator would ever see.
"""

import gettext
import json
import re
from html.parser import HTMLParser
from zoneinfo import available_timezones

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR

from annotate.models import Batch, Flag, Inquiry
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema
from tests.access.table import ADMINISTRATOR_ROUTES, PROJECT_ROUTES, PUBLIC_ROUTES, SIGNED_IN_ROUTES
from tests.access.test_routes import ALL_ROUTES, arguments_in
from tests.access.world import arguments_of
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

HTML, JSON, FORM = "text/html", "application/json", "application/x-www-form-urlencoded"
LANGUAGE = "el"  # dates without Latin letters
SAID = re.compile(r"⟦[^⟦⟧]*⟧")
SEEN = {"alt", "aria-description", "aria-label", "label", "placeholder", "title"}
SILENT = {"script", "style", "code", "pre", "textarea"}  # the last three hold code, and what somebody typed
FIELD = re.compile(r"^\w+: ")  # a refusal of the API begins with the name of the field
# The same in every language: names, and what tests/access/world.py makes up.
NAMES = {"Gloss", "English", "Deutsch", "csv", "text", "All", "Nothing", "nothing", "txt"} | {
    word for zone in available_timezones() for word in re.findall("[A-Za-z]+", zone)
}


class Brackets(gettext.NullTranslations):
    """A translation of everything."""

    def gettext(self, message):
        return f"⟦{message.rpartition(CONTEXT_SEPARATOR)[2]}⟧"

    def ngettext(self, msgid1, msgid2, n):
        return self.gettext(msgid1 if n == 1 else msgid2)

    def to_language(self):
        return LANGUAGE


class Words(HTMLParser):
    """What a person reads or hears of a page, text by text."""

    def __init__(self, page):
        super().__init__()
        self.said = []
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self._silent += tag in SILENT
        values = dict(attributes)
        self.said += [value for name, value in attributes if name in SEEN]
        if tag == "input" and values.get("type") in {"submit", "button"}:
            self.said.append(values.get("value"))

    def handle_endtag(self, tag):
        self._silent -= tag in SILENT

    def handle_data(self, data):
        if not self._silent:
            self.said.append(data)


def unmarked(page):
    """What stands on a page outside all brackets; a sentence may run through several elements, or hold another one."""
    text = "\n".join(filter(None, Words(page).said))
    while SAID.search(text):
        text = SAID.sub("", text)
    return {line.strip() for line in text.splitlines() if set(re.findall(r"[A-Za-z]{2,}", line)) - NAMES}


@pytest.fixture
def in_brackets(monkeypatch, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, (LANGUAGE, "10")]  # forgets all translations loaded so far
    monkeypatch.setitem(trans_real._translations, LANGUAGE, Brackets())


@pytest.fixture
def owner(in_brackets):
    """Somebody who may see every page, and reads the language of brackets."""
    return make_user("00", is_administrator=True, language=LANGUAGE)


@pytest.fixture
def world(owner, client):
    """A project in which everything is named in figures or Greek."""
    project = create_project(owner, "11", slug="ena", description="22", audit_percent=0)
    add_member(project, owner, list(Role), by=owner)
    labels = [{"name": "33", "slot": 1, "key": "1", "description": "44"}]
    publish_schema(
        project,
        [
            {"kind": "choice", "name": "55", "help": "66", "labels": labels},
            {"kind": "spans", "name": "77", "required": False, "labels": [{"name": "88", "slot": 2}]},
        ],
        owner,
    )
    batch = Batch.objects.create(project=project, name="99", created_by=owner)
    documents = add_documents(
        batch, [NewDocument(f"Λόγος {n}", external_id=f"{n}", metadata={"1": "2"}) for n in range(3)]
    )
    note = {"project": project, "document": documents[0], "author": owner}
    Flag.objects.create(key="00000000-0000-4000-8000-000000000001", note="12", **note)
    Inquiry.objects.create(
        key="00000000-0000-4000-8000-000000000002", text="13", reply="14", responses=[], **note
    )
    project.refresh_from_db()
    client.force_login(owner)
    upload = SimpleUploadedFile("15.csv", "text,16\nΛόγος,17\n".encode())
    client.post(reverse("annotate:import-list", args=[project.slug]), {"file": upload, "end": "end"})
    return project


def address_of(project, route):
    return reverse(route.name, kwargs=arguments_of(project, arguments_in(ALL_ROUTES[route.name])))


def addresses(project):
    yield from (address_of(project, route) for route in PROJECT_ROUTES if route.method == "GET")
    for routes in (PUBLIC_ROUTES, SIGNED_IN_ROUTES, ADMINISTRATOR_ROUTES):
        yield from (
            reverse(name) for name in routes if "GET" in routes[name] and not arguments_in(ALL_ROUTES[name])
        )


def ask(client, method, address, body, content_type, accept):
    """The answer as text if it is of the kind that was asked for, else nothing. The world stays as it was."""
    with transaction.atomic():
        response = client.generic(method, address, body, content_type, headers={"accept": accept})
        content = b"".join(response) if response.streaming else response.content  # a download closes its file
        transaction.set_rollback(True)
    return content.decode() if response.get("Content-Type", "").startswith(accept) else ""


def test_no_page_says_anything_untranslatable(client, world):
    pages = {address: ask(client, "GET", address, "", HTML, HTML) for address in addresses(world)}
    assert {address: unmarked(page) for address, page in pages.items() if unmarked(page)} == {}
    assert sum(map(bool, pages.values())) > 25


# Of what is sent to others nothing is read, and what their pages say is asked above
SENT_TO = [route for route in PROJECT_ROUTES if route.method != "GET"]
OF_PROGRAMS = [route for route in PROJECT_ROUTES if route.method == "GET" and route.name.startswith("api:")]


@pytest.mark.parametrize(
    ("body", "routes"),
    [
        ("{}", [*SENT_TO, *OF_PROGRAMS]),
        ("[]", SENT_TO),
        ('{"name": "18", "kind": 19, "roles": 20, "labels": [21]}', SENT_TO),
    ],
    ids=["nothing", "a list", "wrong kinds"],
)
def test_no_refusal_says_anything_untranslatable(client, world, body, routes):
    answers = {
        route: ask(client, route.method, address_of(world, route), body, JSON, JSON) for route in routes
    }
    said = {route: json.loads(answer) for route, answer in answers.items() if answer}
    refusals = {
        route: one["error"] for route, one in said.items() if isinstance(one, dict) and "error" in one
    }
    found = {route: unmarked(FIELD.sub("", sentence)) for route, sentence in refusals.items()}
    assert {str(route): strange for route, strange in found.items() if strange} == {}
    assert len(refusals) > 20


def test_no_form_that_is_refused_says_anything_untranslatable(client, world):
    forms = [
        route for route in PROJECT_ROUTES if route.method == "POST" and not route.name.startswith("api:")
    ]
    pages = {route: ask(client, "POST", address_of(world, route), "", FORM, HTML) for route in forms}
    assert {str(route): unmarked(page) for route, page in pages.items() if unmarked(page)} == {}
    assert sum(map(bool, pages.values())) > 10


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/nowhere/", "/invitations/nothing/"])
def test_a_visitor_reads_nothing_untranslatable(client, in_brackets, address):
    page = client.get(address, headers={"accept-language": LANGUAGE}, follow=True)
    assert unmarked(page.content.decode()) == set()


def test_a_sentence_outside_the_brackets_would_be_found():
    page = "<p>⟦Signed in as <b>12</b>⟧</p><button aria-label='Go on'>⟦Go ⟦there⟧⟧</button><p>Hello there</p>"
    assert unmarked(page) == {"Go on", "Hello there"}
