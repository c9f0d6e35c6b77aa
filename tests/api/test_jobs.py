"""Exports and jobs over the API: start, follow, call off, fetch."""

import io
import zipfile

import pytest

from annotate.jobs import run_due
from annotate.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_export_is_started_followed_and_fetched(sam, here, documents):
    wish = {"contents": "documents", "form": "jsonl", "all_documents": True}
    job = sam("POST", f"{here}exports/", wish, status=202)
    assert (job["kind"], job["state"]) == ("export", "new")
    run_due()
    done = sam("GET", f"{here}jobs/{job['id']}/")
    assert done["state"] == "done", done["error"]
    assert done["report"]["documents"] == len(documents)
    fetched = sam.client.get(f"/api/v1/{here}jobs/{job['id']}/files/{done['files'][0]['id']}/")
    content = b"".join(fetched.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("data.jsonl").count(b"\n") == len(documents)
    assert fetched["Content-Disposition"].startswith("attachment")
    assert job["id"] in [entry["id"] for entry in sam("GET", f"{here}jobs/")]


def test_a_waiting_job_is_called_off(sam, here):
    job = sam("POST", f"{here}exports/", {"contents": "gold"}, status=202)
    assert sam("POST", f"{here}jobs/{job['id']}/cancellation/")["state"] == "cancelled"


@pytest.mark.parametrize(
    "wrong",
    [{}, {"contents": "passwords"}, {"contents": "gold", "form": "pickle"}, {"contents": "gold", "to": "/"}],
)
def test_a_wrong_wish_starts_nothing(sam, here, wrong):
    sam("POST", f"{here}exports/", wrong, status=422)
    assert not Job.objects.exists()


def test_too_many_waiting_jobs_are_429(sam, here):
    statuses = [sam.ask("POST", f"{here}exports/", {"contents": "gold"}).status_code for _ in range(7)]
    assert statuses == [202] * 5 + [429] * 2


def test_a_token_for_exports_alone_can_follow_and_fetch(program_of, supervisor, here):
    exporter = program_of(supervisor, "export")
    job = exporter("POST", f"{here}exports/", {"contents": "answers"}, status=202)
    run_due()
    done = exporter("GET", f"{here}jobs/{job['id']}/")
    path = f"{here}jobs/{job['id']}/files/{done['files'][0]['id']}/"
    assert b"".join(exporter.client.get(f"/api/v1/{path}").streaming_content)
    reader = program_of(supervisor, "read")
    reader("GET", f"{here}jobs/{job['id']}/")
    assert reader.client.get(f"/api/v1/{path}").status_code == 403
    reader("POST", f"{here}jobs/{job['id']}/cancellation/", status=403)
