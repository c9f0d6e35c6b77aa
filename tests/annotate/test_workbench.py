"""The workbench's requests: leases, saves, skips, drafts and own answers."""

import time
import uuid

import pytest
from django.utils import timezone

from annotate.models import Annotation, Document, Project, QueueRow, Span, Standing
from annotate.queue import recount
from annotate.services.holds import restore_document, withdraw_document

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
    draft = {
        "responses": [{"question": 1, "labels": [1]}],
        "active_ms": 10,
        "replaces": None,
        "changed_at": 7,
    }
    assert post(url(f"documents/{lent['id']}/draft/"), draft, "put").status_code == 204
    assert client.get(url(f"documents/{lent['id']}/work/")).json()["draft"] == draft


@pytest.fixture
def keep_draft(client, post, url, lent):
    """Send a draft that says one number, and get what the server has then: keep_draft(1, changed_at=5) -> 1."""

    def keep_draft(says, **more):
        body = {"responses": [{"question": says}], "active_ms": 0, "replaces": None, "changed_at": 0, **more}
        assert post(url(f"documents/{lent['id']}/draft/"), body, "put").status_code == 204
        draft = client.get(url(f"documents/{lent['id']}/work/")).json()["draft"]
        return draft and draft["responses"][0]["question"]

    return keep_draft


def test_of_two_drafts_the_one_changed_later_stays_whichever_comes_last(keep_draft):
    assert keep_draft(1, changed_at=20) == 1
    assert keep_draft(2, changed_at=10) == 1
    assert keep_draft(3, changed_at=30) == 3


def test_a_draft_from_a_clock_years_ahead_does_not_keep_later_ones_out(keep_draft):
    far_ahead = 10 * int(1000 * time.time())
    assert keep_draft(1, changed_at=far_ahead) == 1
    time.sleep(0.002)
    assert keep_draft(2, changed_at=far_ahead) == 2


def test_a_draft_that_comes_after_its_answer_is_not_half_done_work(keep_draft, post, url, lent, answer):
    body = answer(lent)
    post(url(f"documents/{lent['id']}/annotations/"), body)
    assert keep_draft(1, changed_at=20) is None
    assert keep_draft(2, changed_at=10, replaces=body["key"]) == 2


def test_an_answer_to_a_project_closed_meanwhile_is_kept_as_extra_and_says_so(
    client, post, url, lent, answer, project
):
    Project.objects.filter(id=project.id).update(closed_at=timezone.now())
    saved = post(url(f"documents/{lent['id']}/annotations/"), answer(lent)).json()["saved"]
    assert saved["extra"]
    assert "project was closed meanwhile" in saved["note"]
    assert client.get(url("answers/")).json()["answers"][0]["extra"]


def test_an_answer_to_a_document_that_others_completed_is_kept_as_extra_and_says_so(
    client, post, url, lent, answer, annotator, second_annotator
):
    post(url("leases/releases/"), {"documents": [lent["id"]]})
    client.force_login(second_annotator)
    assert post(url("leases/"), {"want": 1, "holding": []}).json()["documents"][0]["id"] == lent["id"]
    first = post(url(f"documents/{lent['id']}/annotations/"), answer(lent)).json()["saved"]
    assert (first["extra"], first["note"]) == (False, None)
    client.force_login(annotator)
    late = post(url(f"documents/{lent['id']}/annotations/"), answer(lent)).json()["saved"]
    assert late["extra"]
    assert "had all the answers it wants" in late["note"]


def test_an_answer_to_a_document_withdrawn_meanwhile_is_kept_and_counts_when_it_returns(
    post, url, lent, answer, supervisor, project
):
    document = Document.objects.get(id=lent["id"])
    withdraw_document(document, supervisor)
    saved = post(url(f"documents/{lent['id']}/annotations/"), answer(lent)).json()["saved"]
    assert "withdrawn by a supervisor" in saved["note"]
    restore_document(document, supervisor)
    assert Annotation.objects.get(id=saved["annotation"]).is_extra is False
    assert recount(project.id) == []


def test_an_answer_to_a_document_erased_meanwhile_is_refused_with_the_reason(post, url, lent, answer):
    Document.objects.filter(id=lent["id"]).update(erased_at=timezone.now())
    reply = post(url(f"documents/{lent['id']}/annotations/"), answer(lent))
    assert (reply.status_code, reply.json()["kind"]) == (410, "erased")
    assert "was erased" in reply.json()["error"]


def test_own_answers_are_listed_newest_first(client, post, url, lent, answer):
    post(url(f"documents/{lent['id']}/annotations/"), answer(lent))
    page = client.get(url("answers/")).json()
    assert [line["document"] for line in page["answers"]] == [lent["id"]]


def test_own_answers_come_page_by_page_none_twice_and_none_left_out(
    client, post, url, lent, answer, monkeypatch
):
    monkeypatch.setattr("annotate.services.own_answers.PAGE", 3)
    answered = []
    while lent:
        step = post(url(f"documents/{lent['id']}/annotations/"), answer(lent)).json()
        answered.insert(0, lent["id"])
        lent = next(iter(step["documents"]), None)
    first = client.get(url("answers/")).json()
    second = client.get(url(f"answers/?before={first['next']}")).json()
    assert [line["document"] for line in first["answers"] + second["answers"]] == answered
    assert (len(second["answers"]), second["next"]) == (1, None)


def test_what_was_skipped_stands_among_the_own_answers_where_it_was_skipped(
    client, post, url, lent, answer, monkeypatch
):
    monkeypatch.setattr("annotate.services.own_answers.PAGE", 2)
    done = []
    for number in range(4):
        deed, body = ("skips/", {}) if number % 2 else ("annotations/", answer(lent))
        step = post(url(f"documents/{lent['id']}/{deed}"), {"want": 1, "holding": [], **body}).json()
        done.insert(0, (lent["id"], "skipped" if number % 2 else "answered"))
        lent = next(iter(step["documents"]), None)
    first = client.get(url("answers/")).json()
    second = client.get(url(f"answers/?before={first['next']}")).json()
    lines = first["answers"] + second["answers"]
    assert [(line["document"], line["state"]) for line in lines] == done
    assert (lines[0]["summary"], second["next"]) == ([], None)


def test_a_page_before_the_end_of_time_is_the_first_one(client, url, lent):
    assert client.get(url(f"answers/?before={10**18 - 1}")).status_code == 200


def test_the_page_says_why_it_is_empty(client, annotator, project, post, url):
    client.force_login(annotator)
    assert "no documents yet" in post(url("leases/"), {"want": 1, "holding": []}).json()["empty"]["sentence"]


@pytest.mark.parametrize("body", ["[]", "{", '{"want": 99}', '{"holding": "x"}'])
def test_nonsense_gets_a_sentence(client, annotator, url, body):
    client.force_login(annotator)
    reply = client.post(url("leases/"), body, content_type="application/json")
    assert reply.status_code == 422
    assert reply.json()["error"]


@pytest.mark.parametrize("state", [[], {}, [[]], 1, None, "?"])
def test_a_state_that_is_none_is_refused(post, url, lent, answer, state):
    body = answer(lent)
    body["responses"][0]["state"] = state
    assert post(url(f"documents/{lent['id']}/annotations/"), body).status_code == 422
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("id_", [2**63, 10**30])
def test_an_id_that_no_document_can_have_is_nobodys(post, url, lent, answer, id_):
    at = url(f"documents/{id_}/")
    assert post(f"{at}annotations/", answer(lent)).status_code == 404
    assert post(f"{at}skips/", {"want": 1}).status_code == 404
    assert post(f"{at}draft/", {"responses": []}, method="put").status_code == 404


@pytest.mark.parametrize("depth", [300, 900, 1_000])
def test_what_is_nested_without_end_is_refused(client, url, lent, depth):
    body = b'{"responses": ' + b"[" * depth + b"]" * depth + b"}"
    reply = client.put(url(f"documents/{lent['id']}/draft/"), body, content_type="application/json")
    assert reply.status_code == 422
    assert "levels deep" in reply.json()["error"]
