"""Browsing, one document, assigning and exporting, in a real browser on the demo project."""

import zipfile

import orjson
import pytest
from playwright.sync_api import expect

from annotate import jobs
from annotate.documents.indexing import KIND
from annotate.models import Standing, User
from annotate.services.demo import load_demo
from annotate.services.returns import return_answer

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(server):
    project = load_demo()
    jobs.due(KIND, project.id)
    jobs.run_due()
    return project


@pytest.fixture
def supervisor(demo, sign_in):
    sam = User.objects.get(username="sam")
    sign_in(sam)
    return sam


def test_the_documents_are_found_as_one_types(page, look, demo, supervisor):
    page.goto(f"/projects/{demo.slug}/documents/")
    expect(page.locator("#documents tbody tr")).to_have_count(50)
    expect(page.get_by_text("documents", exact=False).first).to_be_visible()
    look("documents")
    page.get_by_label("Words").fill("budg")
    expect(page.locator("#documents tbody tr").first).to_contain_text("udg")
    expect(page).to_have_url(f"{page.url.split('?')[0]}?q=budg")
    page.get_by_label("State").select_option("answered")
    expect(page).to_have_url(f"{page.url.split('?')[0]}?q=budg&state=answered")
    look("documents-filtered")
    page.reload()
    expect(page.get_by_label("Words")).to_have_value("budg")
    page.get_by_role("link", name="Clear").click()
    page.get_by_role("link", name="Next").first.click()
    expect(page.get_by_role("link", name="Previous").first).to_be_visible()
    page.get_by_label("Words").fill("nothingofthekind")
    expect(page.get_by_text("No document matches")).to_be_visible()
    look("documents-none")


def test_a_document_shows_what_everybody_said(page, look, demo, supervisor):
    standings = Standing.objects.filter(project=demo, state="answered", annotator__is_source=False)
    standing = standings.filter(document__flags__isnull=False).first() or standings.first()
    return_answer(standing.document, standing.annotator, "Is this not an objection?", supervisor)
    page.goto(f"/projects/{demo.slug}/documents/{standing.document_id}/")
    expect(page.locator("span-text")).to_have_text(standing.document.text)
    page.locator("[name=shown]").last.check()
    look("document")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("Withdrawn: nobody is served")).to_be_visible()
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_role("button", name="Withdraw it")).to_be_visible()


def test_ticked_documents_go_to_a_person_and_all_that_match_to_several(page, look, demo, supervisor):
    page.goto(f"/projects/{demo.slug}/documents/?state=open")
    boxes = page.locator("[name=document]")
    boxes.nth(0).check()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(page.locator("[name=document]:checked")).to_have_count(4)
    page.get_by_label("Assign the ticked documents to").select_option(label="Ada")
    expect(page.get_by_text("4 ticked: 4 go to Ada.")).to_be_visible()
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("4 documents are assigned to Ada.")).to_be_visible()
    assert Standing.objects.filter(state="assigned", annotator__username="ada").count() == 4
    page.get_by_role("link", name="Assign all that match").click()
    page.get_by_label("Number of documents").fill("6")
    page.get_by_label("Ben", exact=True).check()
    page.get_by_role("button", name="Show who would get what").click()
    expect(page.get_by_role("button", name="Assign 6 documents")).to_be_visible()
    look("assignments")
    page.get_by_role("button", name="Assign 6 documents").click()
    jobs.run_due()
    expect(page.get_by_text("Done.")).to_be_visible()
    assert Standing.objects.filter(state="assigned", annotator__username="ben").count() == 6


def test_an_export_is_watched_and_downloaded(page, look, demo, supervisor):
    page.goto(f"/projects/{demo.slug}/documents/exports/")
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_text("It is waiting to begin.")).to_be_visible()
    jobs.run_due()
    with page.expect_download() as downloading:
        page.locator("a[download]").click()
    look("exports")
    with zipfile.ZipFile(downloading.value.path()) as archive:
        records = [orjson.loads(line) for line in archive.read("data.jsonl").splitlines()]
    assert {answer.get("annotator") for record in records for answer in record["answers"]} >= {"ada", "ben"}
