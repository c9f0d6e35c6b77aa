"""Members and invitations over the API."""

import pytest
from django.test import Client

from annotate.models import Membership

pytestmark = pytest.mark.django_db


def test_the_members_and_their_roles(sam, here, annotator):
    members = {member["username"]: member["roles"] for member in sam("GET", f"{here}members/")}
    assert members == {
        "olga": ["annotator", "owner", "supervisor"],
        "ada": ["annotator"],
        "sam": ["supervisor"],
    }


def test_an_owner_adds_changes_and_lets_go(olga, here, stranger):
    added = olga("POST", f"{here}members/", {"username": "Stan", "roles": ["viewer"]}, status=201)
    assert added["roles"] == ["viewer"]
    member = f"{here}members/{stranger.id}/"
    assert olga("PATCH", member, {"roles": ["expert", "annotator"]})["roles"] == ["annotator", "expert"]
    olga("DELETE", member, status=204)
    assert Membership.objects.get(user=stranger).ended_at
    olga("PATCH", member, {"roles": ["owner"]}, status=404)


def test_the_last_owner_stays(olga, owner, here):
    refusal = olga("PATCH", f"{here}members/{owner.id}/", {"roles": ["annotator"]}, status=409)
    assert "at least one owner" in refusal["error"]
    olga("DELETE", f"{here}members/{owner.id}/", status=409)
    assert "owner" in Membership.objects.get(user=owner).roles


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "nobody", "roles": ["viewer"]},
        {"username": "stan", "roles": []},
        {"username": "stan", "roles": ["root"]},
        {"username": "stan"},
        {"username": "stan", "roles": ["viewer"], "is_administrator": True},
        {"username": "olga", "roles": ["viewer"]},
    ],
)
def test_a_wrong_member_is_refused(olga, here, stranger, wrong):
    olga("POST", f"{here}members/", wrong, status=422)
    assert not Membership.objects.filter(user=stranger).exists()


def test_an_invitation_link_is_shown_once_and_revoked(olga, here):
    wish = {"note": "for Nia", "roles": ["annotator"]}
    link = olga("POST", f"{here}invitations/", wish, status=201)["link"]
    [listed] = olga("GET", f"{here}invitations/")
    assert (listed["note"], listed["roles"]) == ("for Nia", ["annotator"])
    assert link.rsplit("/", 2)[1] not in str(listed)
    assert Client().get(link).status_code == 200
    olga("POST", f"{here}invitations/{listed['id']}/revocation/", status=204)
    assert Client().get(link).status_code == 410
    assert olga("GET", f"{here}invitations/") == []
