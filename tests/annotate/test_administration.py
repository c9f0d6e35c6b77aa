"""What an administrator may do to accounts, and that it opens no project."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from annotate.models import Event, ResetLink, User
from annotate.problems import Invalid
from annotate.services import accounts
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
OLD, NEW = "correct horse battery", "a fresh staple of words"


@pytest.fixture
def root(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def olga(owner):
    client = Client()
    client.post("/sign-in/", {"username": "olga", "password": OLD})
    return client


def shown(response):
    return re.search(r'value="http://testserver(/[\w-]+/[\w-]+/)"', response.content.decode())[1]


def test_everybody_with_an_account_is_listed(root, owner):
    User.objects.create_user("model-7", name="A source", is_source=True)
    User.objects.create_user("gone", name="Erased", erased_at=timezone.now(), is_active=False)
    page = root.get("/people/").content.decode()
    assert "Olga" in page
    assert "A source" not in page
    assert "Erased" not in page


def test_a_deactivated_person_is_out_within_one_request(root, olga, owner):
    assert root.post(f"/people/{owner.id}/deactivation/").status_code == 302
    assert olga.get("/account/").status_code == 302
    assert Client().post("/sign-in/", {"username": "olga", "password": OLD}).status_code == 422
    root.post(f"/people/{owner.id}/activation/")
    assert olga.get("/account/").status_code == 302  # the old session stays ended
    assert Client().post("/sign-in/", {"username": "olga", "password": OLD}).status_code == 302
    assert set(Event.objects.values_list("kind", flat=True)) >= {"user deactivated", "user activated"}


def test_somebody_must_stay_administrator(root, administrator):
    for address in ("deactivation", "administrator"):
        response = root.post(f"/people/{administrator.id}/{address}/")
        assert response.status_code == 422
        assert "Somebody must be administrator." in response.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_administrator


def test_an_administrator_makes_another_and_unmakes_one(root, owner):
    root.post(f"/people/{owner.id}/administrator/", {"is_administrator": "True"})
    owner.refresh_from_db()
    assert owner.is_administrator
    root.post(f"/people/{owner.id}/administrator/", {"is_administrator": "False"})
    owner.refresh_from_db()
    assert not owner.is_administrator


def test_a_reset_link_sets_a_password_once_and_ends_every_session(root, olga, owner):
    link = shown(root.post(f"/people/{owner.id}/reset-links/"))
    somebody = Client()
    assert "olga" in somebody.get(link).content.decode()
    assert somebody.post(link, {"password": NEW, "repeated": NEW})["Location"] == "/"
    assert somebody.get("/account/").status_code == 200
    assert olga.get("/account/").status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(NEW)
    assert Client().post(link, {"password": OLD, "repeated": OLD}).status_code == 410
    assert link.split("/")[2].encode() not in bytes(ResetLink.objects.get().token_hash)
    assert Event.objects.filter(kind="password reset", actor=owner).exists()


def test_whoever_is_kept_out_by_guessing_gets_in_by_a_reset_link(root, owner):
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(12):
        guesser.post("/sign-in/", {"username": "olga", "password": "guess"})
    assert Client().post("/sign-in/", {"username": "olga", "password": OLD}).status_code == 429
    link = shown(root.post(f"/people/{owner.id}/reset-links/"))
    assert Client().post(link, {"password": NEW, "repeated": NEW}).status_code == 302
    assert Client().post("/sign-in/", {"username": "olga", "password": NEW}).status_code == 302


def test_a_newer_link_ends_the_older_and_so_does_a_new_password(root, owner, olga):
    first = shown(root.post(f"/people/{owner.id}/reset-links/"))
    second = shown(root.post(f"/people/{owner.id}/reset-links/"))
    assert Client().get(first).status_code == 410
    olga.post("/account/password/", {"old_password": OLD, "password": NEW, "repeated": NEW})
    assert Client().get(second).status_code == 410


def test_a_weak_password_is_refused_and_the_link_stays(root, owner):
    link = shown(root.post(f"/people/{owner.id}/reset-links/"))
    assert Client().post(link, {"password": "short", "repeated": "short"}).status_code == 422
    assert Client().get(link).status_code == 200


def test_a_source_cannot_be_let_in(root):
    source = User.objects.create_user("model-7", name="A source", is_source=True)
    assert root.post(f"/people/{source.id}/reset-links/").status_code == 404


def test_an_administrator_invites_to_the_house_and_revokes(root):
    link = shown(root.post("/people/invitations/", {"note": "for Nia", "makes_administrator": "on"}))
    page = root.get("/people/").content.decode()
    assert "for Nia" in page
    revocation = re.search(r'"(/people/invitations/\d+/revocation/)"', page)[1]
    assert root.post(revocation).status_code == 302
    assert Client().get(link).status_code == 410


def test_being_administrator_opens_no_project(root, project):
    assert root.get(f"/projects/{project.slug}/settings/invitations/").status_code == 404
    assert root.get(f"/projects/{project.slug}/annotate/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "take_away", [accounts.deactivate, lambda person, by: accounts.set_administrator(person, False, by)]
)
def test_two_administrators_cannot_shut_each_other_out(administrator, take_away):
    """Each would count on the other. The second waits for the first, and then nobody would be left."""
    other = make_user("rita", is_administrator=True)

    def as_other():
        try:
            take_away(administrator, other)
        except Invalid as problem:
            return problem.sentence
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            take_away(other, administrator)
            answer = pool.submit(as_other)
            with suppress(TimeoutError):
                answer.result(0.5)
        assert "Somebody must be administrator." in (answer.result(20) or "")
    assert User.objects.filter(is_active=True, is_administrator=True).get() == administrator
