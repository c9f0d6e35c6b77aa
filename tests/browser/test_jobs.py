"""Background work and erasures in a real browser: progress moves by itself, cancelling is one press."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from annotate.files import new_file
from annotate.models import Job


@pytest.fixture
def job(project, owner):
    return Job.objects.create(
        project=project,
        owner=owner,
        kind="export",
        state="running",
        attempt=1,
        progress=1200,
        total=5000,
        started_at=timezone.now(),
        beat_at=timezone.now(),
    )


@pytest.fixture
def open_job(page, sign_in, owner, project, job):
    def open_it():
        sign_in(owner)
        page.goto(reverse("annotate:job", args=[project.slug, job.id]))

    return open_it


def change(job, **changes):
    Job.objects.filter(id=job.id).update(**changes)


def test_progress_moves_by_itself_until_the_job_is_over(page, look, open_job, job, project, owner):
    open_job()
    expect(page.get_by_text("1200 of 5000")).to_be_visible()
    look("job-running")
    change(job, progress=4800)
    expect(page.get_by_text("4800 of 5000")).to_be_visible()
    with new_file(project, "postcards.zip", owner) as out:
        out.write(b"zip")
    job.files.add(out.stored)
    change(job, state="done", progress=5000, finished_at=timezone.now())
    expect(page.get_by_role("link", name="postcards.zip")).to_be_visible()
    expect(page.locator("main [hx-trigger]")).to_have_count(0)
    look("job-done")


def test_one_press_cancels(page, look, open_job, job):
    open_job()
    page.get_by_role("button", name="Cancel it").click()
    expect(page.get_by_text("being cancelled")).to_be_visible()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLING
    change(job, state="cancelled")
    expect(page.get_by_text("Nothing of it is half done")).to_be_visible()


def test_what_failed_and_what_waits_in_vain_say_so(page, look, open_job, job):
    change(job, state="failed", error="Line 70,001 is not valid JSON.")
    open_job()
    expect(page.get_by_text("Line 70,001 is not valid JSON.")).to_be_visible()
    look("job-failed")
    change(job, state="new", beat_at=None, due_at="2026-01-01T00:00Z")
    page.reload()
    expect(page.get_by_text("No worker is running")).to_be_visible()
    look("job-waiting")


def test_all_work_of_a_project(page, look, sign_in, owner, project, job):
    Job.objects.create(
        project=project, kind="erase_document", state="done", owner=owner, finished_at=timezone.now()
    )
    sign_in(owner)
    page.goto(reverse("annotate:jobs", args=[project.slug]))
    expect(page.get_by_role("link", name="Erasure of a document")).to_be_visible()
    look("jobs")


def test_erasing_asks_first(page, look, sign_in, owner, project, documents, job):
    with new_file(project, "postcards.zip", owner) as out:
        out.write(b"zip")
    job.files.add(out.stored)
    sign_in(owner)
    page.goto(reverse("annotate:document-erasure", args=[project.slug, documents[0].id]))
    look("document-erasure")
    page.get_by_role("button", name="Erase it").click()
    assert not Job.objects.filter(kind="erase_document").exists(), "the tick is missing"
    page.get_by_label("I know that this cannot be undone.").check()
    page.get_by_role("button", name="Erase it").click()
    expect(page.get_by_role("heading", name="Erasure of a document")).to_be_visible()


def test_erasing_a_person_asks_first(page, look, sign_in, administrator, annotator):
    sign_in(administrator)
    page.goto(reverse("annotate:person-erasure", args=[annotator.id]))
    look("person-erasure")
    page.get_by_label("I know that this cannot be undone.").check()
    page.get_by_role("button", name="Erase this person").click()
    expect(page.get_by_text("It is being done.")).to_be_visible()
    look("person-erasure-under-way")
