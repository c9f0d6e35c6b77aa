"""The bell in the head of a page counts, and its list leads to what somebody is told of."""

import pytest
from playwright.sync_api import expect

from booklet.services.comments import Said, comment_on
from booklet.services.pages import Edit, make_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_who_is_named_in_a_comment_finds_it_by_the_bell(page, sign_in, look, project, annotator, expert):
    written = make_page(project, Edit("Rules", "First line.\n"), expert)
    comment_on(written, Said(f"What do you say, @{annotator.username}?"), expert)
    sign_in(annotator)
    page.goto("/")
    bell = page.get_by_role("link", name="Notifications")
    expect(bell.locator(".count")).to_have_text("1")
    bell.click()
    look("notifications")
    page.get_by_role("button", name="named you in a comment").click()
    expect(page.locator(".thread:target")).to_contain_text("What do you say")
    page.goto("/notifications/")
    expect(page.locator("[data-unread]")).to_have_count(0)
