"""Sessions are rows: they show whose, since when and from where, and end at a fixed time."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.utils import timezone

from annotate.models import Session, User
from annotate.sessions import end_all

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def signed_in(client, owner):
    client.post(
        "/sign-in/",
        {"username": "olga", "password": "correct horse battery"},
        headers={"user-agent": FIREFOX},
    )
    return client


def test_a_session_knows_whose_it_is_and_which_browser(signed_in, owner):
    session = Session.objects.get()
    assert session.user == owner
    assert session.browser == "Firefox, Linux"


def test_it_ends_twelve_hours_after_signing_in_however_busy(signed_in):
    began = Session.objects.get()
    assert timedelta(0) <= began.started_at + timedelta(hours=12) - began.expire_date < timedelta(seconds=1)
    session = signed_in.session
    session["something"] = "was stored"
    session.save()
    later = Session.objects.get()
    assert (later.expire_date, later.started_at) == (began.expire_date, began.started_at)
    Session.objects.update(expire_date=timezone.now())
    assert signed_in.get("/account/").status_code == 302


def test_it_is_noted_when_it_was_last_seen_but_not_at_every_request(signed_in):
    long_ago = timezone.now() - timedelta(minutes=6)
    Session.objects.update(last_seen_at=long_ago)
    signed_in.get("/account/tokens/")
    seen = Session.objects.get().last_seen_at
    assert seen > long_ago
    signed_in.get("/account/tokens/")
    assert Session.objects.get().last_seen_at == seen


def test_a_request_costs_one_query_for_the_session_and_the_person(
    signed_in, project, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4) as queries:
        assert signed_in.get(f"/projects/{project.slug}/annotate/answers/").status_code == 200
    asked = [query["sql"] for query in queries]
    for question in ("living_session", "membership"):
        assert len([sql for sql in asked if f"gloss_{question} " in sql]) == 1
    assert not [sql for sql in asked if 'FROM "annotate_user"' in sql]


def is_signed_in(client) -> bool:
    return client.get("/account/").status_code == 200


def test_who_is_deactivated_is_signed_out_at_once(signed_in, owner):
    assert is_signed_in(signed_in)
    User.objects.filter(id=owner.id).update(is_active=False)
    assert not is_signed_in(signed_in)


def test_another_password_ends_a_session_that_knew_the_old_one(signed_in, owner):
    owner.set_password("another horse, another battery")
    owner.save()
    assert not is_signed_in(signed_in)
    assert not Session.objects.exists(), "it cannot come back with the old password either"


def test_a_session_that_was_ended_elsewhere_is_over(signed_in, owner):
    end_all(owner)
    assert not is_signed_in(signed_in)


def test_a_session_lives_on_under_a_new_secret_key_while_the_old_one_is_known(signed_in, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is as long as a key of ours has to be: 0123456789"
    assert is_signed_in(signed_in)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_signed_in(signed_in), "now it is proven with the new key"


def test_a_session_of_another_backend_is_nobodys(signed_in):
    session = signed_in.session
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.RemoteUserBackend"
    session.save()
    assert not is_signed_in(signed_in)


def test_a_session_without_its_proof_is_nobodys(signed_in):
    session = signed_in.session
    del session[HASH_SESSION_KEY]
    session.save()
    assert not is_signed_in(signed_in)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(signed_in):
    cookie = signed_in.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaa"', '"\\303\\251aaaaaaaa"', '"a b;c"', "a" * 5_000])
def test_a_cookie_that_no_session_can_have_is_nobodys(client, cookie):
    """Within quotation marks a cookie may hold any byte."""
    told = {"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}
    assert client.get("/account/", headers=told).status_code == 302
    assert client.get("/sign-in/", headers=told).status_code == 200
