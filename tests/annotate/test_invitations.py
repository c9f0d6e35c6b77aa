"""One-time links that let people in: made, listed, accepted once, revoked, and dead with their maker's right."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from annotate.models import Event, Invitation, Membership, User
from annotate.problems import Problem
from annotate.roles import Role
from annotate.services.invitations import (
    accept_as_new,
    invitation_with,
    invite_to_house,
    invite_to_project,
)
from annotate.services.projects import add_member

pytestmark = pytest.mark.django_db
NEW = {"name": "Nia", "username": "nia", "password": "seven quiet otters", "repeated": "seven quiet otters"}


@pytest.fixture
def url(project):
    return f"/projects/{project.slug}/settings/invitations/"


@pytest.fixture
def link(project, owner):
    return f"/invitations/{invite_to_project(project, [Role.ANNOTATOR], owner)}/"


def shown(response):
    return re.search(r'value="http://testserver(/invitations/[\w-]+/)"', response.content.decode())[1]


def test_an_owner_makes_a_link_that_lets_one_person_in(client, owner, url, project):
    client.force_login(owner)
    link = shown(client.post(url, {"note": "for Nia", "roles": ["annotator", "expert"]}))
    assert link not in client.get(url).content.decode()
    assert "for Nia" in client.get(url).content.decode()
    nia = Client()
    assert "Postcards" in nia.get(link).content.decode()
    response = nia.post(link, NEW)
    assert (response.status_code, response["Location"]) == (302, "/projects/postcards/")
    membership = Membership.objects.get(user__username="nia")
    assert (membership.project, set(membership.roles)) == (project, {"annotator", "expert"})
    assert nia.get("/account/").status_code == 200
    assert "for Nia" not in client.get(url).content.decode()
    kinds = Event.objects.filter(project=project).values_list("kind", flat=True)
    assert {"invitation made", "invitation accepted", "member set"} <= set(kinds)


def test_it_works_once(link):
    assert Client().post(link, NEW).status_code == 302
    response = Client().post(link, NEW | {"username": "second"})
    assert response.status_code == 410
    assert "used already" in response.content.decode()
    assert not User.objects.filter(username="second").exists()


def test_looking_at_it_uses_nothing_up(link):
    for _ in range(3):
        assert Client().get(link).status_code == 200


def test_whoever_has_an_account_keeps_it(client, link, project, stranger):
    client.force_login(stranger)
    assert "Accept as Stan" in client.get(link).content.decode()
    assert client.post(link).status_code == 302
    assert Membership.objects.get(project=project, user=stranger).roles == ["annotator"]
    assert Client().get(link).status_code == 410


def test_an_invitation_takes_no_role_away(client, owner, link, project):
    client.force_login(owner)
    client.post(link)
    assert set(Membership.objects.get(project=project, user=owner).roles) == {
        "owner",
        "supervisor",
        "annotator",
    }


@pytest.mark.parametrize("end", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_it_ends(link, end):
    Invitation.objects.update(**end)
    assert Client().get(link).status_code == Client().post(link, NEW).status_code == 410


def test_an_owner_who_left_takes_theirs_along(link, project, owner, stranger):
    add_member(project, stranger, [Role.OWNER], by=owner)
    add_member(project, owner, [Role.ANNOTATOR], by=stranger)
    assert Client().get(link).status_code == 410


def test_a_made_up_link_is_over_too(db):
    assert Client().get("/invitations/nonsense/").status_code == 410


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"username": "OLGA"}, "This user name is taken."),
        ({"username": "a b"}, "Enter a valid username."),
        ({"repeated": "other"}, "The two passwords differ."),
        ({"password": "short", "repeated": "short"}, "at least 12 characters"),
        ({"username": "quietotters", "password": "quietotters1", "repeated": "quietotters1"}, "too similar"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_wrong_account_is_refused_in_words_and_the_link_stays(link, wrong, sentence):
    response = Client().post(link, NEW | wrong)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert User.objects.count() == 1
    assert Client().get(link).status_code == 200


def test_nobody_grants_themselves_more_than_the_link_says(link):
    Client().post(link, NEW | {"makes_administrator": "on", "is_administrator": "on", "roles": "owner"})
    nia = User.objects.get(username="nia")
    assert not nia.is_administrator
    assert nia.memberships.get().roles == ["annotator"]


def test_an_owner_revokes_it(client, owner, link, url):
    client.force_login(owner)
    assert client.post(f"{url}{Invitation.objects.get().id}/revocation/").status_code == 302
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize("roles", [[], ["root"]])
def test_a_member_needs_known_roles(client, owner, url, roles):
    client.force_login(owner)
    assert client.post(url, {"roles": roles}).status_code == 422
    assert not Invitation.objects.exists()


def test_the_house_invitation_brings_an_account_or_an_administrator(administrator):
    for grants in (False, True):
        link = f"/invitations/{invite_to_house(administrator, makes_administrator=grants)}/"
        name = f"nia-{grants}"
        assert Client().post(link, NEW | {"username": name})["Location"] == "/"
        assert User.objects.get(username=name).is_administrator is grants


def test_a_member_does_not_use_up_an_invitation_that_brings_them_nothing(client, administrator, stranger):
    link = f"/invitations/{invite_to_house(administrator)}/"
    client.force_login(stranger)
    assert "gives you nothing new" in client.post(link).content.decode()
    assert Client().get(link).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_who_open_it_at_once_one_gets_in(project, owner):
    secret = invite_to_project(project, [Role.ANNOTATOR], owner)
    invitation = invitation_with(secret)

    def accept(number):
        try:
            accept_as_new(invitation, f"nia-{number}", "Nia", "seven quiet otters", "en", "UTC")
        except Problem:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(accept, range(8))) == 1
    assert User.objects.filter(username__startswith="nia").count() == 1
