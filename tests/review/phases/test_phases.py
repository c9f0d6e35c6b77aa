"""Phases: a pilot gives everybody the same documents, a condition holds or is overridden in words, history stays."""

import pytest
from django.db import DatabaseError, transaction

from annotate.models import Document, Inquiry, Membership, QueueRow, Standing
from annotate.problems import Conflict, Invalid
from annotate.services.documents import NewDocument, add_documents
from annotate.services.holds import withdraw_document
from review.models import PhaseBeginning
from review.services.phases.beginning import begin_phase, phase_now
from review.services.phases.testing import still_to_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(annotator, second_annotator, project, owner):
    Membership.objects.filter(project=project, user=owner).update(roles=["owner", "supervisor"])
    return [annotator, second_annotator]


@pytest.fixture
def many(batch):
    """Forty documents, half of them in the share that two people answer."""
    documents = add_documents(batch, [NewDocument(f"Text {n}", external_id=str(n)) for n in range(40)])
    for place, document in enumerate(documents):
        QueueRow.objects.filter(document=document).update(overlap_key=1_000 if place % 2 else 9_000)
    batch.project.overlap_percent = 50
    batch.project.save()
    return documents


def test_a_pilot_gives_everybody_the_same_drawn_documents_and_shows_no_suggestion(
    project, people, many, owner
):
    begun = begin_phase(project, "pilot", owner, size=15)
    drawn = {document.id for place, document in enumerate(many) if place % 2}
    assert len(begun.documents) == 15
    assert set(begun.documents) <= drawn, "others do not count as compared"
    for person in people:
        given = Standing.objects.filter(annotator=person, state="assigned").values_list("document", flat=True)
        assert sorted(given) == sorted(begun.documents)
    project.refresh_from_db()
    assert not project.shows_suggestions
    begin_phase(project, "production", owner, reason="Nobody has time.")
    project.refresh_from_db()
    assert project.shows_suggestions
    assert phase_now(project).kind == "production"


def test_what_is_not_met_is_overridden_in_words_which_are_kept(project, people, many, owner):
    with pytest.raises(Conflict):
        begin_phase(project, "production", owner, reason=" ")
    begin_phase(project, "production", owner, reason="A client cannot wait.")
    begun = PhaseBeginning.objects.get()
    assert begun.reason == "A client cannot wait."
    assert {test["code"] for test in begun.tests if not test["is_met"]} == {"pilot", "agreement"}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PhaseBeginning.objects.update(reason="")
    with pytest.raises(Conflict):
        begin_phase(project, "production", owner, reason="Once more.")


def test_an_open_question_and_somebody_untrained_keep_a_pilot_back(project, people, many, owner):
    Inquiry.objects.create(
        key="00000000-0000-4000-8000-000000000001", project=project, document=many[0], author=people[0]
    )
    project.trains = True
    project.save()
    with pytest.raises(Conflict):
        begin_phase(project, "pilot", owner, size=10)
    Inquiry.objects.update(answered_at="2026-01-01T00:00:00Z")
    project.memberships.update(trained_at="2026-01-01T00:00:00Z")
    assert begin_phase(project, "pilot", owner, size=10).documents


@pytest.mark.parametrize(
    ("kind", "size", "says"),
    [
        ("pilot", 9, "10 to 200"),
        ("pilot", 30, "Only 20 documents"),
        ("holiday", 10, "is no phase"),
    ],
)
def test_a_phase_that_cannot_be_is_refused_and_nothing_changes(
    project, people, many, owner, kind, size, says
):
    with pytest.raises(Invalid, match=says):
        begin_phase(project, kind, owner, size=size)
    project.refresh_from_db()
    assert project.shows_suggestions
    assert not Standing.objects.exists()


def test_the_page_shows_conditions_takes_a_reason_and_keeps_what_was_typed(
    client, project, people, many, owner
):
    client.force_login(owner)
    address = f"/projects/{project.slug}/review/phases/"
    page = client.get(address).content.decode()
    assert "2 people annotate; a pilot needs 2" in page
    reply = client.post(f"{address}begun/", {"kind": "pilot", "size": "7"})
    assert reply.status_code == 422
    assert 'value="7"' in reply.content.decode()
    assert client.post(f"{address}begun/", {"kind": "production"}).status_code == 409
    page = client.post(
        f"{address}begun/", {"kind": "production", "reason": "<b>now</b>"}, follow=True
    ).content.decode()
    assert "&lt;b&gt;now&lt;/b&gt;" in page
    assert client.post(f"{address}disagreement/", {"disagreement": "luck"}).status_code == 422
    assert client.post(f"{address}disagreement/", {"disagreement": "variation"}).status_code == 302
    project.refresh_from_db()
    assert project.takes_variation


def test_a_condition_without_a_number_says_so_in_words(client, project, owner):
    client.force_login(owner)
    page = client.get(f"/projects/{project.slug}/review/phases/").content.decode()
    assert "The pilot is answered; there was none yet" in page
    assert "Agreement is at least 0.67 at the lower end of its interval; nothing is measured yet" in page


def test_a_pilot_does_not_wait_for_a_document_that_was_withdrawn_since(project, people, many, owner):
    pilot = begin_phase(project, "pilot", owner, size=10)
    first, *rest = pilot.documents
    Standing.objects.filter(document__in=rest).update(state="answered")
    assert set(still_to_answer(project, pilot).values()) == {1}
    withdraw_document(Document.objects.get(id=first), owner)
    assert still_to_answer(project, pilot) == {}
