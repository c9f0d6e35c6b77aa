"""The account page: profile, password, own sessions."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from annotate.forms.accounts import ProfileForm
from annotate.models import Event, Session, User

pytestmark = pytest.mark.django_db
OLD, NEW = "correct horse battery", "a fresh staple of words"
PROFILE = {"name": "Olga O.", "language": "de", "time_zone": "Asia/Tokyo", "theme": "dark"}


@pytest.fixture
def olga(owner):
    client = Client()
    client.post("/sign-in/", {"username": "olga", "password": OLD})
    return client


@pytest.fixture
def elsewhere(olga):
    """The same person in another browser."""
    client = Client()
    client.post("/sign-in/", {"username": "olga", "password": OLD})
    return client


def change(client, **more):
    return client.post("/account/password/", {"old_password": OLD, "password": NEW, "repeated": NEW} | more)


def test_the_profile_is_kept(olga, owner):
    assert olga.post("/account/", PROFILE).status_code == 302
    owner.refresh_from_db()
    assert (owner.name, owner.language, owner.time_zone, owner.theme) == tuple(PROFILE.values())


def test_pages_speak_the_persons_language_and_wear_their_theme(olga):
    olga.post("/account/", PROFILE)
    page = olga.get("/account/", headers={"accept-language": "en"})
    assert '<html lang="de"' in page.content.decode()
    assert 'data-theme="dark"' in page.content.decode()
    assert page["Content-Language"] == "de"
    assert '<html lang="en"' in Client().get("/sign-in/").content.decode()


def test_times_are_shown_in_the_persons_time_zone(olga, owner):
    Session.objects.update(expire_date="2100-01-01T23:30:00Z", started_at="2100-01-01T11:30:00Z")
    olga.post("/account/", PROFILE | {"language": "en"})
    assert "01/01/2100 8:30 p.m." in olga.get("/account/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"time_zone": "Mars/Base"}, {"language": "tlh"}, {"theme": "x"}]
)
def test_a_wrong_profile_is_refused(olga, owner, wrong):
    assert olga.post("/account/", PROFILE | wrong).status_code == 422
    owner.refresh_from_db()
    assert owner.name == "Olga"


def test_nobody_makes_themselves_more_than_they_are(olga, owner):
    more = {"is_administrator": "on", "is_active": "", "username": "root", "id": "1", "password": "x"}
    olga.post("/account/", PROFILE | more)
    owner.refresh_from_db()
    assert (owner.username, owner.is_administrator, owner.is_active) == ("olga", False, True)
    assert owner.check_password(OLD)


def test_a_new_password_ends_the_other_sessions_and_the_old_cookie(olga, elsewhere, owner):
    old_cookie = olga.cookies[settings.SESSION_COOKIE_NAME].value
    assert change(olga).status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(NEW)
    assert olga.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert olga.cookies[settings.SESSION_COOKIE_NAME].value != old_cookie
    assert Session.objects.count() == 1
    assert Event.objects.filter(actor=owner, kind="password changed").exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"old_password": "wrong"}, "That is not your present password."),
        ({"repeated": "another one"}, "The two passwords differ."),
        ({"password": "short", "repeated": "short"}, "at least 12 characters"),
        ({"password": "password1234", "repeated": "password1234"}, "too common"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(olga, owner, more, sentence):
    response = change(olga, **more)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    owner.refresh_from_db()
    assert owner.check_password(OLD)


def test_a_stolen_session_cannot_guess_the_password(olga):
    statuses = [change(olga, old_password="wrong").status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2


def test_the_others_are_signed_out_and_this_one_stays(olga, elsewhere):
    page = olga.get("/account/").content.decode()
    assert page.count('<th scope="row">') == 2
    assert olga.post("/account/sessions/endings/").status_code == 302
    assert olga.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_one_sees_and_ends_only_ones_own_sessions(olga, stranger):
    stan = Client()
    stan.post("/sign-in/", {"username": "stan", "password": OLD})
    assert stan.get("/account/").content.decode().count('<th scope="row">') == 1
    stan.post("/account/sessions/endings/")
    assert olga.get("/account/").status_code == 200


def test_the_profile_leaves_alone_what_others_write_meanwhile(olga, owner, monkeypatch):
    """An administrator, a change of the password, an erasure: whatever came between reading the row and writing it."""
    is_valid = ProfileForm.is_valid

    def slowly(form):
        User.objects.filter(id=owner.id).update(is_administrator=True, password="another", muted=["reply"])
        return is_valid(form)

    monkeypatch.setattr(ProfileForm, "is_valid", slowly)
    assert olga.post("/account/", PROFILE).status_code == 302
    owner.refresh_from_db()
    assert (owner.name, owner.is_administrator, owner.password) == ("Olga O.", True, "another")
    assert owner.muted == ["reply"]


def test_the_profile_of_somebody_just_erased_stays_erased(olga, owner, monkeypatch):
    is_valid = ProfileForm.is_valid

    def slowly(form):
        User.objects.filter(id=owner.id).update(name="", erased_at=timezone.now())
        return is_valid(form)

    monkeypatch.setattr(ProfileForm, "is_valid", slowly)
    olga.post("/account/", PROFILE)
    owner.refresh_from_db()
    assert owner.name == ""
    assert owner.erased_at
