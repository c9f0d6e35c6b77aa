"""What people see of background work, and who sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotate.files import new_file
from annotate.models import Job
from annotate.roles import Role
from tests.conftest import member

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def job(project, supervisor):
    return Job.objects.create(
        project=project,
        owner=supervisor,
        kind="nothing",
        state="running",
        attempt=1,
        progress=30,
        total=120,
        beat_at=timezone.now(),
    )


@pytest.fixture
def page(project):
    def address(name, job, *more):
        return reverse(f"annotate:{name}", args=[project.slug, job.id, *more])

    return address


@pytest.fixture
def show(client, supervisor, page):
    """The fragment as the supervisor sees it after some changes to the job."""

    def get(job, **changes):
        Job.objects.filter(id=job.id).update(**changes)
        client.force_login(supervisor)
        return client.get(page("job", job), headers=HTMX)

    return get


def test_a_running_job_shows_how_far_it_is_and_asks_again(show, job, page):
    html = show(job).content.decode()
    assert "30 of 120" in html
    assert f'hx-get="{page("job", job)}" hx-trigger="every 1s"' in html
    assert page("job-cancellation", job) in html
    assert "<html" not in html


def test_the_page_holds_the_very_fragment(client, supervisor, job, page):
    client.force_login(supervisor)
    response = client.get(page("job", job))
    assert f'id="job-{job.id}"' in response.content.decode()
    assert "HX-Request" in response["Vary"]
    assert "no-store" in response["Cache-Control"]


def test_a_job_without_a_total_still_moves(show, job):
    html = show(job, total=None, progress=4000).content.decode()
    assert "4000 so far" in html
    assert "<progress aria-label" in html


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_a_job_that_is_over_asks_no_more_and_says_so(show, job, state):
    response = show(job, state=state, error="Line 3 is not JSON.")
    assert "hx-trigger" not in response.content.decode()
    assert response["HX-Trigger"] == "job-over"


def test_what_failed_says_why(show, job):
    assert "Line 3 is not JSON." in show(job, state="failed", error="Line 3 is not JSON.").content.decode()


def test_after_a_silent_minute_it_says_that_no_worker_is_running(show, job):
    silent = timezone.now() - timedelta(seconds=61)
    assert "No worker is running" not in show(job, state="new", due_at=timezone.now()).content.decode()
    assert "No worker is running" in show(job, state="new", due_at=silent, beat_at=None).content.decode()
    assert "No worker is running" in show(job, state="running", beat_at=silent).content.decode()


def test_while_the_lane_is_at_work_it_only_waits(show, job, project):
    silent = timezone.now() - timedelta(seconds=300)
    Job.objects.create(kind="other", state="running", beat_at=timezone.now())
    assert "No worker is running" not in show(job, state="new", due_at=silent, beat_at=None).content.decode()


def test_cancelling_is_asked_for_once_and_shown(client, supervisor, job, page):
    client.force_login(supervisor)
    response = client.post(page("job-cancellation", job), headers=HTMX)
    assert 'data-state="cancelling"' in response.content.decode()
    assert page("job-cancellation", job) not in response.content.decode()
    assert client.post(page("job-cancellation", job)).status_code == 302
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLING


def test_a_file_is_saved_and_never_shown(client, supervisor, project, job, page):
    with new_file(project, "Pöst<b>.html", supervisor) as out:
        out.write(b"<script>alert(1)</script>")
    job.files.add(out.stored)
    client.force_login(supervisor)
    response = client.get(page("job-file", job, out.stored.id))
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_another_job_is_not_there(client, supervisor, project, job, page):
    with new_file(project, "other.txt", supervisor) as out:
        out.write(b"other")
    client.force_login(supervisor)
    assert client.get(page("job-file", job, out.stored.id)).status_code == 404


def test_whoever_started_a_job_sees_it_and_other_annotators_do_not(client, annotator, project, job, page):
    client.force_login(annotator)
    assert client.get(page("job", job)).status_code == 403
    assert client.post(page("job-cancellation", job)).status_code == 403
    Job.objects.filter(id=job.id).update(owner=annotator)
    assert client.get(page("job", job)).status_code == 200


def test_all_work_of_the_project_is_listed(client, project, job, django_assert_max_num_queries):
    client.force_login(member(project, "otto", Role.OWNER))
    for number in range(5):
        Job.objects.create(project=project, kind=f"kind {number}", state="done")
    with django_assert_max_num_queries(6):
        response = client.get(reverse("annotate:jobs", args=[project.slug]))
    assert "Kind 4" in response.content.decode()
