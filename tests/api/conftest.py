"""A program that talks to the API with a token. Every answer is held against the published description."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from annotate.models import ApiToken
from annotate.services.tokens import make_token

EVERYTHING = ApiToken.Scope.values


@pytest.fixture(scope="session")
def description():
    """The OpenAPI description, as /api/v1/schema/ gives it."""
    return SchemaGenerator().get_schema(request=None, public=True)


class Program:
    """Sends JSON with its token. Calling it returns the JSON of the answer, after checking its form."""

    def __init__(self, description, secret):
        self.description = description
        self.client = Client(headers={"authorization": f"Bearer {secret}"} if secret else {})

    def ask(self, method, path, body=None, **more):
        content = b"" if body is None else json.dumps(body).encode()
        response = self.client.generic(
            method, f"/api/v1/{path}", content, content_type="application/json", **more
        )
        self.hold_to_description(method, path.partition("?")[0], response)
        return response

    def __call__(self, method, path, body=None, status=200):
        response = self.ask(method, path, body)
        assert response.status_code == status, response.content.decode()
        return response.json() if response.content else None

    def hold_to_description(self, method, path, response):
        responses = described(self.description, method, path)["responses"]
        one = responses.get(str(response.status_code)) or responses[f"{response.status_code // 100}XX"]
        if "content" not in one:
            assert not response.content
        elif schema := one["content"].get("application/json", {}).get("schema"):
            components = self.description["components"]
            Draft202012Validator({**schema, "components": components}).validate(response.json())


def described(description, method, path):
    """What the description says of this operation."""
    route = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", resolve(f"/api/v1/{path}").route)
    return description["paths"][f"/{route}"][method.lower()]


@pytest.fixture
def program_of(description):
    """program_of(user, *scopes, project=None) -> Program; all scopes if none is named."""

    def program_of(user, *scopes, project=None):
        ends = timezone.now() + timedelta(days=1)
        _token, secret = make_token(user, "test", scopes or EVERYTHING, ends, project)
        return Program(description, secret)

    return program_of


@pytest.fixture
def olga(program_of, owner):
    return program_of(owner)


@pytest.fixture
def ada(program_of, annotator):
    return program_of(annotator)


@pytest.fixture
def sam(program_of, supervisor):
    return program_of(supervisor)


@pytest.fixture
def nobody(description):
    return Program(description, "")


@pytest.fixture
def here(project):
    return f"projects/{project.slug}/"
