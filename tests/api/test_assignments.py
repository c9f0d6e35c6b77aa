"""Assignments over the API: a few by id, many by filter, taken back, handed over."""

import pytest

from annotate.jobs import run_due
from annotate.models import Standing

pytestmark = pytest.mark.django_db(transaction=True)


def waiting(user):
    return Standing.objects.filter(annotator=user, state="assigned").count()


def test_a_few_are_assigned_by_id(sam, ada, annotator, here, documents):
    ids = [document.id for document in documents[:2]]
    wish = {"documents": [*ids, 987_654], "people": [{"user": annotator.id}], "note": "First these"}
    outcome = sam("POST", f"{here}assignments/", wish)
    assert outcome["given"] == {str(annotator.id): 2}
    assert outcome["refused"]["unknown"] == 1
    assert waiting(annotator) == 2
    [holding] = [entry for entry in sam("GET", f"{here}assignments/") if entry["user"] == annotator.id]
    assert holding["assigned"] == 2
    lent = ada("POST", f"{here}work/leases/", {"want": 1})["documents"][0]
    assert (lent["reason"], lent["note"]) == ("assigned to you", "First these")


def test_all_that_match_are_assigned_by_a_job_in_shares(sam, annotator, second_annotator, here, documents):
    people = [{"user": annotator.id, "share": 3}, {"user": second_annotator.id}]
    job = sam(
        "POST", f"{here}assignments/jobs/", {"people": people, "filters": {"state": "open"}}, status=202
    )
    run_due()
    assert sam("GET", f"{here}jobs/{job['id']}/")["state"] == "done"
    assert (waiting(annotator), waiting(second_annotator)) == (3, 1)


def test_documents_are_handed_over_and_taken_back(sam, annotator, second_annotator, here, documents):
    ids = [document.id for document in documents]
    sam("POST", f"{here}assignments/", {"documents": ids, "people": [{"user": annotator.id}]})
    at = f"{here}assignments/{annotator.id}/endings/"
    assert sam("POST", at, {"documents": ids[:1], "taker": second_annotator.id}) == {"moved": 1}
    assert waiting(second_annotator) == 1
    assert sam("POST", at, {"documents": ids[1:2]}) == {"moved": 1}
    assert waiting(annotator) == 2
    sam("POST", at, {}, status=202)
    run_due()
    assert waiting(annotator) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"people": []},
        {"people": [{"user": 987_654}]},
        {"people": [{"user": "ada"}]},
        {"documents": []},
        {"documents": ["x"]},
        {"answers": 2},
        {"by": 1},
    ],
)
def test_a_wrong_wish_assigns_nothing(sam, annotator, here, documents, wrong):
    right = {"documents": [documents[0].id], "people": [{"user": annotator.id}]}
    sam("POST", f"{here}assignments/", right | wrong if wrong else {}, status=422)
    assert not waiting(annotator)


def test_a_filter_that_is_none_is_refused(sam, annotator, here):
    wish = {"people": [{"user": annotator.id}], "filters": {"password": "x"}}
    assert sam("POST", f"{here}assignments/jobs/", wish, status=422)["field"] == "password"


def test_documents_of_another_project_are_unknown_here(sam, annotator, here, stranger, program_of):
    stan = program_of(stranger)
    stan("POST", "projects/", {"name": "Elsewhere"}, status=201)
    theirs = stan("POST", "projects/elsewhere/documents/", {"documents": [{"text": "theirs"}]}, status=201)
    wish = {"documents": [theirs["documents"][0]["id"]], "people": [{"user": annotator.id}]}
    assert sam("POST", f"{here}assignments/", wish)["refused"] == {"unknown": 1}
    assert not waiting(annotator)
