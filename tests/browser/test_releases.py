"""A release in a real browser: made, looked at, published, fetched, and compared with the one before."""

import zipfile

import pytest
from playwright.sync_api import expect

from annotate import jobs
from annotate.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_release_is_made_published_fetched_and_compared(page, demo, sign_in, look):
    sign_in(User.objects.get(username="olive"))
    page.goto("/projects/demo/review/")
    page.get_by_role("link", name="Releases").click()
    look("releases")
    page.get_by_role("link", name="New release").click()
    page.get_by_label("Name", exact=True).fill("0.2")
    page.get_by_label("Documents").select_option(label="that have an answer or gold")
    page.get_by_label("What does this segment tell us about the deal?").select_option(label="Dawid and Skene")
    page.get_by_label("of at least so many people").fill("1")
    look("release-new")
    page.get_by_role("button", name="Gather it").click()
    expect(page.get_by_text("It is waiting to begin.")).to_be_visible()
    jobs.run_due("export_release")
    page.reload()
    expect(page.get_by_role("heading", name="Data statement")).to_be_visible()
    look("release-draft")
    page.get_by_label("Languages and where the texts come from").fill("English; invented calls.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".prose")).to_contain_text("English; invented calls.")
    page.get_by_role("button", name="Publish 0.2").click()
    why = page.get_by_label("Why should nobody use it any more?")
    why.fill("One call is missing")  # while its files are written the page comes anew every two seconds
    jobs.run_due("export_release")
    expect(page.get_by_role("link", name="Download the ZIP")).to_be_visible()
    expect(why).to_have_value("One call is missing")
    page.reload()
    look("release-published")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the ZIP").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "English; invented calls." in archive.read("data-statement.md").decode()
    page.get_by_role("link", name="What has changed since the last one").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From 0.1 to 0.2")
    expect(page.get_by_role("row").filter(has_text="Dawid and Skene")).to_contain_text("everybody's answer")
    look("release-differences")
    page.get_by_role("row").filter(has_text="Mark the words that prove it").get_by_role("link").first.click()
    expect(page.get_by_role("listitem").first).to_be_visible()
    look("release-documents")
