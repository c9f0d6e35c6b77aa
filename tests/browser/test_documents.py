"""Browsing, one document, assigning and exporting, in a real browser on the demo project."""

import zipfile

import orjson
import pytest
from playwright.sync_api import expect

from annotate import jobs
from annotate.documents.turns import turns_of
from annotate.models import Source, Standing, Suggestion, User
from annotate.services.documents import NewDocument, add_documents
from annotate.services.returns import return_answer

pytestmark = pytest.mark.browser

TURNS = """
async (text) => {
  const { turnsOf } = await import("/static/js/turns.js")
  const { TextIndex } = await import("/static/js/offsets.js")
  return turnsOf({ format: "dialogue" }, new TextIndex(text))
}
"""


@pytest.fixture
def demo(searchable_demo):
    return searchable_demo


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
    page.get_by_role("link", name="Next").last.press("Enter")
    expect(page.get_by_role("link", name="Previous").first).to_be_in_viewport()
    expect(page.get_by_role("link", name="Next").last).to_be_focused()
    page.get_by_label("Words").fill("nothingofthekind")
    expect(page.get_by_text("No document matches")).to_be_visible()
    look("documents-none")


def test_a_conversation_shows_who_speaks_and_the_marks_of_the_whole_text(page, demo, supervisor):
    batch = demo.batches.first()
    told = [
        {"start": 2, "end": 8, "speaker": "Ann", "time": "09:30"},
        {"start": 9, "end": 16, "speaker": "Bob"},
    ]
    [call] = add_documents(batch, [NewDocument("🥐 Hello.\nHi Ann.", "call", metadata={"turns": told})])
    spans = demo.questions.filter(kind="spans").first()
    Suggestion.objects.create(
        project=demo,
        document=call,
        question=spans,
        source=Source.objects.filter(project=demo).first(),
        content={"spans": [{"start": 12, "end": 15, "label": spans.labels.first().id}]},
    )
    page.goto(f"/projects/{demo.slug}/documents/{call.id}/")
    heads = page.locator("span-text .turn-head")
    expect(heads).to_have_count(2)
    expect(heads.first).to_have_attribute("data-time", "09:30")
    page.locator("[name=shown]").last.check()
    expect(page.locator("span-text .turn").last.locator(".span-segment")).to_have_text("Ann")


@pytest.mark.parametrize(
    "text",
    [
        "Ann: Hello.\nBob: Hi.",
        "\ufeffAnn: no\r\nBob:\tyes \u3000\nand\n\nA\x85: 😀 \x1c\n: no\nAnn:no",
        "x" * 61 + ": no\n" + "x" * 60 + ": yes",
    ],
)
def test_server_and_browser_read_the_same_turns(scripts, text):
    read = scripts.evaluate(TURNS, text)
    assert read == [turn.as_dict() for turn in turns_of({"format": "dialogue"}, text)]


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


def test_ticked_documents_go_to_a_person_and_all_that_match_to_several(
    page, look, demo, supervisor, problems
):
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
    page.get_by_role("button", name="Show who would get what").click()
    expect(page.get_by_text("Choose at least one person.")).to_be_visible()
    problems.clear()  # the browser reports the 422
    page.get_by_label("Ben", exact=True).check()
    page.get_by_role("button", name="Show who would get what").click()
    expect(page.get_by_role("button", name="Assign 6 documents")).to_be_visible()
    look("assignments")
    page.get_by_role("button", name="Assign 6 documents").click()
    jobs.run_due("assign_documents")
    expect(page.get_by_text("Done.")).to_be_visible()
    assert Standing.objects.filter(state="assigned", annotator__username="ben").count() == 6


def test_an_export_is_watched_and_downloaded(page, look, demo, supervisor):
    page.goto(f"/projects/{demo.slug}/documents/exports/")
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_text("It is waiting to begin.")).to_be_visible()
    jobs.run_due("export")
    with page.expect_download() as downloading:
        page.locator("a[download]").click()
    look("exports")
    with zipfile.ZipFile(downloading.value.path()) as archive:
        records = [orjson.loads(line) for line in archive.read("data.jsonl").splitlines()]
    assert {answer.get("annotator") for record in records for answer in record["answers"]} >= {"ada", "ben"}
