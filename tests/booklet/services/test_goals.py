"""The goal of a project: revisions nobody overwrites unseen, and signatures under the one that was read."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from annotate.models import Membership
from annotate.problems import Conflict, Invalid
from booklet.models import Goal, SignOff
from booklet.services.goals import ChangedMeanwhile, Said, goal_of, save_goal, sign_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(owner, project):
    return Said(
        purpose="Stalled deals are named two weeks earlier.",
        measure="agreement",
        documents=1_000,
        agreement=0.7,
        model=None,
        deadline=None,
        owner=owner.id,
        stop_rule="A hundred more answers change nothing.",
    )


@pytest.fixture
def goal(project, said, owner):
    return save_goal(project, said, 0, owner)


def test_a_change_is_a_revision_and_no_change_is_none(project, goal, said, owner):
    assert save_goal(project, said, 1, owner) == goal
    changed = save_goal(project, replace(said, documents=2_000), 1, owner, "more deals")
    assert (changed.number, changed.note) == (2, "more deals")
    assert [one.documents for one in project.goals.all()] == [2_000, 1_000]


def test_changes_of_two_people_in_different_parts_are_merged(project, goal, said, owner):
    save_goal(project, replace(said, documents=2_000), 1, owner)
    merged = save_goal(project, replace(said, agreement=0.8), 1, owner)
    assert (merged.number, merged.documents, merged.agreement) == (3, 2_000, 0.8)


def test_changes_in_the_same_part_write_nothing_and_give_both(project, goal, said, owner):
    save_goal(project, replace(said, documents=2_000), 1, owner)
    with pytest.raises(ChangedMeanwhile) as both:
        save_goal(project, replace(said, documents=500, agreement=0.8), 1, owner)
    assert both.value.newest.documents == 2_000
    assert (both.value.merged.documents, both.value.merged.agreement) == (500, 0.8)
    assert both.value.parts == ["documents"]
    assert goal_of(project).number == 2


def test_two_who_write_the_first_goal_do_not_overwrite_each_other(project, goal, said, owner):
    with pytest.raises(ChangedMeanwhile):
        save_goal(project, replace(said, purpose="Something else."), 0, owner)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purpose": " "}, "purpose"),
        ({"stop_rule": ""}, "stop_rule"),
        ({"purpose": "a" * 4_001}, "purpose"),
        ({"stop_rule": "a\0"}, "stop_rule"),
        ({"measure": "luck"}, "measure"),
        ({"agreement": None}, "agreement"),
        ({"agreement": float("nan")}, "agreement"),
        ({"model": 1.0}, "model"),
        ({"documents": 0}, "documents"),
        ({"owner": 0}, "owner"),
    ],
)
def test_a_goal_that_cannot_be_met_or_read_is_refused(project, said, owner, change, field):
    with pytest.raises(Invalid) as refused:
        save_goal(project, replace(said, **change), 0, owner)
    assert refused.value.details["field"] == field
    assert goal_of(project) is None


def test_a_signature_stands_under_the_revision_that_was_read(project, goal, said, owner, supervisor):
    member = Membership.objects.get(project=project, user=supervisor)
    assert sign_off(member, 1)
    assert not sign_off(member, 1), "signing twice is signing once"
    save_goal(project, replace(said, agreement=0.6), 1, owner)
    with pytest.raises(Conflict):
        sign_off(member, 1)
    assert not goal_of(project).sign_offs.exists()
    assert SignOff.objects.get().goal.number == 1


@pytest.mark.parametrize(("model", "change"), [(Goal, {"note": "x"}), (SignOff, {"member": 1})])
def test_what_was_said_and_signed_stays(project, goal, owner, model, change):
    sign_off(Membership.objects.get(project=project, user=owner), 1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**change)
