"""In and out by password: what is refused, where one lands, and what an old cookie is worth."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotate.models import Event, Session, User

pytestmark = pytest.mark.django_db
RIGHT = {"username": "olga", "password": "correct horse battery"}
WRONG = RIGHT | {"password": "wrong horse battery"}


def test_the_right_password_opens_the_house(client, owner):
    response = client.post("/sign-in/", RIGHT)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/account/").status_code == 200
    assert Event.objects.get().kind == "signed in"


def test_the_user_name_may_be_written_in_any_case(client, owner):
    assert client.post("/sign-in/", RIGHT | {"username": "OLGA"}).status_code == 302


@pytest.mark.parametrize("typed", ["zoe\u0301", "ZOÉ", "ｚｏé"])
def test_the_user_name_may_be_typed_in_another_form_of_its_letters(client, db, typed):
    """With an accent of its own, as some keyboards send it, or in full width; it was kept in one form."""
    User.objects.create_user("zoe\u0301", "correct horse battery")
    assert client.post("/sign-in/", RIGHT | {"username": typed}).status_code == 302


@pytest.mark.parametrize(
    "tried",
    [WRONG, RIGHT | {"username": "nobody"}, RIGHT | {"username": "shut"}, RIGHT | {"username": "file"}],
)
def test_nobody_is_told_what_was_wrong(client, owner, tried):
    User.objects.create_user("shut", "correct horse battery", is_active=False)
    User.objects.create_user("file", None, is_source=True)
    response = client.post("/sign-in/", tried)
    assert response.status_code == 422
    assert "The user name or the password is wrong." in response.content.decode()
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_existing_and_missing_names_take_the_same_time(client, owner, settings):
    """Nearly all of it goes into one hash; the rest is as many statements."""
    settings.PASSWORD_HASHERS = ["tests.annotate.test_signing_in.CountingArgon"]
    owner.set_password("correct horse battery")
    owner.save()
    work = {}
    for name in ("olga", "nobody"):
        CountingArgon.hashed = 0
        with CaptureQueriesContext(connection) as statements:
            client.post("/sign-in/", WRONG | {"username": name})
        work[name] = CountingArgon.hashed, len(statements)
    assert work["olga"] == work["nobody"]
    assert work["olga"][0] == 1


class CountingArgon(Argon2PasswordHasher):
    """The real hasher with a tenth of its cost, and how often it was at work."""

    time_cost, memory_cost, parallelism = 1, 8192, 1
    hashed = 0

    def encode(self, password, salt):
        type(self).hashed += 1
        return super().encode(password, salt)

    def verify(self, password, encoded):
        type(self).hashed += 1
        return super().verify(password, encoded)


def test_too_many_wrong_passwords_are_answered_with_how_long_to_wait(client, owner):
    for _ in range(10):
        assert client.post("/sign-in/", WRONG).status_code == 422
    response = client.post("/sign-in/", RIGHT)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 900
    assert "Wait 15 minutes" in response.content.decode()


def test_the_victim_of_guessing_still_gets_in_from_home(client, owner):
    client.post("/sign-in/", RIGHT)
    for number in range(30):
        Client(REMOTE_ADDR=f"203.0.113.{number}").post("/sign-in/", WRONG)
    assert Client(REMOTE_ADDR="203.0.113.77").post("/sign-in/", RIGHT).status_code == 429
    assert Client().post("/sign-in/", RIGHT).status_code == 302


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ("/projects/postcards/annotate/?a=1", "/projects/postcards/annotate/?a=1"),
        ("", "/"),
        ("//evil", "/"),
        ("/\\evil", "/"),
        ("\\\\evil", "/"),
        ("https:evil", "/"),
        ("https://evil", "/"),
        ("/\t/evil", "/"),
        ("javascript:alert(1)", "/"),
        ("evil", "/"),
    ],
)
def test_it_leads_to_a_page_of_ours_only(client, owner, wish, place):
    assert client.post("/sign-in/", RIGHT | {"next": wish})["Location"] == place
    assert client.get("/sign-in/", {"next": wish})["Location"] == place  # signed in already


def test_the_wish_survives_a_wrong_password(client, owner):
    page = client.get("/sign-in/", {"next": "/account/"})
    assert '<input type="hidden" name="next" value="/account/">' in page.content.decode()
    again = client.post("/sign-in/", WRONG | {"next": "/account/"})
    assert '<input type="hidden" name="next" value="/account/">' in again.content.decode()


def test_the_cookie_changes_on_the_way_in(client, owner):
    client.post("/sign-in/", RIGHT)
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/sign-in/", RIGHT)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != first
    assert not Session.objects.filter(session_key=first).exists()


def test_a_cookie_brought_along_is_not_adopted(client, owner):
    client.cookies[settings.SESSION_COOKIE_NAME] = "f" * 32
    client.post("/sign-in/", RIGHT)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "f" * 32


def test_after_signing_out_the_old_cookie_is_worth_nothing(client, owner):
    client.post("/sign-in/", RIGHT)
    old = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.post("/sign-out/")["Location"] == reverse("annotate:sign-in")
    assert not Session.objects.exists()
    client.cookies[settings.SESSION_COOKIE_NAME] = old
    assert client.get("/account/").status_code == 302


def test_signing_out_takes_a_post(client, owner):
    assert client.get("/sign-out/").status_code == 405


def test_there_is_no_open_sign_up_and_nobody_to_begin_with(client):
    assert client.get("/signup").status_code == client.get("/sign-up/").status_code == 404
    assert not User.objects.exists()
    assert "create_owner" in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("pair", ["admin:admin", "root:root", "owner:owner", "demo:demo", "argilla:12345678"])
def test_known_default_accounts_fail(client, db, pair):
    username, password = pair.split(":")
    assert client.post("/sign-in/", {"username": username, "password": password}).status_code == 422


def test_a_form_from_elsewhere_is_refused(owner):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in/", RIGHT).status_code == 403
    assert client.post("/sign-in/", RIGHT, headers={"origin": "https://evil.example"}).status_code == 403


def test_it_is_never_kept_in_a_cache(client, owner):
    assert "no-store" in client.get("/sign-in/")["Cache-Control"]
