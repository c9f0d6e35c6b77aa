"""Adjudication in a real browser: the demo's two annotators disagree, and a supervisor decides by keys."""

import re

import pytest
from playwright.sync_api import expect

from annotate.models import Gold, Project, Standing, User
from annotate.services.demo import load_demo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUEUE = "/projects/demo/review/disagreements/"


@pytest.fixture
def supervisor(transactional_db, sign_in):
    load_demo()
    sam = User.objects.get(username="sam")
    sign_in(sam)
    return sam


@pytest.fixture
def on_the_first(page, supervisor):
    """The page of the first disagreement, and the id of its document."""
    page.goto(QUEUE)
    page.get_by_role("link", name="Decide on the first").click()
    return int(re.search(r"/disagreements/(\d+)/", page.url).group(1))


def signal():
    return Project.objects.get(slug="demo").questions.order_by("id").first()


def test_the_queue_says_who_says_what(page, supervisor, look):
    page.goto(QUEUE)
    expect(page.get_by_role("heading", name="documents on which answers differ")).to_be_visible()
    first = page.locator(".disagreement").first
    expect(first).to_contain_text(re.compile(r"Ada\s+says"))
    expect(first).to_contain_text(re.compile(r"Ben\s+says"))
    look("disagreements")


def test_adjudication_by_keys(page, supervisor, on_the_first, look):
    document = on_the_first
    look("adjudication")
    page.keyboard.press("?")
    look("adjudication-keys")
    page.keyboard.press("Escape")
    active = page.locator("[data-matter][data-active]")
    expect(active).to_contain_text(signal().name)
    page.keyboard.press("2")
    expect(page.locator(f"[name=outcome-{signal().id}][value=gold]")).to_be_checked()
    look("adjudication-chosen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided: it is gold now.")).to_be_visible()
    ben = Standing.objects.get(document=document, annotator__username="ben")
    said = ben.current.responses.get(question=signal()).choices.get().label_id
    gold = Gold.objects.filter(document=document, question=signal()).latest("id")
    assert (gold.content, gold.decided_by) == ({"labels": [said]}, supervisor)
    assert ben.current_id in gold.answers_seen
    expect(page).not_to_have_url(re.compile(rf"/{document}/"))
    following = page.url
    page.keyboard.press("j")
    expect(page).not_to_have_url(following)
    page.keyboard.press("k")
    expect(page).to_have_url(following)
