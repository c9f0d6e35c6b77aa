"""An annotator's work over the API, by the workbench's contract."""

import uuid

import pytest

from annotate.models import Annotation, Flag, Standing
from annotate.services.publishing import publish_schema
from tests.annotate.every_kind import EVERY_KIND, Asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def lent(ada, here, documents):
    return ada("POST", f"{here}work/leases/", {"want": 1})["documents"][0]


@pytest.fixture
def at(here, lent):
    return f"{here}work/documents/{lent['id']}/"


def test_a_whole_day_by_program(ada, here, documents, answer):
    step = ada("POST", f"{here}work/leases/", {"want": 1})
    while step["documents"]:
        document = step["documents"][0]
        step = ada("POST", f"{here}work/documents/{document['id']}/annotations/", answer(document))
        assert step["saved"]["extra"] is False
    assert step["progress"]["mine"] == len(documents)
    assert "You are done" in step["empty"]["sentence"]
    page = ada("GET", f"{here}work/answers/")
    assert len(page["answers"]) == len(documents)


def test_the_same_save_again_saves_nothing_twice(ada, at, lent, answer):
    body = answer(lent)
    first = ada("POST", f"{at}annotations/", body)["saved"]
    assert ada("POST", f"{at}annotations/", body)["saved"] == first
    assert Annotation.objects.count() == 1


def test_a_save_on_a_stale_base_is_409_with_the_current_answer(ada, at, lent, answer):
    first = answer(lent)
    ada("POST", f"{at}annotations/", first)
    refusal = ada("POST", f"{at}annotations/", answer(lent), status=409)
    assert refusal["kind"] == "stale"
    assert refusal["current"]["key"] == first["key"]


def test_own_work_is_found_again_with_its_draft(ada, at, lent):
    ada("PUT", f"{at}draft/", {"responses": [{"question": 1}], "active_ms": 5}, status=204)
    again = ada("GET", at)
    assert again["draft"]["responses"] == [{"question": 1}]


def test_a_skip_brings_the_next(ada, at, lent):
    step = ada("POST", f"{at}skips/", {"reason": "Not a text", "want": 1})
    assert step["documents"][0]["id"] != lent["id"]
    assert Standing.objects.get(document=lent["id"]).state == "skipped"


def test_a_note_is_kept_once(ada, at):
    note = {"key": str(uuid.uuid4()), "note": "Two texts in one"}
    assert ada("POST", f"{at}flags/", note, status=201) == ada("POST", f"{at}flags/", note, status=201)
    assert Flag.objects.count() == 1


def test_leases_are_renewed_and_given_back(ada, here, lent):
    held = {"current": lent["id"], "holding": [lent["id"], 987_654]}
    assert ada("POST", f"{here}work/leases/renewals/", held) == {"lost": [987_654]}
    ada("POST", f"{here}work/leases/releases/", {"documents": [lent["id"]]}, status=204)
    assert Standing.objects.get(document=lent["id"]).state == "lapsed"


@pytest.mark.parametrize(
    ("rest", "body"),
    [
        ("leases/", {"want": -1}),
        ("leases/", {"want": "many"}),
        ("leases/", {"holding": ["x"]}),
        ("leases/", []),
        ("leases/renewals/", {"holding": None}),
        ("leases/releases/", {"documents": 7}),
    ],
)
def test_a_wrong_body_is_refused_in_a_sentence(ada, here, rest, body):
    assert ada("POST", f"{here}work/{rest}", body, status=422)["error"]


def test_a_document_that_was_not_lent_is_refused(ada, here, documents, answer):
    other = {"id": documents[0].id, "sha256": bytes(documents[0].sha256).hex()}
    refusal = ada("POST", f"{here}work/documents/{other['id']}/annotations/", answer(other), status=409)
    assert refusal["kind"] == "not_lent"
    ada("GET", f"{here}work/documents/{other['id']}/", status=404)


def test_stream_score_and_probability_are_in_no_answer(ada, at, here):
    for found in (ada("GET", at), ada("POST", f"{here}work/leases/", {"want": 2})["documents"][0]):
        assert {"stream", "draw_probability", "generation", "pool"}.isdisjoint(found)


def test_an_answer_of_every_kind_goes_in_and_comes_out(ada, here, project, owner, documents):
    publish_schema(project, EVERY_KIND, owner)
    project.refresh_from_db()
    asked = Asked(project.schema)
    lent = ada("POST", f"{here}work/leases/", {"want": 1})["documents"][0]
    ann, nna = asked.span(0, 3), asked.span(1, 4)
    said = {
        "spans": [ann, nna],
        "relations": [asked.relation(ann, nna, "knows")],
        "reason": " e\u0301 ",
        "heat": 0,
    }
    body = asked.body(project.documents.get(id=lent["id"]), **said)
    ada("POST", f"{here}work/documents/{lent['id']}/annotations/", body)
    responses = {
        each["question"]: each
        for each in ada("GET", f"{here}work/documents/{lent['id']}/")["answer"]["responses"]
    }
    for sent in body["responses"]:
        assert responses[sent["question"]].items() >= sent.items()
    summary = ada("GET", f"{here}work/answers/")["answers"][0]["summary"]
    assert [each.get("relations") for each in summary] == [None, None, 1, None, None]


def test_a_question_whose_condition_is_not_met_takes_no_answer(ada, here, project, owner, documents):
    publish_schema(project, EVERY_KIND, owner)
    project.refresh_from_db()
    asked = Asked(project.schema)
    lent = ada("POST", f"{here}work/leases/", {"want": 1})["documents"][0]
    body = asked.body(project.documents.get(id=lent["id"]), tone="glad")
    body["responses"][3] = asked.response("Reason", text="Why not?")
    refusal = ada("POST", f"{here}work/documents/{lent['id']}/annotations/", body, status=422)
    assert "only asked after another answer" in refusal["error"]
    assert refusal["field"] == str(asked.questions["Reason"]["id"])


@pytest.mark.parametrize("current", [True, False, 2**64 - 1, "x", [], 1.5])
def test_a_renewal_names_a_document_or_none(ada, here, lent, current):
    renewed = ada("POST", f"{here}work/leases/renewals/", {"current": current, "holding": [lent["id"]]})
    assert renewed == {"lost": []}
