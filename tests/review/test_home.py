"""A project's home: what it shows to whom, and what it says should happen next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate.models import Document, Flag, Hold, Job, Membership, QueueRow
from annotate.roles import Role
from annotate.services import work
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.members import end_membership
from annotate.services.projects import add_member
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client, project):
    def get(user):
        client.force_login(user)
        reply = client.get(f"/projects/{project.slug}/")
        assert reply.status_code == 200
        return reply.content.decode()

    return get


@pytest.fixture
def answered(project, documents, membership, answer):
    """Ada answered two of four documents, one of them yesterday."""
    for document, days in zip(work.lend(membership, 2, [])["documents"], (0, 1), strict=True):
        save_annotation(
            membership,
            Document.objects.get(id=document["id"]),
            parse_submission(answer(document)),
            at=timezone.now() - timedelta(days=days),
        )


def test_a_supervisor_sees_the_progress_and_everybodys_numbers(home, answered, supervisor, second_annotator):
    page = home(supervisor)
    for words in ("2 of 4", "Annotators", "Ada", "Ben", "Answers per day"):
        assert words in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EXPERT])
def test_a_viewer_or_expert_sees_figures_and_nobody_in_particular(home, project, answered, owner, role):
    person = make_user("somebody")
    add_member(project, person, [role], by=owner)
    page = home(person)
    assert "2 of 4" in page
    assert "Ada" not in page


def test_an_annotator_sees_own_numbers_only(home, answered, annotator, second_annotator):
    page = home(second_annotator)
    assert "Your work" in page
    for words in ("Ada", "2 of 4", "Answers given", "<rect"):
        assert words not in page
    assert "<rect" in home(annotator)


def test_the_chart_has_a_table_with_its_numbers(home, answered, supervisor):
    page = home(supervisor)
    assert page.count("<rect") == 2
    assert page.count('<td class="number">1</td>') >= 2


def test_what_waits_for_somebody_is_said_to_those_who_decide(
    home, project, documents, supervisor, annotator, viewer
):
    Flag.objects.create(
        key="00000000-0000-4000-8000-000000000001",
        project=project,
        document=documents[0],
        author=annotator,
        note="?",
    )
    Hold.objects.create(document=documents[0], reason=Hold.Reason.SKIPPED)
    QueueRow.objects.filter(document=documents[0]).update(is_held=True)
    Job.objects.create(project=project, kind="import", state="failed", finished_at=timezone.now())
    page = home(supervisor)
    for words in ("document waits for a decision", "note from an annotator", "job failed this week"):
        assert f"<strong>1</strong> {words}" in page
    assert "Needs somebody" not in home(viewer)
    assert "Needs somebody" not in home(annotator)


def test_who_left_stays_in_the_list_with_what_they_gave(
    home, project, answered, annotator, supervisor, owner
):
    end_membership(Membership.objects.get(user=annotator), owner)
    assert "Ada" in home(supervisor)


def test_it_takes_few_queries(client, project, answered, supervisor, django_assert_max_num_queries):
    client.force_login(supervisor)
    client.get(f"/projects/{project.slug}/")
    with django_assert_max_num_queries(40):
        client.get(f"/projects/{project.slug}/")
