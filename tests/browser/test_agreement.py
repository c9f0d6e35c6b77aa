"""Agreement in a real browser: from the figures to a cell of the matrix, and on to a document."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from annotate import jobs
from annotate.models import User
from review.services.counters.clock import count_what_waits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def supervisor(demo, sign_in):
    sign_in(User.objects.get(username="sam"))


def test_a_supervisor_follows_a_confusion_to_its_documents(page, supervisor, look):
    page.goto("/projects/demo/review/")
    look("agreement")
    page.get_by_role("link", name="Competition, Objection").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Documents behind the figure")
    expect(page.get_by_text("4 documents")).to_be_visible()
    look("agreement-documents")
    page.get_by_role("link", name="call-").first.click()
    expect(page).to_have_url(re.compile(r"/documents/\d+/$"))


def test_agreement_is_told_over_time_and_taken_along(page, supervisor, look):
    count_what_waits()
    jobs.run_due("recount_agreement")
    page.goto("/projects/demo/review/")
    page.get_by_role("link", name="Over time").click()
    expect(page.get_by_role("heading", name="Week by week")).to_be_visible()
    look("agreement-parts")
    page.get_by_role("table").filter(has_text="Week from").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=re.compile("^Two by two: "))).to_be_visible()
    look("agreement-parts-inside")
    page.locator("#inside").get_by_role("link", name=", ").first.click()
    expect(page.get_by_text("Only what these two said is compared here.")).to_be_visible()
    look("agreement-parts-pair")
    page.go_back()
    with page.expect_download() as taken:
        page.get_by_role("link", name="report (HTML").click()
    assert "With suggestions hidden and shown" in Path(taken.value.path()).read_text("utf-8")


def test_marks_are_compared_by_their_borders_and_labels(page, supervisor, look):
    page.goto("/projects/demo/review/")
    page.get_by_role("link", name="Mark the words that prove it").click()
    expect(page.get_by_role("heading", name="How marks differ")).to_be_visible()
    look("agreement-marks")
    page.get_by_role("row", name="Other borders the same label").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Documents behind the figure")
