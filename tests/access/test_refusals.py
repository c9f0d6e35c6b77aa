"""What Django refuses before a view is asked is said in words, too."""

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from annotate.api import projects
from tests.conftest import make_project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}, {"accept": "application/json"}])
def test_a_method_that_is_not_taken_is_said(client, owner, headers):
    client.force_login(owner)
    refused = client.get(reverse("annotate:sign-out"), headers=headers)
    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    assert "This address takes POST only." in refused.content.decode()
    assert (refused["Content-Type"] == "application/json") == ("accept" in headers)


def test_a_form_that_no_open_page_of_ours_sent_is_refused_in_words(owner):
    client = Client(enforce_csrf_checks=True, headers={"accept": "application/json"})
    client.force_login(owner)
    refused = client.post(reverse("annotate:account"), {"csrfmiddlewaretoken": "x" * 64})
    assert refused.status_code == 403
    assert refused["Content-Type"].startswith("text/plain"), (
        "the workbench tells it so from a refusal of ours"
    )
    said = refused.content.decode()
    assert "load the page again and send it once more" in said
    assert "CSRF_TRUSTED_ORIGINS" in said


def test_an_address_that_gloss_does_not_know_is_said(client):
    refused = client.get("/", headers={"host": "evil.example"})
    assert refused.status_code == 400
    assert "adds the name to ALLOWED_HOSTS" in refused.content.decode()


def test_a_form_where_json_belongs_is_said(owner):
    """The look for the token reads the form, and then the body is gone."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    client.get(reverse("annotate:account"))
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    project = make_project(owner)
    refused = client.post(
        reverse("annotate:lease-list", args=[project.slug]), {"want": 1, "csrfmiddlewaretoken": token}
    )
    assert refused.status_code == 415
    assert "This address reads JSON, not a form." in refused.content.decode()


def test_a_fault_is_told_to_a_program_as_json(client, owner, monkeypatch):
    """As while the database is being started again."""

    def gone(*_given, **_named):
        raise OperationalError

    client.raise_request_exception = False
    client.force_login(owner)
    monkeypatch.setattr(projects, "projects_of", gone)
    broken = client.get("/api/v1/projects/", headers={"accept": "application/json"})
    assert broken.status_code == 500
    assert broken.json() == {
        "error": "An error on our side. What was saved is kept. Try again in a moment.",
        "kind": "fault",
    }
