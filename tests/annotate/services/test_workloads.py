"""Who has what, who waits, and what everybody is to reach."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate.models import Event, Membership, Session, Standing
from annotate.problems import Invalid
from annotate.services.assignments import assign
from annotate.services.goals import set_goal
from annotate.services.members import end_membership
from annotate.services.own_progress import progress_of
from annotate.services.plans import Plan
from annotate.services.work import lend
from annotate.services.workloads import workloads_of
from tests.annotate.answering import says
from tests.conftest import member

pytestmark = pytest.mark.django_db


def row_of(project, user):
    return next(workload for workload in workloads_of(project) if workload.person == user)


def seen(user, ago):
    at = timezone.now() - ago
    Session.objects.create(
        session_key=f"s{user.id}", user=user, expire_date=at + timedelta(days=1), last_seen_at=at
    )


def test_a_row_says_what_waits_and_what_is_done(
    project, documents, membership, annotator, supervisor, answer
):
    assign(project, [documents[0].id, documents[1].id], Plan({annotator.id: 1}), supervisor)
    says(membership, answer, documents[2], takes_slot=True, active_ms=4_000)
    lend(membership, 3, [])
    row = row_of(project, annotator)
    assert (row.assigned, row.leased, row.returned) == (2, 1, 0)
    assert (row.today, row.answers, row.seconds) == (1, 1, 4.0)
    assert row.last_seen_at == Standing.objects.get(state="answered").current.saved_at


def test_yesterday_is_where_the_person_is(project, documents, membership, annotator, answer):
    annotator.time_zone = "Pacific/Kiritimati"
    annotator.save()
    saved = says(membership, answer, documents[0], takes_slot=True)
    midnight = timezone.localtime().astimezone().replace(hour=0, minute=0)
    assert row_of(project, annotator).today == 1, midnight
    assert saved.saved_at <= timezone.now()


def test_whoever_is_here_without_a_document_waits(
    project, documents, annotator, second_annotator, supervisor
):
    seen(annotator, timedelta(minutes=2))
    seen(second_annotator, timedelta(hours=2))
    waits = {row.person.username: row.waits for row in workloads_of(project)}
    assert (waits["ada"], waits["ben"]) == (True, False)
    assign(project, [documents[0].id], Plan({annotator.id: 1}), supervisor)
    assert not row_of(project, annotator).waits


def test_who_left_is_listed_only_while_something_waits(
    project, documents, membership, annotator, owner, answer
):
    says(membership, answer, documents[0], takes_slot=True)
    end_membership(membership, owner)
    assert annotator not in [row.person for row in workloads_of(project)]
    Standing.objects.update(state="returned")
    assert not row_of(project, annotator).annotates


def test_a_goal_is_in_the_own_progress_and_in_the_row(project, membership, annotator, supervisor):
    assert set_goal(membership, 50, None, supervisor)
    assert not set_goal(membership, 50, None, supervisor), "said once"
    progress = progress_of(membership)
    assert (progress["goal_a_day"], progress["goal_in_all"]) == (50, None)
    assert row_of(project, annotator).goal_a_day == 50
    assert Event.objects.get(kind="goal set").detail == {"user": annotator.id, "a_day": 50, "in_all": None}


@pytest.mark.parametrize("goals", [(0, None), (None, -1), (1_000_001, 1)])
def test_a_goal_that_makes_no_sense_is_refused(membership, supervisor, goals):
    with pytest.raises(Invalid):
        set_goal(membership, *goals, supervisor)


def test_who_does_not_annotate_has_no_goal(project, supervisor):
    with pytest.raises(Invalid):
        set_goal(Membership.objects.get(user=supervisor), 5, 5, supervisor)


def test_it_takes_as_many_queries_for_many_people(project, annotator, django_assert_num_queries, owner):
    for number in range(4):
        member(project, f"more-{number}", "annotator")
    with django_assert_num_queries(6):
        workloads_of(project)
