"""Importing by program: upload, describe, check, publish."""

import io
import json

import pytest
from django.conf import settings
from django.test import Client

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


@pytest.mark.parametrize("content_type", ["application/octet-stream", "text/csv", "application/json"])
def test_a_page_of_ours_may_send_a_file_too_and_is_asked_for_its_token(
    here, project, supervisor, content_type
):
    client = Client(enforce_csrf_checks=True)
    client.force_login(supervisor)
    client.get("/account/")
    address = f"/api/v1/{here}imports/?name=cards.jsonl"
    token = {"x-csrftoken": client.cookies[settings.CSRF_COOKIE_NAME].value}
    assert client.post(address, jsonl(*LINES), content_type=content_type).status_code == 403
    response = client.post(address, jsonl(*LINES), content_type=content_type, headers=token)
    assert response.status_code == 201, response.content
    assert response.json()["options"]["columns"]["text"] == "text"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'[{"text": "one"}]', "Line 1: Each line must be one JSON object"),
        (b"\n\n", "There is nothing in the file that could become a document."),
        (b'{"text": "\\ud800"}', "Line 1: This line holds one half of a surrogate pair"),
    ],
)
def test_of_a_file_without_any_record_it_is_said_why(sam, here, project, content, sentence):
    entry = upload(sam, here, content).json()
    assert sentence in sam("POST", f"{here}imports/{entry['id']}/checks/", {}, status=422)["error"]


def test_a_name_with_nul_costs_its_own_line_only(sam, here, project):
    content = b'{"text": "one"}\n{"text": "two", "a\\u0000b": 1}\n{"text": "three", "m": {"a\\u0000b": 1}}\n'
    for lines in (content, content[16:] + content[:16]):
        entry = upload(sam, here, lines).json()
        at = f"{here}imports/{entry['id']}/"
        sam("POST", f"{at}checks/", {}, status=202)
        run_due()
        report = sam("GET", at)["report"]
        assert (report["new"], report["refused"]) == (1, 2)
        assert ["NUL" in problem["reason"] for problem in report["problems"]] == [True, True]
