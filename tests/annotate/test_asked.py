"""The page of questions and notes, and the routes by which annotators ask."""

import uuid

import pytest
from django.urls import reverse

from annotate.erasure import erase_document
from annotate.models import Inquiry, Standing
from annotate.services.inquiries import ask, parse_inquiry, reply
from annotate.services.work import lend, raise_flag

pytestmark = pytest.mark.django_db


def url(name, project, **more):
    return reverse(f"annotate:{name}", kwargs={"project_slug": project.slug, **more})


def page(client, project, **query):
    response = client.get(url("questions-and-notes", project), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def asked(text, **more):
    return parse_inquiry({"key": str(uuid.uuid4()), "text": text, **more})


@pytest.fixture
def sam(client, supervisor):
    client.force_login(supervisor)
    return supervisor


def test_an_annotator_asks_about_a_document_that_was_lent_to_them(
    client, post, project, documents, membership, annotator
):
    [lent] = lend(membership, 1, [])["documents"]
    client.force_login(annotator)
    body = {"key": str(uuid.uuid4()), "text": "Who is Ann?", "start": 0, "end": 3, "responses": []}
    there = url("inquiry-list", project, document_id=lent["id"])
    first = post(there, body)
    assert (first.status_code, post(there, body).json()) == (201, first.json())
    assert post(there, body | {"text": "Another"}).status_code == 409
    assert post(there, body | {"key": str(uuid.uuid4()), "end": 10_000}).status_code == 422
    [line] = client.get(url("own-inquiries", project)).json()["inquiries"]
    assert line["text"] == "Who is Ann?"
    assert client.get(url("own-inquiries", project), {"before": "x"}).status_code == 422
    other = next(document for document in documents if document.id != lent["id"])
    body["key"] = str(uuid.uuid4())
    assert post(url("inquiry-list", project, document_id=other.id), body).status_code == 404, "never lent"
    erase_document(Standing.objects.get().document, project.created_by)
    assert post(there, body).status_code == 404, "an erased document brings no words back"


def test_the_page_lists_what_waits_with_its_passage_and_answers_it(
    client, project, sam, documents, membership
):
    label = project.schema.questions[1]["labels"][0]["id"]
    said = [
        {"question": project.schema.questions[1]["id"], "spans": [{"start": 0, "end": 3, "label": label}]}
    ]
    inquiry = ask(
        membership, documents[0], asked("Is <b>Ann</b> one?", start=0, end=3, label=label, responses=said)
    )
    shown = page(client, project)
    assert "Is &lt;b&gt;Ann&lt;/b&gt; one?" in shown
    assert '<blockquote class="passage" dir="auto">Ann</blockquote>' in shown
    assert "Answered so far" in shown
    assert "Ada" in shown
    response = client.post(
        url("inquiry-answer-list", project, inquiry_id=inquiry.id), {"reply": "She is."}, follow=True
    )
    assert "Your answer is with Ada now." in response.content.decode()
    assert "Is &lt;b&gt;Ann" not in page(client, project)
    answered = page(client, project, show="answered")
    assert "She is." in answered
    assert "Answered by Sam" in answered
    empty = client.post(url("inquiry-answer-list", project, inquiry_id=inquiry.id), {"reply": ""})
    assert empty.status_code == 422


def test_notes_are_listed_and_resolved_there_too(client, project, sam, documents, membership):
    flag = raise_flag(membership, documents[1], uuid.uuid4(), "Two texts in one")
    assert "Two texts in one" in page(client, project)
    there = url("flag-resolution-list", project, document_id=documents[1].id, flag_id=flag.id)
    assert client.post(there, {"back_to": "list"})["Location"] == url("questions-and-notes", project)
    assert "Two texts in one" not in page(client, project)
    assert "Resolved by Sam" in page(client, project, show="answered")


def test_nothing_to_answer_says_where_questions_come_from(client, project, sam):
    assert "Annotators ask with the key Q" in page(client, project)
    assert client.get(url("questions-and-notes", project), {"show": "all"}).status_code == 422


def test_what_waits_is_counted_on_the_home_and_on_my_day_and_replies_come_to_their_asker(
    client, project, sam, documents, membership, annotator
):
    inquiry = ask(membership, documents[0], asked("Who is Ann?"))
    for address, words in (
        (f"/projects/{project.slug}/", "question from an annotator"),
        ("/", "question to answer"),
    ):
        assert f"<strong>1</strong> {words}" in client.get(address).content.decode()
    assert (
        "Asked by Ada" in client.get(url("document", project, document_id=documents[0].id)).content.decode()
    )
    reply(inquiry, "A sailor.", sam)
    assert "question" not in client.get("/").content.decode()
    client.force_login(annotator)
    assert "A sailor." in client.get("/").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_questions(
    client, project, sam, documents, membership, django_assert_max_num_queries
):
    for document in documents:
        ask(membership, document, asked("Why?"))
        raise_flag(membership, document, uuid.uuid4(), "Odd")
    with django_assert_max_num_queries(12):
        page(client, project)
    assert Inquiry.objects.count() == 4


def test_questions_and_notes_come_page_by_page_each_list_by_itself(
    client, project, sam, documents, membership, monkeypatch
):
    monkeypatch.setattr("annotate.views.asked.PAGE", 2)
    ids = [ask(membership, documents[0], asked(f"Number {number}?")).id for number in range(5)]
    raise_flag(membership, documents[1], uuid.uuid4(), "The only note")

    def shown(**query):
        words = page(client, project, **query)
        assert "The only note" in words
        return (
            [number for number in range(5) if f"Number {number}?" in words],
            "Newer" in words,
            "Older" in words,
        )

    assert shown() == ([3, 4], False, True)
    assert shown(questions_before=ids[3]) == ([1, 2], True, True)
    assert shown(questions_before=ids[1]) == ([0], True, False)
    assert shown(questions_after=ids[0]) == ([1, 2], True, True)
    assert shown(questions_after=ids[2]) == ([3, 4], False, True)
    assert shown(questions_before=ids[0]) == ([], True, False)
    assert client.get(url("questions-and-notes", project), {"notes_after": "x"}).status_code == 422


def test_an_answer_leads_back_to_the_page_it_was_given_on(client, project, sam, documents, membership):
    inquiry = ask(membership, documents[0], asked("Why?"))
    there = f"?show=open&questions_before={inquiry.id + 1}"
    assert there.replace("&", "&amp;") in page(client, project, show="open", questions_before=inquiry.id + 1)
    response = client.post(
        url("inquiry-answer-list", project, inquiry_id=inquiry.id) + there, {"reply": "So."}
    )
    assert response["Location"] == url("questions-and-notes", project) + there


def test_the_document_leads_to_its_question_on_whatever_page_it_is(
    client, project, sam, documents, membership
):
    inquiry = ask(membership, documents[0], asked("Why?"))
    shown = client.get(url("document", project, document_id=documents[0].id)).content.decode()
    assert f"?questions_before={inquiry.id + 1}#inquiry-{inquiry.id}" in shown
