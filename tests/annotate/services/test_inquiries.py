"""Asking the supervisors: once, about something that is there, and seen by the right people only."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from annotate.models import Batch, Event, Inquiry, Membership
from annotate.problems import Invalid, KeyReused
from annotate.roles import Role
from annotate.services.answers_so_far import answers_so_far
from annotate.services.documents import NewDocument, add_documents
from annotate.services.inquiries import (
    ask,
    inquiries_of,
    own_inquiries,
    parse_inquiry,
    replies_to,
    reply,
)
from annotate.services.members import end_membership
from tests.annotate.every_kind import Asked as Says
from tests.annotate.every_kind import project_of_every_kind
from tests.conftest import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(project, second_annotator):
    return Membership.objects.select_related("project").get(project=project, user=second_annotator)


def asked(text="Is irony glad?", **more):
    return parse_inquiry({"key": str(uuid.uuid4()), "text": text, **more})


def test_a_question_carries_what_it_is_about(project, documents, membership):
    label = project.schema.questions[0]["labels"][0]["id"]
    inquiry = ask(membership, documents[0], asked(start=0, end=3, label=label))
    assert (inquiry.quote, inquiry.label.name, inquiry.text) == ("Ann", "glad", "Is irony glad?")
    event = Event.objects.get(kind="question asked")
    assert (event.document, event.detail) == (documents[0], {"inquiry": inquiry.id})


def test_a_passage_counts_code_points(documents, membership):
    inquiry = ask(membership, documents[0], asked(start=31, end=32))
    assert inquiry.quote == "😀"


def test_the_same_question_again_is_one_question(documents, membership):
    question = asked(start=0, end=3)
    first = ask(membership, documents[0], question)
    again = parse_inquiry(
        {"key": str(question.key), "text": question.text, "start": 0, "end": 3, "responses": [{}]}
    )
    assert ask(membership, documents[0], again) == first
    assert Inquiry.objects.count() == Event.objects.filter(kind="question asked").count() == 1


def test_a_key_says_one_thing_of_one_document_by_one_person(documents, membership, ben):
    question = asked()
    ask(membership, documents[0], question)
    other = parse_inquiry({"key": str(question.key), "text": "Something else"})
    for person, document, sent in (
        (membership, documents[0], other),
        (membership, documents[1], question),
        (ben, documents[0], question),
    ):
        with pytest.raises(KeyReused):
            ask(person, document, sent)
    assert Inquiry.objects.get().text == "Is irony glad?"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  "},
        {"text": "x" * 4_001},
        {"text": 7},
        {"key": "mine"},
        {"start": 0},
        {"end": 3},
        {"start": 3, "end": 3},
        {"start": 0, "end": 9_999},
        {"start": -1, "end": 3},
        {"start": True, "end": 3},
        {"label": 987_654},
        {"responses": "none"},
        {"responses": ["x" * 1_000_000]},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(documents, membership, wrong):
    with pytest.raises(Invalid):
        ask(membership, documents[0], parse_inquiry({"key": str(uuid.uuid4()), "text": "Why?"} | wrong))
    assert not Inquiry.objects.exists()


def test_the_asker_sees_own_questions_and_replies_and_nobody_elses(documents, membership, ben, supervisor):
    mine = ask(membership, documents[0], asked("Mine?"))
    theirs = ask(ben, documents[0], asked("Theirs?"))
    reply(theirs, "Yes.", supervisor)
    [line] = own_inquiries(membership, None)["inquiries"]
    assert (line["text"], line["reply"], line["answered_by"]) == ("Mine?", None, None)
    reply(mine, "It is.", supervisor)
    [line] = own_inquiries(membership, None)["inquiries"]
    assert (line["reply"], line["answered_by"]) == ("It is.", "Sam")
    week_ago = timezone.now() - timedelta(days=7)
    assert list(replies_to(membership.user, week_ago)) == [mine]
    end_membership(membership, supervisor)
    assert not replies_to(membership.user, week_ago).exists(), "what a project said stays in the project"


def test_own_questions_come_in_pages(documents, membership):
    for number in range(35):
        ask(membership, documents[0], asked(f"Number {number}"))
    first = own_inquiries(membership, None)
    second = own_inquiries(membership, int(first["next"]))
    assert [line["text"] for line in first["inquiries"][:1] + second["inquiries"][-1:]] == [
        "Number 34",
        "Number 0",
    ]
    assert (len(first["inquiries"]), len(second["inquiries"]), second["next"]) == (30, 5, None)


def test_an_answered_question_waits_no_more_and_can_be_answered_anew(
    project, documents, membership, supervisor
):
    inquiry = ask(membership, documents[0], asked())
    assert list(inquiries_of(project, answered=False)) == [inquiry]
    reply(inquiry, "Yes.", supervisor)
    assert not inquiries_of(project, answered=False).exists()
    reply(inquiry, "No, after all.", supervisor)
    assert inquiries_of(project, answered=True).get().reply == "No, after all."
    with pytest.raises(Invalid):
        reply(inquiry, " ", supervisor)


def test_the_answer_so_far_is_read_as_far_as_it_makes_sense(project, documents, membership):
    tone, names = project.schema.questions
    person = names["labels"][0]["id"]
    nonsense = [7, {}, {"question": "x"}, {"question": tone["id"], "labels": [None, 987_654], "spans": 3}]
    spans = [
        {"start": 0, "end": 3, "label": person},
        {"start": 5, "end": 4, "label": person},
        "x",
        {"label": []},
    ]
    sensible = [
        {"question": tone["id"], "state": "cannot_tell"},
        {"question": names["id"], "spans": spans, "labels": "x"},
    ]
    inquiry = ask(membership, documents[0], asked(responses=nonsense + sensible))
    tone_said, names_said = answers_so_far([inquiry], project)[inquiry.id]
    assert (tone_said.question, tone_said.state) == ("Tone", "cannot_tell")
    assert [span["quote"] for span in names_said.spans] == ["Ann"]


@pytest.fixture
def everything(owner):
    """Asked by an annotator of a project that asks every kind of question."""
    project = project_of_every_kind(owner)
    batch = Batch.objects.create(project=project, name="first", created_by=owner)
    [document] = add_documents(batch, [NewDocument("Ann went to Rome.")])
    member(project, "amy", Role.ANNOTATOR)
    return project, document, Membership.objects.get(project=project, user__username="amy")


def test_the_answer_so_far_is_worded_for_every_kind_of_question(everything):
    project, document, membership = everything
    say = Says(project.schema)
    ann, rome, beyond = say.span(0, 3), say.span(12, 16, "place"), say.span(12, 99)
    relations = [say.relation(ann, rome), say.relation(ann, beyond), {"from": ann}, 7]
    responses = say.responses(spans=[ann], relations=relations, reason=" Rude. ", heat=3)
    inquiry = ask(membership, document, asked(responses=responses))
    said = {one.question: one for one in answers_so_far([inquiry], project)[inquiry.id]}
    [relation] = said["Related"].relations
    assert (relation["from"]["quote"], relation["label"].name, relation["to"]["quote"]) == (
        "Ann",
        "went to",
        "Rome",
    )
    assert (said["Reason"].text, said["Heat"].rating, said["Heat"].scale["most"]) == ("Rude.", 3, 4)


@pytest.mark.parametrize(
    "nonsense", [{"text": 7}, {"text": "  "}, {"rating": True}, {"rating": "3"}, {"relations": {}}]
)
def test_an_answer_so_far_that_says_nothing_is_left_out(everything, nonsense):
    project, document, membership = everything
    responses = [{"question": question["id"], **nonsense} for question in project.schema.questions]
    inquiry = ask(membership, document, asked(responses=responses))
    assert answers_so_far([inquiry], project)[inquiry.id] == []
