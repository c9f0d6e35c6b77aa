"""Whatever a program sends, it gets an answer of the described form: never a 500 (trust.md G8)."""

from functools import cache

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.models import Batch, Project
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import add_member
from annotate.services.publishing import publish_schema
from config.testing.soaking import LONG
from tests.access.table import PROJECT_ROUTES
from tests.access.test_routes import url_in
from tests.access.world import document_of, stand
from tests.annotate.every_kind import EVERY_KIND
from tests.api.conftest import described
from tests.conftest import TEXTS, make_project, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

WRITING = sorted(
    {(route.method, route.name) for route in PROJECT_ROUTES if route.name.startswith("api:")}
    - {("GET", route.name) for route in PROJECT_ROUTES}
    | {("POST", "projects/")}
)
# Ends with the row the others need, whatever is sent.
LAST = {("DELETE", "api:member")}
FEW = settings(
    max_examples=500 if LONG else 15,  # many, and others each time
    derandomize=not LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TRICKY = [
    "",
    "\0",
    "a\0b",
    "\u2028",
    "\ufeff",
    "💥",
    "answered",
    "text",
    "x" * 3000,
    "../..",
    "1",
    "-1",
    "true",
]


@cache
def anything():
    numbers = st.sampled_from([0, 1, -1, 2**31, 2**63, 10**30, 0.5, 1e308])
    leaves = st.none() | st.booleans() | numbers | st.sampled_from(TRICKY)
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(TRICKY), inner, max_size=3)
        ),
        max_leaves=20,
    )


class Bodies:
    """Bodies for an operation: right in form for the most part, with something else here and there."""

    def __init__(self, description, ids):
        self.components = description["components"]["schemas"]
        self.ids = st.sampled_from(ids) | st.sampled_from([0, 1, 987_654, 2**63])

    def of(self, schema):
        return st.one_of([self.fitting(schema)] * 4 + [anything()])

    def fitting(self, schema):
        if "$ref" in schema:
            return self.fitting(self.components[schema["$ref"].rpartition("/")[2]])
        for several in ("oneOf", "anyOf", "allOf"):
            if several in schema:
                return st.one_of([self.fitting(one) for one in schema[several]])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        kinds = schema.get("type", "object")
        return st.one_of(
            [self.of_kind(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
        )

    def of_kind(self, kind, schema):
        if kind == "object":
            rest = schema.get("additionalProperties") or {}
            if "properties" not in schema:
                return st.dictionaries(
                    st.sampled_from(["1", "q", "a"]), self.of(rest) if rest else anything()
                )
            fields = {name: self.of(inner) for name, inner in schema["properties"].items()}
            left_out = [name for name in fields if name not in schema.get("required", [])]
            return st.fixed_dictionaries({}, optional=fields) | st.fixed_dictionaries(
                {name: value for name, value in fields.items() if name not in left_out},
                optional={name: fields[name] for name in left_out},
            )
        if kind == "array":
            return st.lists(self.of(schema["items"]), max_size=3)
        if kind == "string" and schema.get("format") == "uuid":
            return st.uuids().map(str)
        simple = {
            "string": st.sampled_from(["a text", "annotator", "q"])
            | st.text(max_size=5).filter(str.isprintable),
            "integer": self.ids,
            "number": self.ids | st.floats(allow_nan=False, allow_infinity=False),
            "boolean": st.booleans(),
            "null": st.none(),
        }
        return simple[kind]


class Undo(Exception):
    """Ends a transaction without keeping it."""


@pytest.fixture(scope="module")
def world(made_once):
    """Olga may do all, and has a document. Every kind of question is asked."""
    owner = make_user("olga")
    project = make_project(owner)
    batch = Batch.objects.create(project=project, name="first", created_by=owner)
    add_documents(batch, [NewDocument(text, external_id=f"card-{n}") for n, text in enumerate(TEXTS, 1)])
    publish_schema(project, EVERY_KIND, owner)
    project.refresh_from_db()
    add_member(project, owner, list(Role), by=owner)
    stand(project, owner)
    return project.id


@pytest.fixture
def project(world, db):
    return Project.objects.select_related("created_by", "schema").get(id=world)


@pytest.fixture
def owner(project):
    return project.created_by


@pytest.mark.parametrize(("method", "name"), [pair for pair in WRITING if pair not in LAST])
def test_anything_gets_an_answer_of_the_described_form(olga, description, project, method, name):
    path = name if name == "projects/" else url_in(project, name).removeprefix("/api/v1/")
    questions = project.schema.questions
    ids = [document_of(project).id, project.schema_id, project.created_by_id]
    ids += [question["id"] for question in questions]
    ids += [label["id"] for question in questions for label in question["labels"]]
    request = described(description, method, path).get("requestBody")
    sent = request["content"].get("application/json", {}).get("schema", {}) if request else {}

    @FEW
    @given(Bodies(description, ids).of(sent))
    def send(body):
        try:
            with transaction.atomic():
                response = olga.ask(method, path, body)
                assert response.status_code < 500
                raise Undo
        except Undo:
            pass

    send()


@pytest.mark.parametrize("field", ["text", "external_id", "metadata", "group", "position"])
def test_a_document_of_anything_is_added_or_refused(olga, here, field):
    @FEW
    @given(anything())
    def send(value):
        record = {"text": "a text", field: value}
        try:
            with transaction.atomic():
                response = olga.ask("POST", f"{here}documents/", {"documents": [record]})
                assert response.status_code in {201, 422}
                raise Undo
        except Undo:
            pass

    send()
