"""Who is in a project, and what becomes of the work of somebody who leaves."""

import pytest

from annotate.erasure import check_may_erase
from annotate.models import Annotation, Membership, QueueRow, Standing
from annotate.problems import Invalid
from annotate.queue import recount
from annotate.roles import Role
from annotate.services import work
from annotate.services.accounts import deactivate
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.assignments import assign
from annotate.services.members import add_existing, change_roles, end_membership
from annotate.services.plans import Plan
from annotate.services.projects import LastOwner, add_member
from annotate.services.returns import return_answer
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owning(project, owner):
    return Membership.objects.get(project=project, user=owner)


def test_somebody_of_the_house_becomes_a_member(project, owner, stranger):
    membership = add_existing(project, " ＳTAN ", [Role.VIEWER, Role.EXPERT], owner)
    assert (membership.user, membership.roles) == (stranger, ["expert", "viewer"])
    assert project.events.filter(kind="member set", detail__user=stranger.id).exists()


@pytest.mark.parametrize("username", ["nobody", "gone", "machine", ""])
def test_who_cannot_be_a_member_is_not_added(project, owner, username):
    make_user("gone", is_active=False)
    make_user("machine", is_source=True)
    with pytest.raises(Invalid, match="Nobody in this house"):
        add_existing(project, username, [Role.VIEWER], owner)


def test_a_member_is_not_added_twice(project, owner, annotator):
    with pytest.raises(Invalid, match="is a member already"):
        add_existing(project, "ada", [Role.OWNER], owner)
    assert Membership.objects.get(user=annotator).roles == ["annotator"]


def test_the_last_owner_stays(project, owner, owning):
    with pytest.raises(LastOwner, match="at least one owner"):
        end_membership(owning, owner)
    with pytest.raises(LastOwner):
        change_roles(owning, [Role.SUPERVISOR], owner)
    owning.refresh_from_db()
    assert owning.ended_at is None
    assert "owner" in owning.roles


def test_an_owner_whose_account_is_shut_is_no_other(project, owner, owning):
    gone = make_user("gone", is_active=False)
    Membership.objects.create(project=project, user=gone, roles=[Role.OWNER])
    with pytest.raises(LastOwner):
        end_membership(owning, owner)
    with pytest.raises(Invalid, match="the only owner of: Postcards"):
        check_may_erase(owner)


def test_an_owner_may_go_when_there_is_another(project, owner, owning, stranger):
    add_member(project, stranger, [Role.OWNER], by=owner)
    end_membership(owning, owner)
    owning.refresh_from_db()
    assert owning.ended_at


def test_a_member_has_at_least_one_role(project, owner, membership):
    with pytest.raises(Invalid, match="at least one role"):
        change_roles(membership, [], owner)


def lend_and_answer(membership, answer):
    """One answered, one leased, one assigned document."""
    answered, leased, *_more = work.lend(membership, 2, [])["documents"]
    document = membership.project.documents.get(id=answered["id"])
    save_annotation(membership, document, parse_submission(answer(answered)))
    third = QueueRow.objects.filter(claimed=0).first()
    third.claimed = 1
    third.save()
    Standing.objects.create(
        project=membership.project,
        document=third.document,
        annotator=membership.user,
        state=Standing.State.ASSIGNED,
        stream="assigned",
        holds_slot=True,
    )
    return leased["id"], third.document_id


def test_what_was_lent_and_assigned_is_free_again_and_what_was_said_stays(
    project, owner, documents, membership, answer, second_annotator
):
    leased, assigned = lend_and_answer(membership, answer)
    end_membership(membership, owner)
    assert Annotation.objects.count() == 1
    states = dict(Standing.objects.filter(annotator=membership.user).values_list("document", "state"))
    assert (states[leased], states[assigned]) == ("lapsed", "lapsed")
    assert sorted(states.values()) == ["answered", "lapsed", "lapsed"]
    assert recount(project.id) == []
    other = Membership.objects.select_related("project__schema", "user").get(user=second_annotator)
    served = {document["id"] for _ in range(4) for document in work.lend(other, 1, [])["documents"]}
    assert {leased, assigned} <= served


def test_who_is_no_annotator_any_more_holds_nothing(project, owner, documents, membership, answer):
    lend_and_answer(membership, answer)
    change_roles(membership, [Role.VIEWER], owner)
    assert not Standing.objects.filter(state__in=["leased", "assigned"]).exists()
    assert recount(project.id) == []


def test_a_shut_account_holds_nothing_and_gets_nothing(
    project, owner, documents, membership, answer, administrator
):
    leased, assigned = lend_and_answer(membership, answer)
    deactivate(membership.user, administrator)
    states = dict(Standing.objects.filter(annotator=membership.user).values_list("document", "state"))
    assert (states[leased], states[assigned]) == ("lapsed", "lapsed")
    assert sorted(states.values()) == ["answered", "lapsed", "lapsed"]
    assert recount(project.id) == []
    with pytest.raises(Invalid, match="does not annotate"):
        assign(project, [assigned], Plan({membership.user_id: 1}), owner)
    answered = project.documents.get(standings__annotator=membership.user, standings__state="answered")
    with pytest.raises(Invalid, match="nobody would see the returned answer"):
        return_answer(answered, membership.user, "Look again.", owner)
