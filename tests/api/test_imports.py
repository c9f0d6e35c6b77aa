"""Importing by program: upload, describe, check, publish."""

import io
import json

import pytest

from annotate.jobs import run_due
from annotate.models import Document, Import, StoredFile, Suggestion

pytestmark = pytest.mark.django_db(transaction=True)
LINES = [
    {"id": "a", "text": "Ann is glad.", "Tone": "glad", "town": "Rome"},
    {"id": "b", "text": "Bob is cross.", "Tone": "cross", "town": "Bergen"},
]


def upload(program, here, content, name="cards.jsonl", **more):
    return program.client.post(
        f"/api/v1/{here}imports/?name={name}", content, content_type="application/octet-stream", **more
    )


def jsonl(*records):
    return "\n".join(json.dumps(record) for record in records).encode()


@pytest.fixture
def uploaded(sam, here, project):
    response = upload(sam, here, jsonl(*LINES))
    assert response.status_code == 201, response.content
    return response.json()


def test_a_file_is_uploaded_checked_and_published(sam, here, uploaded):
    at = f"{here}imports/{uploaded['id']}/"
    assert uploaded["options"]["columns"]["text"] == "text"
    assert sam("GET", at) == uploaded
    sam("POST", f"{at}checks/", {"source": "older model"}, status=202)
    run_due()
    report = sam("GET", at)["report"]
    assert (report["lines"], report["new"], report["refused"]) == (2, 2, 0)
    job = sam("POST", f"{at}publications/", {}, status=202)
    run_due()
    assert sam("GET", f"{here}jobs/{job['id']}/")["state"] == "done"
    assert sam("GET", at)["state"] == "published"
    assert list(Document.objects.order_by("id").values_list("external_id", "metadata")) == [
        ("a", {"town": "Rome"}),
        ("b", {"town": "Bergen"}),
    ]
    assert Suggestion.objects.filter(source__name="older model").count() == 2
    assert [entry["id"] for entry in sam("GET", f"{here}imports/")] == [uploaded["id"]]


def test_refused_lines_are_named_and_left_out_only_on_request(sam, here, project):
    entry = upload(sam, here, jsonl(*LINES, {"id": "c", "text": ""})).json()
    at = f"{here}imports/{entry['id']}/"
    sam("POST", f"{at}checks/", {}, status=202)
    run_due()
    [problem] = sam("GET", at)["report"]["problems"]
    assert problem["line"] == 3
    sam("POST", f"{at}publications/", {}, status=409)
    sam("POST", f"{at}publications/", {"leave_out_refused": True}, status=202)
    run_due()
    assert Document.objects.count() == 2


def test_unknown_labels_are_counted_and_an_owner_adds_them(sam, olga, here, project):
    entry = upload(sam, here, jsonl(*LINES, {"id": "c", "text": "Hm.", "Tone": "puzzled"})).json()
    at = f"{here}imports/{entry['id']}/"
    sam("POST", f"{at}checks/", {}, status=202)
    run_due()
    tone = str(project.schema.questions[0]["id"])
    assert sam("GET", at)["report"]["unknown"] == {tone: {"puzzled": 1}}
    sam("POST", f"{at}labels/", status=403)
    olga("POST", f"{at}labels/", status=202)
    project.refresh_from_db()
    assert [label["name"] for label in project.schema.questions[0]["labels"]] == ["glad", "cross", "puzzled"]


def test_a_table_is_read_as_described(sam, here, project):
    entry = upload(sam, here, "number;words\n1;Ann is glad.\n".encode("cp1252"), "cards.csv").json()
    at = f"{here}imports/{entry['id']}/"
    wish = {"reading": {"delimiter": ";"}, "columns": {"words": "text", "number": "id"}}
    sam("POST", f"{at}checks/", wish, status=202)
    options = sam("GET", at)["options"]
    assert options["reading"]["delimiter"] == ";"
    assert options["columns"] == {"number": "id", "words": "text"}


@pytest.mark.parametrize(
    "wish",
    [
        {"columns": {"nothing": "text"}},
        {"columns": {"town": "mayor"}},
        {"columns": {"town": "text"}},
        {"columns": {"town": "question:987654"}},
        {"reading": {"format": "xml"}},
        {"answers_as": "gold"},
        {"created_by": 1},
    ],
)
def test_a_wrong_description_is_refused_and_nothing_changes(sam, here, uploaded, wish):
    at = f"{here}imports/{uploaded['id']}/"
    sam("POST", f"{at}checks/", wish, status=422)
    assert sam("GET", at) == uploaded


def test_an_import_is_thrown_away(sam, here, uploaded):
    sam("POST", f"{here}imports/{uploaded['id']}/discards/", status=204)
    assert sam("GET", f"{here}imports/") == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "more"),
    [(b"", {}), (b"", {"CONTENT_LENGTH": "9", "wsgi.input": io.BytesIO(b"{}")})],
    ids=["empty", "cut off"],
)
def test_what_is_no_whole_file_leaves_nothing_behind(sam, here, project, content, more):
    response = upload(sam, here, content, **more)
    assert response.status_code == 422, response.content
    assert response.json()["error"]
    assert not Import.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_needs_a_name(sam, here, project):
    response = sam.client.post(f"/api/v1/{here}imports/", b"x", content_type="application/octet-stream")
    assert response.status_code == 422


def test_a_file_larger_than_allowed_is_refused_before_it_is_read(sam, here, project, settings):
    settings.LARGEST_UPLOAD_MB = 1
    assert upload(sam, here, b"x" * (2**20 + 1)).status_code == 413
