"""The OpenAPI description: valid, without a warning, complete."""

import pytest
from django.core.management import call_command
from django.urls import get_resolver

from tests.access.test_routes import routes

METHODS = {"get", "post", "put", "patch", "delete"}


def test_it_validates_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_it_is_served_to_anybody(client, db):
    response = client.get("/api/v1/schema/", headers={"accept": "application/json"})
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "Gloss"


def test_every_route_of_the_api_is_described(description):
    named = {name for name, _pattern in routes(get_resolver()) if name.startswith("api:")} - {"api:schema"}
    assert len(description["paths"]) == len(named)


@pytest.mark.parametrize("part", ["operationId", "summary", "security"])
def test_every_operation_says_what_it_does_and_who_may(description, part):
    for path, operations in description["paths"].items():
        for method in METHODS & operations.keys():
            assert operations[method].get(part), f"{method} {path} has no {part}"
            assert "4XX" in operations[method]["responses"]
