"""A change of the scheme killed before, at or after any statement or commit: every answer is written anew once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate import jobs
from annotate.models import Annotation, Batch, Event, Gold, Job, Membership, Response, Standing
from annotate.roles import Role
from annotate.services import rewriting
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import make_gold
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema
from booklet.services.scheme import applying
from booklet.services.scheme.plans import Wish
from tests.annotate.answering import says
from tests.conftest import TONE, make_user
from tests.kills import STRIDE, at_moments, is_killed

pytestmark = pytest.mark.django_db(transaction=True)
GLAD = 2  # documents with the label that goes, and as many with gold


MOOD = {**TONE, "name": "Mood", "required": False, "labels": [{"name": "low"}, {"name": "high"}]}


def merged(owner, ada, moment):
    """A project with answers and gold, and the job that merges two of its labels."""
    return changed(owner, ada, moment, lambda glad, cross, _mood: Wish("merge", (glad,), cross))


def changed(owner, ada, moment, wish):
    """A project with answers and gold, and the job that changes its labels as this wishes."""
    project = create_project(owner, "Postcards", slug=f"p{moment}", audit_percent=0)
    publish_schema(project, [TONE, MOOD], owner)
    add_member(project, ada, [Role.ANNOTATOR], by=owner)
    batch = Batch.objects.create(project=project, name="first", created_by=owner)
    documents = add_documents(batch, [NewDocument(f"card {number}") for number in range(GLAD + 1)])
    membership = Membership.objects.select_related("project__schema").get(project=project, user=ada)
    tone, mood = membership.project.schema.questions
    glad, cross = (label["id"] for label in tone["labels"])
    for number, document in enumerate(documents):
        said = glad if number < GLAD else cross

        def body(document, replaces, said=said, number=number):
            return {
                "key": f"{moment:016}{number:016}",
                "sha256": document["sha256"],
                "schema": membership.project.schema_id,
                "responses": [{"question": tone["id"], "labels": [said]}],
            }

        make_gold(says(membership, body, document), owner)
    wished = wish(glad, cross, mood["id"])
    applying.apply(project, wished, "Alike.", owner, seen=membership.project.schema_id)
    Job.objects.filter(project=project).exclude(kind=applying.WRITES).delete()
    return project, project.jobs.get(), cross


def go_on(job):
    """Another worker takes over what the killed one left."""
    Job.objects.filter(id=job.id, state="running").update(beat_at=timezone.now() - timedelta(hours=1))
    jobs.reconcile()
    jobs.run_due(job.kind)
    job.refresh_from_db()
    assert job.state == "done", job.error


@at_moments
def test_each_answer_is_written_anew_once(owner, monkeypatch, first):
    monkeypatch.setattr(rewriting, "DOCUMENTS_AT_ONCE", 1)
    ada = make_user("ada")
    moment = first
    while True:
        project, job, cross = merged(owner, ada, moment)
        if not is_killed(job, moment):
            break
        go_on(job)
        tones = Response.objects.filter(
            annotation__in=Standing.objects.filter(project=project).values("current"), question__name="Tone"
        )
        says_now = tones.values_list("choices__label", flat=True)
        assert list(says_now) == [cross] * (GLAD + 1)
        written = Annotation.objects.filter(project=project, rewritten_by__isnull=False)
        assert written.count() == GLAD
        assert Gold.objects.filter(project=project).count() == GLAD + 1 + GLAD
        moment += STRIDE
    assert moment > 15


@at_moments
def test_each_answer_moves_to_the_other_question_once_and_goes_back_with_that(owner, monkeypatch, first):
    """Half moved would be a label in neither question, or an author who is never asked."""
    monkeypatch.setattr(rewriting, "DOCUMENTS_AT_ONCE", 1)
    ada = make_user("ada")
    moment = first
    while True:
        project, job, _cross = changed(
            owner, ada, moment, lambda glad, _cross, mood: Wish("transfer", (glad,), question=mood)
        )
        if not is_killed(job, moment):
            break
        go_on(job)
        standings = Standing.objects.filter(project=project).order_by("document")
        responses = Response.objects.filter(annotation__in=standings.values("current"), state="answered")
        said = responses.order_by("annotation__document").values_list(
            "question__name", "choices__label__name"
        )
        assert list(said) == [("Mood", "glad")] * GLAD + [("Tone", "cross")]
        gold = Gold.objects.filter(project=project)
        holding = gold.holding().order_by("document").values_list("question__name", "answers_seen")
        seen = [[one] for one in standings.values_list("current", flat=True)]
        assert list(holding) == list(zip(["Mood"] * GLAD + ["Tone"], seen, strict=True))
        assert gold.count() == GLAD + 1 + 2 * GLAD, "each is withdrawn here and accepted there, once"
        assert list(standings.values_list("state", flat=True)) == ["returned"] * GLAD + ["answered"]
        returned = Event.objects.filter(project=project, kind="answer returned")
        assert returned.count() == GLAD == project.annotations.filter(rewritten_by__isnull=False).count()
        moment += STRIDE
    assert moment > 15


def told(project):
    """All that stands after a change, by names: the same whether somebody killed it on the way or not."""
    standings = Standing.objects.filter(project=project).order_by("document")
    responses = Response.objects.filter(annotation__in=standings.values("current"), state="answered")
    gold = Gold.objects.filter(project=project)
    return {
        "said": list(
            responses.order_by("annotation__document").values_list("question__name", "choices__label__name")
        ),
        "standings": list(standings.values_list("state", "note")),
        "gold": list(gold.holding().order_by("document").values_list("question__name", flat=True)),
        "rests": [
            seen == [current]
            for seen, current in zip(
                gold.holding().order_by("document").values_list("answers_seen", flat=True),
                standings.values_list("current", flat=True),
                strict=True,
            )
        ],
        "written": (gold.count(), project.annotations.count()),
        "returned": Event.objects.filter(project=project, kind="answer returned").count(),
    }


def moved_and_taken_back(owner, ada, moment):
    """A project whose label answers another question, and the job that takes that back."""
    project, job, _cross = changed(
        owner, ada, moment, lambda glad, _cross, mood: Wish("transfer", (glad,), question=mood)
    )
    go_on(job)
    change = project.scheme_changes.get()
    applying.take_back(change, "It was wrong.", owner)
    Job.objects.filter(project=project).exclude(kind=applying.WRITES).delete()
    return project, project.jobs.latest("id")


@at_moments
def test_a_move_is_taken_back_once(owner, monkeypatch, first):
    """Half taken back would be a label in a question that no longer has it, or an author asked for nothing."""
    monkeypatch.setattr(rewriting, "DOCUMENTS_AT_ONCE", 1)
    ada = make_user("ada")
    unharmed, job = moved_and_taken_back(owner, ada, 1_000_000)
    go_on(job)
    expected = told(unharmed)
    assert expected["said"] == [("Tone", "glad")] * GLAD + [("Tone", "cross")]
    assert expected["standings"] == [("answered", "")] * (GLAD + 1)
    assert expected["rests"] == [True] * (GLAD + 1)
    assert expected["gold"] == ["Tone"] * (GLAD + 1)
    moment = first
    while True:
        project, job = moved_and_taken_back(owner, ada, moment)
        if not is_killed(job, moment):
            break
        go_on(job)
        assert told(project) == expected, moment
        moment += STRIDE
    assert moment > 15
