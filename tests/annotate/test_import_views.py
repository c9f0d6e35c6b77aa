"""Uploading, describing, checking, publishing and throwing away, as the pages ask for it."""

import io
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotate.formats import reading
from annotate.jobs import run_due
from annotate.models import Import, Schema, StoredFile
from annotate.roles import Role
from annotate.services.projects import add_member
from tests.annotate.imports.conftest import jsonl

pytestmark = pytest.mark.django_db

ROWS = jsonl(
    {"id": 1, "text": "Ann in Rome", "mood": "glad", "channel": "phone"},
    {"id": 2, "text": "Bob at sea", "mood": "cross", "channel": "mail"},
)


@pytest.fixture
def client(client, supervisor):
    client.force_login(supervisor)
    return client


@pytest.fixture
def imports_url(project):
    return reverse("annotate:import-list", args=[project.slug])


@pytest.fixture
def upload(client, imports_url):
    def send(content, name="calls.jsonl", **more):
        return client.post(imports_url, {"file": SimpleUploadedFile(name, content), "end": "end", **more})

    return send


@pytest.fixture
def uploaded(upload):
    response = upload(ROWS)
    assert response.status_code == 302, response.content
    return Import.objects.get()


def url(name, entry):
    return reverse(
        f"annotate:import-{name}-list" if name else "annotate:import", args=[entry.project.slug, entry.id]
    )


def filled_in(client, entry, **changes):
    """The description form as the page shows it, with changes."""
    page = client.get(url("", entry)).content.decode()
    names = re.findall(r'name="(name-\d+)" value="([^"]*)"', page)
    roles = re.findall(r'name="(role-\d+)".*?<option value="([^"]*)" selected', page)
    plain = {
        "format": "jsonl",
        "encoding": "utf-8",
        "answers_as": "suggestions",
        "source": "s",
        "unit": "code_points",
    }
    return {**plain, **dict(names), **dict(roles), **changes}


def test_a_file_goes_up_and_its_columns_are_guessed(client, uploaded):
    page = client.get(url("", uploaded)).content.decode()
    assert "Ann in Rome" in page
    assert uploaded.options["columns"] == {
        "id": "id",
        "text": "text",
        "mood": f"question:{uploaded.project.schema.questions[0]['id']}",
        "channel": "metadata",
    }


def test_from_file_to_documents_by_the_buttons(client, project, uploaded):
    assert client.post(url("check", uploaded), filled_in(client, uploaded)).status_code == 302
    assert "waiting to begin" in client.get(url("", uploaded)).content.decode()
    run_due()
    page = client.get(url("", uploaded)).content.decode()
    assert "Every line is good" in page
    assert client.post(url("publication", uploaded)).status_code == 302
    run_due()
    assert "Published" in client.get(url("", uploaded)).content.decode()
    assert sorted(project.documents.values_list("external_id", flat=True)) == ["1", "2"]
    assert not StoredFile.objects.exists()  # the upload and what was made of it are let go


def test_refused_lines_are_left_out_only_if_said_so(client, project, upload):
    upload(ROWS + b"{broken\n")
    entry = Import.objects.get()
    client.post(url("check", entry), filled_in(client, entry))
    run_due()
    page = client.get(url("", entry)).content.decode()
    assert "This is not valid JSON" in page
    assert "Leave out 1 refused line" in page
    assert client.post(url("publication", entry)).status_code == 409
    client.post(url("publication", entry), {"leave_out_refused": "yes"})
    run_due()
    assert project.documents.count() == 2


def test_the_refused_lines_can_be_downloaded(client, upload):
    upload(ROWS + b"{broken\n")
    entry = Import.objects.get()
    client.post(url("check", entry), filled_in(client, entry))
    run_due()
    link = re.search(r'href="([^"]+/files/\d+/)"', client.get(url("", entry)).content.decode())[1]
    lines = b"".join(client.get(link).streaming_content).decode().splitlines()
    assert lines[0] == "line,reason"
    assert lines[1].startswith("3,")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role-1": "metadata"}, "No column is the text"),
        ({"role-0": "text"}, "Several columns are the text"),
        ({"role-0": "nonsense"}, "Choose what the column"),
        ({"name-1": "body"}, "other columns"),
        ({"format": "lines"}, "other columns"),
        ({"source": ""}, "required"),
        ({"format": "zip_whole"}, "not a readable ZIP"),
    ],
)
def test_a_description_that_makes_no_sense_is_shown_again(client, uploaded, changes, sentence):
    response = client.post(url("check", uploaded), filled_in(client, uploaded, **changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    uploaded.refresh_from_db()
    assert uploaded.check_job is None


def test_another_reading_shows_other_columns(client, uploaded):
    page = client.get(url("", uploaded), {"format": "lines", "encoding": "utf-8"}).content.decode()
    assert '"line"' in page
    assert "{&quot;id&quot;: 1" in page


def test_an_encoding_that_does_not_fit_is_pointed_out(client, upload):
    upload("text\ncafé\n".encode("latin-1"), "cafe.csv")
    entry = Import.objects.get()
    assert "caf�" in client.get(url("", entry)).content.decode()
    shown = client.get(
        url("", entry), {"format": "table", "encoding": "iso-8859-1", "delimiter": ",", "has_header": "on"}
    )
    assert "café" in shown.content.decode()


def test_unknown_labels_are_listed_and_added_by_an_owner(client, owner, project, upload):
    add_member(project, owner, [Role.OWNER, Role.SUPERVISOR], by=owner)
    client.force_login(owner)
    upload(jsonl({"text": "a", "Tone": "glad"}, {"text": "b", "Tone": "puzzled"}))
    entry = Import.objects.get()
    client.post(url("check", entry), filled_in(client, entry))
    run_due()
    page = client.get(url("", entry)).content.decode()
    assert "Labels that “Tone” does not have" in page
    assert "puzzled" in page
    client.post(url("label", entry))
    run_due()
    project.refresh_from_db()
    assert project.schema.number == 2
    assert [label["name"] for label in project.schema.questions[0]["labels"]] == ["glad", "cross", "puzzled"]
    assert Schema.objects.count() == 2
    entry.refresh_from_db()
    assert (entry.report["new"], entry.report["refused"]) == (2, 0)


def test_thrown_away_is_gone_with_its_file(client, uploaded):
    assert client.post(url("discard", uploaded)).status_code == 302
    uploaded.refresh_from_db()
    assert uploaded.state == "discarded"
    assert not StoredFile.objects.exists()
    assert client.post(url("check", uploaded), {}).status_code == 409
    assert client.get(url("", uploaded)).status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "empty.csv", "Choose a file"),
        (b"PK nonsense", "calls.zip", "not a readable ZIP"),
        ((",".join(f"c{n}" for n in range(1000)) + "\n").encode(), "wide.csv", "There are 1000 columns"),
        (b"text,escaped for spreadsheets\n'=1,\n", "data-for-spreadsheets.csv", "exported for spreadsheets"),
    ],
)
def test_a_file_nobody_can_read_is_refused_at_once(upload, store, content, name, sentence):
    response = upload(content, name)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Import.objects.exists()
    assert not StoredFile.objects.exists()
    assert files_in(store) == []


def test_a_name_from_elsewhere_becomes_no_path(upload):
    upload(ROWS, "../../etc/passwd.jsonl")
    assert Import.objects.get().name == "passwd.jsonl"


def test_an_upload_that_is_cut_off_is_refused_and_nothing_kept(client, store, imports_url):
    whole = multipart(ROWS)
    response = raw_post(client, imports_url, whole[:-150], length=len(whole))
    assert response.status_code == 422
    assert "cut off" in response.content.decode()
    assert not Import.objects.exists()
    assert not StoredFile.objects.exists()
    assert files_in(store) == []


def test_an_upload_without_the_token_is_refused(client, store, imports_url):
    assert raw_post(client, imports_url, multipart(ROWS), token="wrong" * 6 + "xx").status_code == 403
    assert not StoredFile.objects.exists()
    assert files_in(store) == []


def test_a_whole_upload_over_the_wire_is_kept(client, imports_url):
    assert raw_post(client, imports_url, multipart(ROWS)).status_code == 302
    assert Import.objects.get().file.size == len(ROWS)


def test_a_file_over_the_limit_is_refused_before_it_is_read(client, imports_url, settings):
    settings.LARGEST_UPLOAD_MB = 0
    response = client.post(imports_url, {"file": SimpleUploadedFile("a.txt", b"x"), "end": "end"})
    assert response.status_code == 413


TOKEN = "a" * 32


def multipart(content):
    def part(head, body):
        return b"--edge\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + body + b"\r\n"

    return (
        part(b'name="csrfmiddlewaretoken"', TOKEN.encode())
        + part(b'name="file"; filename="calls.jsonl"\r\nContent-Type: application/octet-stream', content)
        + part(b'name="end"', b"end")
        + b"--edge--\r\n"
    )


def raw_post(client, path, body, length=None, token=TOKEN):
    """The request as a web server hands it on, which may promise more than arrives."""
    client.handler.enforce_csrf_checks = True
    client.cookies[settings.CSRF_COOKIE_NAME] = token
    return client.request(
        **{
            "PATH_INFO": path,
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=edge",
            "CONTENT_LENGTH": str(length or len(body)),
            "wsgi.input": io.BytesIO(body),
        }
    )


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """A store of files of its own for each test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_in(store):
    return [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.parametrize("depth", [240, 300, 1_000])
def test_what_is_nested_without_end_breaks_no_page(client, upload, depth):
    deep = b"[" * depth + b"]" * depth
    labels = b'{"labels": ' * depth + b'"glad"' + b"}" * depth
    rows = b'{"text": "a", "n": ' + deep + b"}\n" + b'{"text": "b", "mood": ' + labels + b"}\n"
    assert upload(rows + ROWS).status_code == 302
    assert client.get(url("", Import.objects.get())).status_code == 200


def test_of_long_lines_fewer_are_looked_at(client, upload, monkeypatch, contexts):
    monkeypatch.setattr(reading, "LONGEST_BEGINNING", 1_000)
    rows = jsonl(*({"id": number, "text": "long " * 100, "words": ["x"] * 100} for number in range(50)))
    assert upload(rows).status_code == 302
    shown = client.get(url("", Import.objects.get()))
    assert shown.context["preview"].records == 2


def test_what_was_published_meanwhile_is_not_called_thrown_away(client, owner, project, uploaded):
    client.post(url("check", uploaded), filled_in(client, uploaded))
    run_due()
    client.post(url("publication", uploaded))
    run_due()
    assert client.post(url("discard", uploaded)).status_code == 409
    assert project.documents.count() == 2
