"""A whole job about cost: a decision is timed, the owner sets rates, looks at the cost, at plans and at the hours."""

import pytest
from playwright.sync_api import expect

from annotate.models import User
from review.models import ReviewTime

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REVIEW = "/projects/demo/review/"


def test_from_a_timed_decision_to_its_price(page, demo, sign_in, look):
    sign_in(User.objects.get(username="sam"))
    page.goto(f"{REVIEW}disagreements/")
    page.get_by_role("link", name="Decide on the first").click()
    expect(page.locator("[data-matter][data-active]")).to_be_visible()
    expect(page.locator("active-time:defined").first).to_be_attached()  # its module comes after the desk's
    page.wait_for_timeout(50)  # some time to measure
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided: it is gold now.")).to_be_visible()
    decided = ReviewTime.objects.get(kind="adjudication")
    assert (decided.person.username, decided.active_ms > 0) == ("sam", True)

    sign_in(User.objects.get(username="olive"))
    page.goto(f"{REVIEW}costs/rates/")
    page.get_by_label("an hour of work").fill("30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.goto(f"{REVIEW}annotators/")
    page.get_by_role("link", name="Cost", exact=True).click()
    expect(page.get_by_role("heading", name="What does a document cost?")).to_be_visible()
    expect(page.get_by_role("row", name="adjudication")).to_contain_text("EUR")
    look("cost")
    page.get_by_role("link", name="Timesheet").click()
    expect(page.get_by_role("row", name="Sam")).to_be_visible()
    look("cost-timesheet")
    page.go_back()

    page.get_by_role("link", name="In the house or by a crowd?").click()
    page.get_by_label("At most so many documents may be wrong, %").fill("8")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("yes, the cheapest of its kind").first).to_be_visible()
    look("cost-plans")
    page.goto(f"{REVIEW}annotators/influence/")
    look("influence")
