"""What a supervisor decides about one document: withdraw, restore, release, return, gold, flags."""

import uuid

import pytest
from django.db import transaction

from annotate import queue
from annotate.models import Event, Gold, Hold, QueueRow, Standing
from annotate.problems import Conflict, Invalid
from annotate.services.flags import resolve_flag
from annotate.services.gold import make_gold
from annotate.services.holds import release_document, restore_document, withdraw_document
from annotate.services.members import end_membership
from annotate.services.returns import return_answer
from annotate.services.work import lend, raise_flag, skip
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def every_slot_is_accounted_for(project):
    yield
    assert queue.recount(project.id) == []


@pytest.fixture
def first_in_line(documents):
    """The document that the random order would serve before all others."""
    QueueRow.objects.filter(document=documents[0]).update(random_key=-(2**63))
    return documents[0]


def served(membership):
    """What the queue would give this person now. It is as if they had not asked."""
    with transaction.atomic():
        [document] = lend(membership, 1, [])["documents"]
        transaction.set_rollback(True)
    return document["id"]


def test_a_withdrawn_document_is_served_to_nobody_until_it_is_restored(first_in_line, membership, supervisor):
    gone = first_in_line
    withdraw_document(gone, supervisor)
    withdraw_document(gone, supervisor)
    assert served(membership) != gone.id
    assert Hold.objects.filter(document=gone, closed_at=None).count() == 1
    restore_document(gone, supervisor)
    assert served(membership) == gone.id
    assert list(Event.objects.filter(document=gone).values_list("kind", flat=True)) == [
        "document withdrawn",
        "document restored",
    ]


def test_a_document_skipped_by_all_it_wants_goes_back_into_the_queue_when_released(
    project, first_in_line, membership, second_annotator, supervisor
):
    ben = project.memberships.get(user=second_annotator)
    document = first_in_line
    Standing.objects.create(
        project=project, document=document, annotator=membership.user, state="leased", stream="control"
    )
    skip(membership, document, "")
    assert QueueRow.objects.get(document=document).is_held
    assert served(ben) != document.id
    release_document(document, supervisor)
    assert served(ben) == document.id
    assert served(membership) != document.id


def test_releasing_does_not_undo_a_withdrawal(documents, supervisor):
    withdraw_document(documents[0], supervisor)
    release_document(documents[0], supervisor)
    assert QueueRow.objects.get(document=documents[0]).is_held


def test_restoring_leaves_a_document_held_for_another_reason(documents, supervisor):
    Hold.objects.create(document=documents[0], reason=Hold.Reason.QUESTION)
    withdraw_document(documents[0], supervisor)
    restore_document(documents[0], supervisor)
    assert QueueRow.objects.get(document=documents[0]).is_held


def test_a_returned_answer_comes_back_first_with_the_note_and_its_slot(
    documents, membership, supervisor, answer
):
    says(membership, answer, documents[0], takes_slot=True)
    standing = return_answer(documents[0], membership.user, " Look at Rome. ", supervisor)
    assert standing.holds_slot
    first = lend(membership, 1, [])["documents"][0]
    assert (first["id"], first["note"], first["reason"]) == (
        documents[0].id,
        "Look at Rome.",
        "returned to you",
    )
    assert first["answer"] is not None


def test_an_answer_is_not_returned_without_a_word_on_why(documents, membership, supervisor, answer):
    says(membership, answer, documents[0])
    with pytest.raises(Invalid):
        return_answer(documents[0], membership.user, "  ", supervisor)


def test_what_is_no_answer_cannot_be_returned(documents, membership, supervisor):
    with pytest.raises(Conflict):
        return_answer(documents[0], membership.user, "Why?", supervisor)


def test_an_answer_is_not_returned_to_somebody_who_has_left(documents, membership, supervisor, answer):
    says(membership, answer, documents[0])
    end_membership(membership, supervisor)
    with pytest.raises(Invalid, match="does not annotate"):
        return_answer(documents[0], membership.user, "Why?", supervisor)


def test_gold_keeps_what_was_seen_and_who_decided(project, documents, membership, supervisor, answer):
    annotation = says(membership, answer, documents[0], spans=[(0, 3, 0)])
    gold = make_gold(annotation, supervisor)
    tone, names = project.schema.questions
    assert {row.question_id: row.content for row in gold} == {
        tone["id"]: {"labels": [tone["labels"][0]["id"]]},
        names["id"]: {"spans": [{"start": 0, "end": 3, "label": names["labels"][0]["id"]}]},
    }
    newest = Gold.objects.latest("id")
    assert (newest.answers_seen, newest.answered_by) == ([annotation.id], [membership.user_id])
    assert (newest.origin, newest.decided_by, newest.chosen_by) == ("adjudicated", supervisor, "control")


def test_a_withdrawal_cannot_be_gold(documents, membership, supervisor, answer):
    says(membership, answer, documents[0])
    withdrawal = says(membership, answer, documents[0], withdraws=True, responses=[])
    with pytest.raises(Invalid):
        make_gold(withdrawal, supervisor)


def test_a_flag_is_resolved_once(documents, membership, supervisor, owner):
    flag = raise_flag(membership, documents[0], uuid.uuid4(), "Is this German?")
    resolve_flag(flag, supervisor)
    resolve_flag(flag, owner)
    flag.refresh_from_db()
    assert flag.resolved_by == supervisor
