"""Sessions are rows: they show whose, since when and from where, and end at a fixed time."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from annotate.models import Session

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


def test_a_request_costs_one_query_for_the_session_and_one_for_the_person(
    signed_in, project, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5) as queries:
        assert signed_in.get(f"/projects/{project.slug}/annotate/answers/").status_code == 200
    asked = [query["sql"] for query in queries]
    for question in ("living_session", "person", "membership"):
        assert len([sql for sql in asked if f"gloss_{question} " in sql]) == 1


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(signed_in):
    cookie = signed_in.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
