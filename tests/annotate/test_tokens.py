"""Tokens on their page: shown once, kept hashed, revocable."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from annotate.models import ApiToken, Event
from annotate.problems import Invalid
from annotate.services.tokens import make_token, token_with

pytestmark = pytest.mark.django_db
WISH = {"name": "nightly export", "scopes": ["read", "export"], "project": "", "days": "30"}


@pytest.fixture
def olga(client, owner):
    client.force_login(owner)
    return client


def shown(response):
    found = re.search(r'value="(ann_[\w-]+)"', response.content.decode())
    return found and found[1]


def test_a_token_is_shown_once_and_kept_as_a_hash(olga, owner):
    response = olga.post("/account/tokens/", WISH)
    secret, token = shown(response), ApiToken.objects.get()
    assert bytes(token.token_hash) == hashlib.sha256(secret.encode()).digest()
    assert token.prefix == secret[:8]
    assert token.scopes == ["export", "read"]
    assert secret not in olga.get("/account/tokens/").content.decode()
    assert "no-store" in response["Cache-Control"]
    assert Event.objects.get(kind="token made").detail == {"token": token.id}


def test_it_ends_and_can_end_earlier(olga, owner):
    token, secret = make_token(owner, "t", ["read"], timezone.now() + timedelta(days=1))
    assert token_with(secret) == token
    assert olga.post(f"/account/tokens/{token.id}/revocation/").status_code == 302
    assert token_with(secret) is None
    _, late = make_token(owner, "t", ["read"], timezone.now() + timedelta(seconds=60))
    ApiToken.objects.update(expires_at=timezone.now())
    assert token_with(late) is None


def test_it_dies_with_its_owners_account(owner):
    _, secret = make_token(owner, "t", ["read"], timezone.now() + timedelta(days=1))
    owner.is_active = False
    owner.save()
    assert token_with(secret) is None


def test_its_use_is_noted_at_most_once_a_minute(owner, django_assert_num_queries):
    token, secret = make_token(owner, "t", ["read"], timezone.now() + timedelta(days=1))
    with django_assert_num_queries(2):
        token_with(secret)
    with django_assert_num_queries(1):
        token_with(secret)
    token.refresh_from_db()
    assert token.last_used_at


@pytest.mark.parametrize(
    "wrong",
    [{"scopes": []}, {"scopes": ["root"]}, {"days": "366"}, {"days": "x"}, {"name": ""}, {"project": "0"}],
)
def test_a_wrong_wish_makes_no_token(olga, wrong):
    assert olga.post("/account/tokens/", WISH | wrong).status_code == 422
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_token_lives_a_year_at_most(owner, days):
    with pytest.raises(Invalid, match="at most a year"):
        make_token(owner, "t", ["read"], timezone.now() + timedelta(days=days))


def test_it_can_be_bound_to_a_project_of_ones_own_only(olga, project, stranger):
    assert shown(olga.post("/account/tokens/", WISH | {"project": project.id}))
    assert ApiToken.objects.get().project == project
    olga.force_login(stranger)
    assert olga.post("/account/tokens/", WISH | {"project": project.id}).status_code == 422


def test_another_persons_token_is_not_there(client, owner, stranger):
    token, _ = make_token(owner, "t", ["read"], timezone.now() + timedelta(days=1))
    client.force_login(stranger)
    assert client.post(f"/account/tokens/{token.id}/revocation/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
