"""A supervisor's decisions over the API."""

import uuid

import pytest

from annotate.jobs import run_due
from annotate.models import Gold, Job, Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(ada, here, documents, answer):
    """A document that Ada has answered."""
    lent = ada("POST", f"{here}work/leases/", {"want": 1})["documents"][0]
    ada("POST", f"{here}work/documents/{lent['id']}/annotations/", answer(lent, spans=[(0, 3, 0)]))
    return lent


def test_a_document_is_withdrawn_and_restored(sam, here, documents):
    at = f"{here}documents/{documents[0].id}/"
    sam("POST", f"{at}withdrawals/", status=204)
    assert sam("GET", at)["withdrawn_at"]
    sam("POST", f"{at}restorations/", status=204)
    assert sam("GET", at)["withdrawn_at"] is None


def test_a_document_everybody_skipped_is_let_go(sam, ada, here, documents):
    lent = ada("POST", f"{here}work/leases/", {"want": 1})["documents"][0]
    ada("POST", f"{here}work/documents/{lent['id']}/skips/", {})
    assert sam("GET", f"{here}documents/count/?state=held")["number"] == 1
    sam("POST", f"{here}documents/{lent['id']}/releases/", status=204)
    assert sam("GET", f"{here}documents/count/?state=held")["number"] == 0


def test_an_answer_is_returned_with_a_word(sam, ada, annotator, here, answered):
    wish = {"annotator": annotator.id, "note": "Is Ann a person here?"}
    sam("POST", f"{here}documents/{answered['id']}/returns/", wish, status=204)
    again = ada("POST", f"{here}work/leases/", {"want": 1})["documents"][0]
    assert (again["id"], again["note"], again["state"]) == (answered["id"], wish["note"], "returned")
    sam("POST", f"{here}documents/{answered['id']}/returns/", wish, status=409)


def test_an_answer_becomes_gold(sam, here, answered):
    [annotation] = sam("GET", f"{here}documents/{answered['id']}/annotations/")
    wish = {"annotation": annotation["id"]}
    decided = sam("POST", f"{here}documents/{answered['id']}/gold/", wish, status=201)
    assert sorted(decided["gold"]) == sorted(Gold.objects.values_list("id", flat=True))


def test_an_answer_to_another_document_does_not(sam, here, answered, documents):
    [annotation] = sam("GET", f"{here}documents/{answered['id']}/annotations/")
    other = next(document for document in documents if document.id != answered["id"])
    sam("POST", f"{here}documents/{other.id}/gold/", {"annotation": annotation["id"]}, status=404)
    assert not Gold.objects.exists()


def test_a_note_is_read_and_dealt_with(sam, ada, here, answered):
    note = {"key": str(uuid.uuid4()), "note": "Two texts in one"}
    ada("POST", f"{here}work/documents/{answered['id']}/flags/", note, status=201)
    [flag] = sam("GET", f"{here}flags/")
    assert (flag["author"], flag["note"], flag["document"]) == ("ada", "Two texts in one", answered["id"])
    sam("POST", f"{here}documents/{answered['id']}/flags/{flag['id']}/resolutions/", status=204)
    assert sam("GET", f"{here}flags/") == []


@pytest.mark.parametrize("wrong", [{}, {"annotator": "ada", "note": "x"}, {"annotator": 1, "note": ""}])
def test_a_wrong_return_changes_nothing(sam, here, answered, wrong):
    sam("POST", f"{here}documents/{answered['id']}/returns/", wrong, status=422)
    assert Standing.objects.get(document=answered["id"]).state == "answered"


@pytest.mark.parametrize("wrong", [{}, {"confirmed": False}, {"confirmed": "perhaps"}])
def test_an_erasure_wants_to_be_confirmed(olga, here, documents, wrong):
    olga("POST", f"{here}documents/{documents[0].id}/erasures/", wrong, status=422)
    assert not Job.objects.filter(kind="erase_document").exists()


@pytest.mark.django_db(transaction=True)
def test_an_owner_erases_a_document(olga, sam, here, documents):
    at = f"{here}documents/{documents[0].id}/"
    sam("POST", f"{at}erasures/", {"confirmed": True}, status=403)
    job = olga("POST", f"{at}erasures/", {"confirmed": True}, status=202)
    run_due()
    assert olga("GET", f"{here}jobs/{job['id']}/")["state"] == "done"
    erased = olga("GET", at)
    assert erased["erased_at"]
    assert "Ann" not in erased["text"]
