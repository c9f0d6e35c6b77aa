"""Questions over the API: asked by an annotator's program, answered by a supervisor's."""

import uuid

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_question_is_asked_once_and_answered(ada, sam, project, here, documents):
    [lent] = ada("POST", f"{here}work/leases/", {"want": 1})["documents"]
    label = project.schema.questions[0]["labels"][0]["id"]
    body = {"key": str(uuid.uuid4()), "text": "Who is it?", "label": label, "start": 0, "end": 3}
    at = f"{here}work/documents/{lent['id']}/inquiries/"
    assert ada("POST", at, body, status=201) == ada("POST", at, body, status=201)
    assert ada("POST", at, body | {"text": "What is it?"}, status=409)["kind"] == "key_reused"
    assert ada("POST", at, body | {"key": str(uuid.uuid4()), "end": 10**6}, status=422)["field"] == "start"
    [waiting] = sam("GET", f"{here}inquiries/")
    assert (waiting["author"], waiting["quote"], waiting["label"]) == ("ada", lent["text"][:3], label)
    sam("POST", f"{here}inquiries/{waiting['id']}/answers/", {"reply": ""}, status=422)
    sam("POST", f"{here}inquiries/{waiting['id']}/answers/", {"reply": "A bird."})
    assert sam("GET", f"{here}inquiries/") == []
    assert sam("GET", f"{here}inquiries/?show=answered")[0]["reply"] == "A bird."
    sam("GET", f"{here}inquiries/?show=all", status=422)
    [mine] = ada("GET", f"{here}work/inquiries/")["inquiries"]
    assert (mine["reply"], mine["answered_by"]) == ("A bird.", "Sam")
