"""Tokens, scopes, sessions, and what every endpoint refuses alike."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from annotate.models import ApiToken
from annotate.services.projects import create_project
from tests.api.conftest import Program

pytestmark = pytest.mark.django_db


def test_a_program_learns_who_it_is(program_of, owner, project):
    caller = program_of(owner, "read", project=project)("GET", "me/")
    assert caller["username"] == "olga"
    assert (caller["scopes"], caller["project"]) == (["read"], "postcards")


def test_without_a_token_it_is_401_and_says_how(nobody, here):
    response = nobody.ask("GET", here)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="Gloss"'
    assert response.json()["kind"] == "signed_out"


@pytest.mark.parametrize("header", ["Bearer ann_wrong", "Bearer", "Basic b2xnYTpw", "nonsense"])
def test_a_wrong_header_is_401(owner, header):
    response = Client(headers={"authorization": header}).get("/api/v1/me/")
    assert response.status_code == 401
    assert "Make one on your account page" in response.json()["error"]


@pytest.mark.parametrize(
    "end",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"revoked_at": timezone.now()},
    ],
)
def test_an_ended_token_is_401(olga, end):
    olga("GET", "me/")
    ApiToken.objects.update(**end)
    olga("GET", "me/", status=401)


def test_a_token_dies_with_its_owners_account(olga, owner):
    owner.is_active = False
    owner.save()
    olga("GET", "me/", status=401)


def test_a_token_sees_what_its_owner_sees(program_of, stranger, administrator, here):
    program_of(stranger)("GET", here, status=404)
    program_of(administrator)("GET", here, status=404)


def test_the_role_is_asked_first_then_the_scope(program_of, annotator, owner, here):
    lines = program_of(annotator)("GET", f"{here}documents/", status=403)["error"]
    assert "This needs the role supervisor" in lines
    lines = program_of(owner, "annotate")("GET", f"{here}documents/", status=403)["error"]
    assert "This token lacks the scope “read”" in lines


@pytest.mark.parametrize(
    ("scope", "method", "rest"),
    [
        ("read", "GET", ""),
        ("settings", "PATCH", ""),
        ("settings", "GET", "invitations/"),
        ("documents", "POST", "documents/"),
        ("export", "POST", "exports/"),
        ("annotate", "POST", "work/leases/"),
    ],
)
def test_each_scope_opens_its_own_door_and_no_other(program_of, owner, here, scope, method, rest):
    others = [other for other in ApiToken.Scope.values if other != scope]
    assert program_of(owner, *others).ask(method, here + rest, {}).status_code == 403
    assert program_of(owner, scope).ask(method, here + rest, {}).status_code in {200, 201, 202, 422}


def test_a_token_for_one_project_reaches_no_other(program_of, owner, project, here):
    other = create_project(owner, "Letters")
    program = program_of(owner, project=project)
    assert [entry["slug"] for entry in program("GET", "projects/")] == ["postcards"]
    program("GET", here)
    program("GET", f"projects/{other.slug}/", status=404)
    program("POST", "projects/", {"name": "A third"}, status=403)


def test_a_session_of_the_browser_may_use_it_with_its_csrf_token(owner, here):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.get(f"/api/v1/{here}").status_code == 200
    refused = client.patch(f"/api/v1/{here}", "{}", content_type="application/json")
    assert refused.status_code == 403
    assert "CSRF" in refused.json()["error"]


def test_a_token_needs_no_csrf_token_and_sets_no_cookie(olga, here):
    olga.client.handler.enforce_csrf_checks = True
    assert olga.ask("PATCH", here, {}).status_code == 200
    assert settings.SESSION_COOKIE_NAME not in olga.client.cookies


def test_the_language_is_that_of_the_person(program_of, owner):
    owner.time_zone = "Asia/Tokyo"
    owner.save()
    assert program_of(owner)("GET", "me/")["expires_at"].endswith("+09:00")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"{", "not valid JSON"),
        (b"[" * 100_000, "nested more than 252 levels deep"),
        (b'{"name": NaN}', "not valid JSON"),
        (b'{"name": "\\ud800"}', "not valid JSON"),
        (b'{"name": "' + b"x" * 9_000_000 + b'"}', "larger than 8 MB"),
    ],
    ids=["broken", "deep", "nan", "surrogate", "large"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(olga, body, sentence):
    response = olga.client.post("/api/v1/projects/", body, content_type="application/json")
    assert response.status_code in {413, 422}
    assert sentence in response.json()["error"]


def test_a_form_is_not_json(olga):
    assert olga.client.post("/api/v1/projects/", {"name": "x"}).status_code == 415


def test_there_is_no_page_to_browse_and_no_options(olga):
    response = olga.client.get("/api/v1/me/", headers={"accept": "text/html"})
    assert response["Content-Type"] == "application/json" or response.status_code == 406
    assert olga.client.options("/api/v1/me/").status_code == 405


@pytest.mark.parametrize(
    "parameter",
    [
        "created_by__password__startswith=a",
        "ordering=user__password",
        "format=api",
        "search=x",
        "fields=password",
    ],
)
@pytest.mark.parametrize(
    "rest", ["", "documents/", "members/", "invitations/", "jobs/", "schemas/", "work/answers/"]
)
def test_a_filter_nobody_offered_is_refused_whatever_it_guesses(olga, project, rest, parameter):
    path = f"projects/{project.slug}/{rest}" if rest else "projects/"
    refusal = olga("GET", f"{path}?{parameter}", status=422)
    assert refusal["field"] == parameter.partition("=")[0]


def test_a_token_is_in_no_other_answer(olga, owner, here):
    secret = olga.client.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    for path in ("me/", "projects/", here, f"{here}members/"):
        assert secret not in olga.ask("GET", path).content.decode()


def test_the_program_class_holds_answers_to_the_description(description, olga):
    assert isinstance(olga, Program)
    assert "/api/v1/projects/{project_slug}/" in description["paths"]
