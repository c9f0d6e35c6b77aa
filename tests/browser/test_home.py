"""The home in a real browser: from the next act to the goal and back, and a pilot that begins."""

import pytest
from playwright.sync_api import expect

from annotate.models import Project, User
from review.models import KeptMeasure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/projects/demo/"


@pytest.fixture
def olive(demo, sign_in):
    sign_in(User.objects.get(username="olive"))


def test_an_owner_reads_how_far_it_is_changes_the_goal_and_begins_a_pilot(page, olive, look):
    page.goto(HOME)
    expect(page.get_by_role("row", name="agreement of annotators")).to_contain_text("documents")
    assert KeptMeasure.objects.filter(name="agreement").exists(), "asked when somebody looked"
    expect(page.get_by_role("heading", name="Since yesterday")).to_be_visible()
    page.locator("details.practices > summary").click()
    expect(page.get_by_role("link", name="Every label has a page", exact=True)).to_be_visible()
    look("project home")

    page.get_by_role("link", name="The whole goal").click()
    look("goal")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Target: finished documents").fill("250")
    page.get_by_label("Why it changes").fill("Enough for a first model")
    look("goal to change")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nobody has signed this revision yet.")).to_be_visible()
    page.goto(HOME)
    expect(page.get_by_role("row", name="finished documents")).to_contain_text("250")
    page.get_by_text("after it").click()
    page.get_by_role("link", name="Read and sign it").first.click()
    page.get_by_role("button", name="I agree: sign it").click()
    expect(page.get_by_text("You have signed the goal.")).to_be_visible()

    page.goto(f"{HOME}review/phases/")
    pilot = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="1. pilot"))
    pilot.get_by_label("Documents").fill("10")
    if pilot.get_by_label("Why it begins all the same").count():
        pilot.get_by_label("Why it begins all the same").fill("The question is being answered.")
    look("phases")
    pilot.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("The project is in a new phase: pilot.")).to_be_visible()
    assert not Project.objects.get(slug="demo").shows_suggestions
