"""A stakeholder's visit: an owner makes a link, somebody without an account reads, tries and comments, and it ends."""

import pytest
from playwright.sync_api import expect

from annotate.models import Flag, User
from booklet.models import VisitorComment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_stakeholder_reads_tries_comments_and_the_owner_ends_it(page, another_browser, sign_in, look, demo):
    sign_in(User.objects.get(username="olive"))
    page.goto("/projects/demo/settings/")
    page.get_by_role("link", name="Sharing").click()
    page.get_by_label("Its name").fill("How far we are with the calls")
    page.get_by_role("button", name="Choose what it shows").click()
    page.get_by_label("Introduction").fill(
        "Please read the page, try a sentence, and tell us what is missing."
    )
    page.get_by_label("Objection", exact=True).check()
    page.get_by_label("How far it is: documents and answers").check()
    page.get_by_label("How far annotators agree, without names").check()
    for section in ("Documents", "Try it", "Comments"):
        page.get_by_role("group", name=section, exact=True).get_by_label("Show it").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_label("At random").fill("3")
    page.get_by_role("button", name="Draw").click()
    expect(page.get_by_role("link", name="Change")).to_have_count(3)
    page.get_by_role("link", name="Change").first.click()
    page.get_by_label("what I write by hand (mock)").check()
    page.locator("select").first.select_option(index=1)
    look("share-document")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="See it as a visitor").click()
    expect(page.get_by_text("So it looks to a visitor.")).to_be_visible()
    look("share-preview")
    page.get_by_role("link", name="Back").click()
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("The link to show").input_value()
    look("share")

    outside, wrong = another_browser.new_page(), []
    outside.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    outside.goto(link)
    expect(outside.get_by_role("heading", name="How far we are with the calls")).to_be_visible()
    expect(outside.get_by_role("heading", name="Objection", exact=True)).to_be_visible()
    expect(outside.locator(".card")).to_have_count(3)
    expect(outside.locator(".card").first.locator(".stamp")).to_have_text("mock")
    outside.get_by_role("textbox", name="Text").fill("That is far too expensive for us, I am afraid.")
    outside.get_by_role("button", name="Ask").click()
    expect(outside.locator("#told section").first).to_be_visible()
    look("shared", page=outside)
    outside.locator("#flag-name").fill("Mia")
    outside.get_by_label("Is it wrong?").fill("We would say budget.")
    outside.get_by_role("button", name="Flag it as wrong").click()
    expect(outside.get_by_text("Somebody will look at this text.")).to_be_visible()
    outside.goto(link)
    outside.locator("#visitor-name").fill("Mia")
    outside.get_by_label("It is about").select_option(label="Objection")
    outside.get_by_role("textbox", name="Your comment").fill("What of objections made in jest?")
    outside.get_by_role("button", name="Comment").click()
    expect(outside.get_by_text("in jest?")).to_be_visible()
    assert Flag.objects.get(note__contains="budget").author.username == "olive"

    page.goto(page.url.removesuffix("links/"))
    expect(page.locator(".thread")).to_contain_text("in jest?")
    page.get_by_label("Your reply").fill("They count, too.")
    page.get_by_role("button", name="Reply").click()
    expect(page.locator(".thread .reply")).to_contain_text("They count, too.")
    expect(page.get_by_role("row").filter(has_text="tried a text")).to_have_count(1)
    look("share-visited")
    outside.reload()
    expect(outside.locator(".thread .reply")).to_contain_text("They count, too.")
    look("shared-answered", page=outside)
    page.get_by_role("button", name="Revoke the link").click()
    expect(page.get_by_text("No link is open")).to_be_visible()
    assert not wrong
    assert outside.goto(link).status == 410
    expect(outside.get_by_role("heading", name="This link has ended")).to_be_visible()
    look("shared-ended", page=outside)
    assert VisitorComment.objects.get().page.title == "Objection"
