"""A supervisor drops a file, sees what is in it, corrects a column, checks and publishes it."""

import json

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from annotate.models import Import, Job
from annotate.roles import Role
from annotate.services.projects import add_member

pytestmark = pytest.mark.browser

LINES = [
    {
        "id": "a1",
        "text": "Ann went to Rome. 😀",
        "mood": "glad",
        "Names": [[0, 3, "person"]],
        "call": "c1",
        "channel": "phone",
    },
    {
        "id": "a2",
        "text": "Bob hates the rain.\r\nHe stays.",
        "mood": "cross",
        "Names": [],
        "call": "c1",
        "channel": "mail",
    },
    {
        "id": "a3",
        "text": "שלום, said Zoë.",
        "mood": "puzzled",
        "Names": [[11, 14, "person"]],
        "call": "c2",
        "channel": "mail",
    },
    {"id": "a1", "text": "Somebody else's text.", "mood": "glad", "call": "c2", "channel": "mail"},
]
CONTENT = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES) + "{broken\n"

DROP = """(zone, [name, content]) => {
  const transfer = new DataTransfer()
  transfer.items.add(new File([content], name))
  zone.dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer, bubbles: true, cancelable: true }))
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }))
}"""


@pytest.fixture
def importer(project, owner, sign_in):
    add_member(project, owner, [Role.OWNER, Role.SUPERVISOR], by=owner)
    sign_in(owner)
    return owner


def test_a_dropped_file_becomes_documents(page, look, worker, project, importer):
    page.goto(f"/projects/{project.slug}/documents/imports/")
    page.locator("upload-zone").evaluate(DROP, ["calls.jsonl", CONTENT])
    expect(page.get_by_role("heading", name="calls.jsonl")).to_be_visible()
    expect(page.get_by_role("combobox", name="text", exact=True)).to_have_value("text")
    page.get_by_role("combobox", name="call", exact=True).select_option("group")
    look("import-2-columns")
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", name="Checked: 5 lines")).to_be_visible(timeout=30_000)
    look("import-3-report")
    page.get_by_role("button", name="Add these labels").click()
    expect(page.get_by_text("Labels that “Tone” does not have")).to_have_count(0, timeout=30_000)
    page.get_by_role("button", name="Leave out 2 refused lines").click()
    expect(page.get_by_role("heading", name="Published")).to_be_visible(timeout=30_000)
    look("import-4-published")
    assert sorted(project.documents.values_list("external_id", "group")) == [
        ("a1", "c1"),
        ("a2", "c1"),
        ("a3", "c2"),
    ]


def test_the_page_follows_a_check_that_takes_its_time(page, project, importer):
    page.goto(f"/projects/{project.slug}/documents/imports/")
    page.locator("upload-zone").evaluate(DROP, ["calls.jsonl", CONTENT])
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("It is waiting to begin.")).to_be_visible()
    check = Job.objects.filter(kind="check_import")
    for done in (1200, 4800):
        check.update(state="running", beat_at=timezone.now(), progress=done, total=5000)
        expect(page.get_by_text(f"{done} of 5000")).to_be_visible()
    check.update(state="failed", error="The disk is full.")
    expect(page.get_by_text("The disk is full.")).to_be_visible()
    expect(page.get_by_role("button", name="Check the file")).to_be_visible()


def test_another_reading_shows_other_columns_at_once(page, look, project, importer):
    page.goto(f"/projects/{project.slug}/documents/imports/")
    page.get_by_label("Drop a file here").set_input_files(
        {"name": "orders.csv", "mimeType": "text/csv", "buffer": "body;tone\ncafé;glad\n".encode("latin-1")}
    )
    expect(page.get_by_text("Some bytes of this file are no text")).to_be_visible()
    page.get_by_label("Encoding").select_option("iso-8859-1")
    expect(page.get_by_text("café", exact=True)).to_be_visible()
    page.get_by_label("Between the cells").select_option(",")
    expect(page.get_by_text("café;glad", exact=True)).to_be_visible()
    page.get_by_label("Encoding").select_option("utf-8")
    expect(page.get_by_text("Some bytes of this file are no text")).to_be_visible()
    look("import-5-encoding")


def test_a_refused_upload_says_why_and_keeps_the_page(page, problems, project, importer):
    page.goto(f"/projects/{project.slug}/documents/imports/")
    page.get_by_label("Drop a file here").set_input_files(
        {"name": "calls.zip", "mimeType": "application/zip", "buffer": b"PK is all it has"}
    )
    expect(page.get_by_text("This is not a readable ZIP file")).to_be_visible()
    assert not Import.objects.exists()
    problems.clear()  # the browser notes the 422
