"""Sharing rules, previews and goals over the API."""

import pytest

from annotate.jobs import run_due
from annotate.models import Membership, Standing

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_rule_from_its_making_to_its_end(sam, annotator, second_annotator, here, documents):
    people = [{"user": annotator.id, "share": 3}, {"user": second_annotator.id}]
    wish = {"name": "All", "people": people, "cap_a_day": 100, "takes_earlier": True}
    rule = sam("POST", f"{here}sharing-rules/", wish, status=201)
    run_due()
    at = f"{here}sharing-rules/{rule['id']}/"
    [line] = sam("GET", f"{at}sharings/")
    assert line["given"] == {str(annotator.id): 3, str(second_annotator.id): 1}
    sam("PUT", at, {"name": "Calls", "people": [{"user": annotator.id}], "meta": ["channel=phone"]})
    changed = sam("GET", at)
    assert (changed["name"], changed["meta"], changed["cap_a_day"]) == ("Calls", ["channel=phone"], None)
    for act in ("pauses", "resumptions", "retirements"):
        sam("POST", f"{at}{act}/", status=204)
    [kept] = sam("GET", f"{here}sharing-rules/")
    assert kept["retired_at"]
    sam("PUT", at, {"name": "Again", "people": [{"user": annotator.id}]}, status=409)
    assert sam("POST", f"{here}sharing-rules/applications/", status=202)["kind"] == "share_by_rules"


def test_a_preview_counts_and_changes_nothing(sam, annotator, second_annotator, here, documents, monkeypatch):
    people = [{"user": annotator.id}, {"user": second_annotator.id}]
    by_filter = sam("POST", f"{here}assignments/previews/", {"people": people, "percent": 50})
    assert by_filter == {
        "documents": 2,
        "given": {str(annotator.id): 1, str(second_annotator.id): 1},
        "refused": {},
    }
    by_id = {"people": people[:1], "documents": [documents[0].id, 987_654]}
    assert sam("POST", f"{here}assignments/previews/", by_id)["given"] == {str(annotator.id): 1}
    monkeypatch.setattr("annotate.documents.previewing.MOST_AT_ONCE", 2)
    job = sam("POST", f"{here}assignments/previews/", {"people": people}, status=202)
    run_due()
    assert sam("GET", f"{here}jobs/{job['id']}/")["report"]["documents"] == 4
    assert not Standing.objects.exists()


def test_goals_are_set_and_listed(sam, ada, annotator, stranger, here, documents):
    sam("PUT", f"{here}assignments/{annotator.id}/goal/", {"a_day": 40}, status=204)
    [row] = [row for row in sam("GET", f"{here}assignments/") if row["user"] == annotator.id]
    assert (row["goal_a_day"], row["goal_in_all"], row["waits"]) == (40, None, False)
    assert ada("POST", f"{here}work/leases/", {"want": 1})["progress"]["goal_a_day"] == 40
    sam("PUT", f"{here}assignments/{annotator.id}/goal/", {}, status=204)
    assert Membership.objects.get(user=annotator).goal_a_day is None
    sam("PUT", f"{here}assignments/{annotator.id}/goal/", {"a_day": 0}, status=422)
    sam("PUT", f"{here}assignments/{stranger.id}/goal/", {"a_day": 1}, status=404)


def test_so_many_are_taken_back(sam, annotator, here, documents):
    ids = [document.id for document in documents]
    sam("POST", f"{here}assignments/", {"documents": ids, "people": [{"user": annotator.id}]})
    at = f"{here}assignments/{annotator.id}/endings/"
    assert sam("POST", at, {"number": 3}) == {"moved": 3}
    sam("POST", at, {"number": 1, "documents": ids}, status=422)
