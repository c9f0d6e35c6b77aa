"""A whole feedback session in a real browser: begun with a button, decided on the screen, closed, and sent back."""

import re

import pytest
from playwright.sync_api import expect

from annotate import jobs
from annotate.models import Standing, User
from review.services.suspicions import finding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def supervisor(demo, sign_in):
    sign_in(User.objects.get(username="sam"))


def test_a_whole_session_ends_with_minutes_and_answers_to_look_at_again(page, supervisor, look):
    page.goto("/projects/demo/review/")
    page.get_by_role("link", name="Sessions").click()
    page.get_by_role("button", name="Begin a session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Session 1")
    first = page.locator(".agenda-item").first
    title = first.get_by_role("heading").inner_text().split(". ", 1)[1]
    look("session-begun")
    first.get_by_label("What holds from now on").fill("The one that is said first holds.")
    first.get_by_label("Also a decision of the booklet").check()
    first.get_by_role("button", name="Decide").click()
    expect(first.locator(".decided")).to_have_text("The one that is said first holds.")
    expect(first.get_by_role("link", name="Decision")).to_be_visible()
    look("session-decided")
    page.get_by_role("button", name="Close the session").click()
    expect(page.get_by_role("heading", name="Minutes")).to_be_visible()
    expect(page.get_by_label("What holds from now on")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Minutes as Markdown").click()
    minutes = download.value.path().read_text()
    assert f"## 1. {title}" in minutes
    assert "> The one that is said first holds." in minutes
    assert "Not decided." in minutes
    first.get_by_role("button", name="Send them back with the decision").click()
    expect(page.get_by_text(re.compile("on (its|their) way back"))).to_be_visible()
    assert Standing.objects.filter(note="The one that is said first holds.", state="returned").exists()
    page.get_by_role("link", name="Sessions").click()
    page.get_by_role("button", name="Begin a session").click()
    expect(page.get_by_role("row", name=title)).to_contain_text("too early")
    look("session-second")


def test_suspicious_labels_are_searched_and_sent_to_adjudication(page, supervisor, look, monkeypatch):
    """The demo is small: its model is let to learn from as many answers as there are."""
    monkeypatch.setattr(finding, "FEWEST", 5)
    page.goto("/projects/demo/review/suspicions/")
    page.get_by_role("button", name="Search now").click()
    page.wait_for_url(re.compile("question="))
    jobs.run_due(finding.SEARCH)
    expect(page.get_by_text("Computed")).to_be_visible()
    look("suspicions")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Send to adjudication").click()
    expect(page.get_by_text("1 document waits for adjudication.")).to_be_visible()
