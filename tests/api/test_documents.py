"""Documents over the API: pages of them, one, a few new ones, and the answers to one."""

import hashlib

import pytest

from annotate.erasure import erase_document
from annotate.models import Annotation, Batch, Document, QueueRow
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import add_member

pytestmark = pytest.mark.django_db
HARD_TEXT = " Zoë 👩‍👩‍👧 said:\r\n\t“never”\u2028 \u0301x\ufeff "


def test_pages_follow_each_other_without_gap_or_double(sam, here, batch):
    made = add_documents(batch, [NewDocument(f"text {number}") for number in range(120)])
    seen, after = [], 0
    while after is not None:
        page = sam("GET", f"{here}documents/?after={after}")
        seen += [line["id"] for line in page["documents"]]
        after = page["after"]
    assert seen == [document.id for document in made]


def test_a_list_is_narrowed_by_identity_state_and_batch(sam, here, batch, documents):
    [line] = sam("GET", f"{here}documents/?external_id=card-2")["documents"]
    assert line["excerpt"] == "Bob hates the rain in Bergen."
    assert "text" not in line
    assert line["answers"]["state"] == "open"
    assert len(sam("GET", f"{here}documents/?batch={batch.id}&state=open")["documents"]) == 4
    assert sam("GET", f"{here}documents/?state=held")["documents"] == []
    assert sam("GET", f"{here}documents/count/?state=open") == {"number": 4, "is_exact": True}


@pytest.mark.parametrize(
    "wrong",
    ["state=lost", "after=x", "after=-1", f"after={2**63}", "batch=x", "label=987654", "meta=x", "limit=5"],
)
def test_a_wrong_page_is_refused(sam, here, wrong):
    sam("GET", f"{here}documents/?{wrong}", status=422)


def test_whoever_must_stay_blind_sees_documents_but_no_answers(program_of, project, expert, documents, here):
    eve = program_of(expert)
    assert eve("GET", f"{here}documents/")["documents"][0]["answers"]
    add_member(project, expert, [Role.EXPERT, Role.ANNOTATOR], by=project.created_by)
    assert eve("GET", f"{here}documents/")["documents"][0]["answers"] is None
    eve("GET", f"{here}documents/?state=open", status=422)
    eve("GET", f"{here}documents/{documents[0].id}/")
    eve("GET", f"{here}documents/{documents[0].id}/annotations/", status=403)


def test_a_document_comes_back_code_point_for_code_point(sam, here):
    wish = {
        "name": "by hand",
        "documents": [
            {
                "text": HARD_TEXT,
                "external_id": "a/ b",
                "metadata": {"länge": 1, "deep": {"er": [None]}},
                "group": "call 7",
                "position": 3,
            }
        ],
    }
    added = sam("POST", f"{here}documents/", wish, status=201)
    document = sam("GET", f"{here}documents/{added['documents'][0]['id']}/")
    assert document["text"] == HARD_TEXT
    assert document["sha256"] == hashlib.sha256(HARD_TEXT.encode()).hexdigest()
    assert document["length"] == len(HARD_TEXT)
    assert document["metadata"] == wish["documents"][0]["metadata"]
    assert (document["external_id"], document["group"], document["position"]) == ("a/ b", "call 7", 3)
    assert QueueRow.objects.filter(document=document["id"]).exists()


def test_sending_the_same_again_adds_nothing(sam, here):
    wish = {"documents": [{"text": "one", "external_id": "1"}, {"text": "two"}, {"text": "two"}]}
    first = sam("POST", f"{here}documents/", wish, status=201)
    assert [entry["is_new"] for entry in first["documents"]] == [True, True, True]
    assert first["documents"][1]["id"] == first["documents"][2]["id"]
    again = sam("POST", f"{here}documents/", wish, status=201)
    assert [entry["is_new"] for entry in again["documents"]] == [False] * 3
    assert [entry["id"] for entry in again["documents"]] == [entry["id"] for entry in first["documents"]]
    assert again["batch"] is None
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "empty"),
        ({"text": " \n"}, "empty"),
        ({}, "no text"),
        ({"text": 7}, "must be text"),
        ({"text": "a", "external_id": "card-1"}, "another text under the id"),
        ({"text": "a", "metadata": [1]}, "must be an object"),
        ({"text": "a", "external_id": "x" * 501}, "500"),
        ({"text": "a", "position": "third"}, "whole number"),
        ({"text": "a", "project": 1}, "no “project”"),
    ],
)
def test_one_bad_document_keeps_all_out_and_says_which(sam, here, documents, wrong, sentence):
    refusal = sam("POST", f"{here}documents/", {"documents": [{"text": "good"}, wrong]}, status=422)
    assert sentence in refusal["error"]
    assert [entry["place"] for entry in refusal["refused"]] == [1]
    assert Document.objects.count() == 4
    assert Batch.objects.count() == 1


@pytest.mark.parametrize("wrong", [{}, {"documents": []}, {"documents": [1]}, {"documents": [{}] * 1001}, []])
def test_it_takes_a_list_of_a_thousand_at_most(sam, here, wrong):
    assert sam("POST", f"{here}documents/", wrong, status=422)["error"]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"text": "a\0b"}, "documents.1.text"),
        ({"text": "a", "metadata": {"a": ["b", "\0"]}}, "documents.1.metadata.a.1"),
        ({"text": "a", "metadata": {"\0": 1}}, "documents.1.metadata"),
    ],
)
def test_nul_is_found_wherever_it_stands(sam, here, wrong, place):
    wish = {"documents": [{"text": "a backslash and u: \\u0000"}, wrong]}
    assert sam("POST", f"{here}documents/", wish, status=422)["field"] == place
    assert not Document.objects.exists()
    sam("POST", f"{here}documents/", {"documents": wish["documents"][:1]}, status=201)


def test_two_texts_under_one_new_id_are_refused(sam, here):
    wish = {"documents": [{"text": "a", "external_id": "1"}, {"text": "b", "external_id": "1"}]}
    sam("POST", f"{here}documents/", wish, status=422)
    assert not Document.objects.exists()


def test_a_supervisor_reads_everybodys_answers(sam, ada, here, documents, answer):
    lent = ada("POST", f"{here}work/leases/", {"want": 1})["documents"][0]
    first = answer(lent, spans=[(0, 3, 0)])
    ada("POST", f"{here}work/documents/{lent['id']}/annotations/", first)
    second = answer(lent, tone_label=1, replaces=first["key"])
    ada("POST", f"{here}work/documents/{lent['id']}/annotations/", second)
    path = f"{here}documents/{lent['id']}/annotations/"
    [current] = sam("GET", path)
    assert (current["author"], current["is_current"], current["replaces"]) == ("ada", True, first["key"])
    assert [entry["is_current"] for entry in sam("GET", f"{path}?history")] == [False, True]
    assert Annotation.objects.count() == 2


def test_an_annotator_learns_nothing_of_others_answers(ada, here, documents):
    for rest in ("documents/", f"documents/{documents[0].id}/", f"documents/{documents[0].id}/annotations/"):
        ada("GET", here + rest, status=403)


def test_what_was_erased_does_not_come_back(sam, here, project, owner, batch):
    by_id, by_text = add_documents(batch, [NewDocument("Call Ann.", "card-1"), NewDocument("Call Bob.")])
    for document in (by_id, by_text):
        erase_document(document, owner)
    sent = [{"text": "Call Ann.", "external_id": "card-1"}, {"text": "Call Bob."}, {"text": "Call Cleo."}]
    refusal = sam("POST", f"{here}documents/", {"documents": sent}, status=422)
    assert [one["place"] for one in refusal["refused"]] == [0, 1]
    assert "was erased from this project" in refusal["error"]
    assert sam("POST", f"{here}documents/", {"documents": sent[2:]}, status=201)["documents"][0]["is_new"]
