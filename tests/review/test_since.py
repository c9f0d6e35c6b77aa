"""Since yesterday: what changed, who is stuck, and what runs dry."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate.models import AnswerTally, Document, Inquiry, Membership
from annotate.services import work
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.tallies import progress_of, shares_of
from booklet.services.decisions import Wish, decide
from booklet.services.pages import Edit, make_page
from review.services.since import since_yesterday

pytestmark = pytest.mark.django_db


def news_of(project):
    return since_yesterday(project, shares_of(project), progress_of(project))


def test_it_tells_what_changed_and_who_waits(
    client, project, documents, membership, answer, annotator, second_annotator, supervisor, expert
):
    [lent] = work.lend(membership, 1, [])["documents"]
    save_annotation(membership, Document.objects.get(id=lent["id"]), parse_submission(answer(lent)))
    make_page(project, Edit("Tone", "What it means."), expert)
    decide(project, Wish("Irony", "It is cross."), supervisor)
    asked = Inquiry.objects.create(
        key="00000000-0000-4000-8000-000000000001", project=project, document=documents[1], author=annotator
    )
    news = news_of(project)
    assert (news.answers, news.people, news.decisions, news.asked, news.replied) == (1, 1, 1, 1, 0)
    assert news.pages == ["Tone"]
    assert len(news.batches) == 1
    stuck = {one.person: one for one in news.stuck}
    assert stuck["Ada"].questions == 1
    assert not stuck["Ada"].is_silent
    assert stuck["Ben"].is_silent, "three documents wait and nothing came"
    client.force_login(supervisor)
    page = client.get(f"/projects/{project.slug}/").content.decode()
    for words in ("1 answer by 1 person", "1 decision in the booklet", "waits for an answer to 1 question"):
        assert words in page
    Inquiry.objects.filter(id=asked.id).update(answered_at=timezone.now())
    assert news_of(project).replied == 1


def test_what_is_older_is_not_told(project, documents, membership, answer, expert):
    [lent] = work.lend(membership, 1, [])["documents"]
    at = timezone.now() - timedelta(days=3)
    save_annotation(membership, Document.objects.get(id=lent["id"]), parse_submission(answer(lent)), at=at)
    project.batches.update(created_at=at)
    assert news_of(project).is_quiet


def test_documents_run_out_at_the_pace_of_the_week(project, documents, annotator):
    today = timezone.now().date()
    AnswerTally.objects.create(project=project, author=annotator, day=today, answers=10)
    assert news_of(project).runs_dry, "four wanted, ten a day"
    AnswerTally.objects.filter(project=project).update(answers=2)
    assert news_of(project).days_left == 2
    assert not news_of(project).runs_dry


def test_who_has_not_passed_the_training_is_stuck_for_that_and_not_called_silent(
    project, documents, annotator
):
    project.trains = True
    project.save()
    stuck = {one.person: one for one in news_of(project).stuck}
    assert stuck["Ada"].is_untrained
    assert not stuck["Ada"].is_silent
    assert Membership.objects.get(user=annotator).trained_at is None
