"""How a person has the workbench: kept on the account, and told to every workbench they open."""

import json

import pytest

from annotate.models import User
from annotate.services.reading_habits import Habits, prefer

pytestmark = pytest.mark.django_db
URL = "/account/workbench/"
SAID = {
    "reading": {"size": "large", "width": "full", "font": "sans", "spacing": "close"},
    "keys": {"skip": "k", "search": "ArrowUp"},
    "single_keys": False,
    "theme": "dark",
}


@pytest.fixture
def put(client, annotator, post):
    client.force_login(annotator)
    return lambda body: post(URL, body, method="put")


def test_what_was_said_is_kept_and_told_to_the_workbench(put, client, annotator, project, contexts):
    assert put(SAID).status_code == 204
    annotator.refresh_from_db()
    assert annotator.theme == "dark"
    assert annotator.workbench == {name: SAID[name] for name in ("reading", "keys", "single_keys")}
    page = client.get(f"/projects/{project.slug}/annotate/")
    assert page.context["boot"]["user"]["workbench"] == annotator.workbench


def test_what_was_not_said_stays(put, annotator):
    put(SAID)
    assert put({"keys": {}}).status_code == 204
    annotator.refresh_from_db()
    assert annotator.workbench["keys"] == {}
    assert annotator.workbench["reading"] == SAID["reading"]
    assert annotator.theme == "dark"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ([], "Send an object"),
        ({}, "Send an object"),
        ({"name": "Ada"}, "Send an object"),
        ({"theme": "pink"}, "must be one of: system, light, dark"),
        ({"single_keys": 1}, "true or false"),
        ({"reading": []}, "size, width, font, spacing"),
        ({"reading": {"colour": "pink"}}, "size, width, font, spacing"),
        ({"reading": {"size": "enormous"}}, "small, normal, large, huge"),
        ({"reading": {"size": ["small"]}}, "small, normal, large, huge"),
        ({"keys": ["x"]}, "each with its key"),
        ({"keys": {"skip": ""}}, "each with its key"),
        ({"keys": {"skip": 1}}, "each with its key"),
        ({"keys": {"<b>": "x"}}, "each with its key"),
        ({"keys": {"skip": "k" * 21}}, "each with its key"),
        ({"keys": {"skip": "k", "undo": "K"}}, "“k” is given to two commands"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(put, annotator, wrong, sentence):
    response = put(wrong)
    assert response.status_code == 422
    assert sentence in response.json()["error"]
    annotator.refresh_from_db()
    assert annotator.workbench == {}


def test_a_flood_is_refused(put):
    assert put({"keys": {"skip": "x" * 20_000}}).status_code == 422


def test_it_is_not_read_from_a_form(client, annotator):
    client.force_login(annotator)
    response = client.put(URL, json.dumps(SAID)[:-1], content_type="application/json")
    assert response.status_code == 422


def test_what_two_tabs_say_at_once_is_both_kept(annotator):
    one, other = (User.objects.get(id=annotator.id) for _tab in range(2))
    prefer(one, Habits(single_keys=False, theme="dark"))
    prefer(other, Habits(keys={"skip": "k"}))
    annotator.refresh_from_db()
    assert annotator.workbench == {"single_keys": False, "keys": {"skip": "k"}}
    assert annotator.theme == "dark"
