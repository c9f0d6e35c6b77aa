"""The workbench's requests: leases, saves, skips, drafts and own answers."""

import uuid

import pytest

from annotate.models import Annotation, QueueRow, Span, Standing
from annotate.queue import recount

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(project):
    return lambda rest: f"/projects/{project.slug}/annotate/{rest}"


@pytest.fixture
def lent(client, annotator, documents, post, url):
    """A document lent to the annotator, as the workbench reads it."""
    client.force_login(annotator)
    return post(url("leases/"), {"want": 1, "holding": []}).json()["documents"][0]


def test_it_lends_what_was_asked_for(client, annotator, documents, post, url):
    client.force_login(annotator)
    step = post(url("leases/"), {"want": 3, "holding": []}).json()
    assert len(step["documents"]) == 3
    assert step["documents"][0]["reason"] == "chosen at random"
    assert "stream" not in step["documents"][0]
    assert QueueRow.objects.filter(claimed=1).count() == 3


def test_a_save_is_kept_and_brings_the_next_document(post, url, lent, answer, project):
    reply = post(url(f"documents/{lent['id']}/annotations/"), answer(lent, spans=[(0, 3, 0)]))
    assert reply.status_code == 200, reply.content
    assert reply.json()["saved"]["annotation"] == Annotation.objects.get().id
    assert len(reply.json()["documents"]) == 1
    assert Span.objects.get().end == 3
    assert recount(project.id) == []


def test_the_same_save_again_is_the_same_answer(post, url, lent, answer):
    body = answer(lent)
    first = post(url(f"documents/{lent['id']}/annotations/"), body).json()["saved"]
    second = post(url(f"documents/{lent['id']}/annotations/"), body).json()["saved"]
    assert first == second
    assert Annotation.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(post, url, lent, answer):
    body = answer(lent)
    post(url(f"documents/{lent['id']}/annotations/"), body)
    reply = post(url(f"documents/{lent['id']}/annotations/"), answer(lent, tone_label=1, key=body["key"]))
    assert (reply.status_code, reply.json()["kind"]) == (409, "key_reused")


def test_a_save_on_a_stale_base_shows_both_and_overwrites_nothing(post, url, lent, answer):
    first = answer(lent)
    post(url(f"documents/{lent['id']}/annotations/"), first)
    reply = post(url(f"documents/{lent['id']}/annotations/"), answer(lent, tone_label=1))
    assert (reply.status_code, reply.json()["kind"]) == (409, "stale")
    assert reply.json()["current"]["key"] == first["key"]
    assert Annotation.objects.count() == 1


def test_an_answer_is_changed_by_naming_the_one_it_replaces(post, url, lent, answer):
    first = answer(lent)
    post(url(f"documents/{lent['id']}/annotations/"), first)
    reply = post(
        url(f"documents/{lent['id']}/annotations/"), answer(lent, tone_label=1, replaces=first["key"])
    )
    assert reply.status_code == 200
    standing = Standing.objects.get(document=lent["id"])
    assert standing.current.replaces.key == uuid.UUID(first["key"])


def test_it_refuses_a_span_past_the_end(post, url, lent, answer):
    reply = post(url(f"documents/{lent['id']}/annotations/"), answer(lent, spans=[(0, 999, 0)]))
    assert reply.status_code == 422
    assert "outside this document" in reply.json()["error"]
    assert not Annotation.objects.exists()


def test_a_document_that_was_never_lent_takes_no_answer(post, url, lent, answer, documents):
    other = next(document for document in documents if document.id != lent["id"])
    body = answer({"sha256": bytes(other.sha256).hex()})
    reply = post(url(f"documents/{other.id}/annotations/"), body)
    assert (reply.status_code, reply.json()["kind"]) == (409, "not_lent")


def test_a_skipped_document_goes_to_the_supervisor_and_never_comes_back(post, url, lent):
    reply = post(url(f"documents/{lent['id']}/skips/"), {"key": str(uuid.uuid4()), "want": 10, "holding": []})
    assert lent["id"] not in [document["id"] for document in reply.json()["documents"]]
    assert QueueRow.objects.get(document=lent["id"]).is_held


def test_a_released_document_is_served_to_the_next(client, post, url, lent, second_annotator):
    post(url("leases/releases/"), {"documents": [lent["id"]]})
    client.force_login(second_annotator)
    step = post(url("leases/"), {"want": 1, "holding": []}).json()
    assert step["documents"][0]["id"] == lent["id"]


def test_a_draft_is_there_after_a_reload(client, post, url, lent, project):
    draft = {"responses": [{"question": 1, "labels": [1]}], "active_ms": 10}
    assert post(url(f"documents/{lent['id']}/draft/"), draft, "put").status_code == 204
    assert client.get(url(f"documents/{lent['id']}/work/")).json()["draft"] == draft


def test_own_answers_are_listed_newest_first(client, post, url, lent, answer):
    post(url(f"documents/{lent['id']}/annotations/"), answer(lent))
    page = client.get(url("answers/")).json()
    assert [line["document"] for line in page["answers"]] == [lent["id"]]


def test_the_page_says_why_it_is_empty(client, annotator, project, post, url):
    client.force_login(annotator)
    assert "no documents yet" in post(url("leases/"), {"want": 1, "holding": []}).json()["empty"]["sentence"]


@pytest.mark.parametrize("body", ["[]", "{", '{"want": 99}', '{"holding": "x"}'])
def test_nonsense_gets_a_sentence(client, annotator, url, body):
    client.force_login(annotator)
    reply = client.post(url("leases/"), body, content_type="application/json")
    assert reply.status_code == 422
    assert reply.json()["error"]
