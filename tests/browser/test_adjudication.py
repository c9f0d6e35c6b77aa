"""Adjudication in a real browser: the demo's two annotators disagree, and a supervisor decides by keys."""

import re

import pytest
from playwright.sync_api import expect

from annotate import jobs
from annotate.models import Gold, Inquiry, Project, Standing, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUEUE = "/projects/demo/review/disagreements/"


@pytest.fixture
def supervisor(demo, sign_in):
    sam = User.objects.get(username="sam")
    sign_in(sam)
    return sam


@pytest.fixture
def on_the_first(page, supervisor):
    """The page of the first disagreement, and the id of its document."""
    page.goto(QUEUE)
    page.get_by_role("link", name="Decide on the first").click()
    return document_on(page)


def document_on(page):
    """The id of the document whose page this is, once its keys are listened to."""
    expect(page.locator("[data-matter][data-active]")).to_be_visible()
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
    document_on(page)
    following = page.url
    page.keyboard.press("j")
    expect(page).not_to_have_url(following)
    document_on(page)
    page.keyboard.press("k")
    expect(page).to_have_url(following)


def test_what_was_chosen_and_not_saved_is_not_left_without_a_question(page, on_the_first):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.keyboard.press("2")
    with page.expect_event("dialog"):
        page.keyboard.press("j")
    expect(page.locator(f"[name=outcome-{signal().id}][value=gold]")).to_be_checked()
    assert asked == ["beforeunload"]
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided: it is gold now.")).to_be_visible()
    assert asked == ["beforeunload"]


def test_whoever_is_unsure_asks_or_sends_it_back_by_keys(page, supervisor, on_the_first):
    document = on_the_first
    page.keyboard.press("u")
    page.keyboard.type("Does a date in a promise count as timing?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Asked: it stands with the questions and notes")).to_be_visible()
    assert Inquiry.objects.get(document=document, author=supervisor).text.startswith("Does a date")
    following = document_on(page)
    page.keyboard.press("s")
    page.keyboard.type("Which words say so?")
    page.get_by_label("Ben", exact=True).check()
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("Sent back, with your note.")).to_be_visible()
    assert Standing.objects.get(document=following, annotator__username="ben").state == "returned"


def test_marks_are_merged_and_shown_above_the_text(page, supervisor, look):
    page.goto(QUEUE)
    page.get_by_label("Question").select_option("Mark the words that prove it")
    page.get_by_role("button", name="Show", exact=True).click()
    look("disagreements-marks")
    page.get_by_role("link", name="Decide on the first").click()
    document_on(page)
    marks = page.locator("[data-matter]", has_text="Mark the words that prove it")
    marks.get_by_role("radio", name="leave open").click()
    page.keyboard.press("m")
    expect(marks.get_by_role("radio", name="decide", exact=True)).to_be_checked()
    expect(page.locator(".piece[data-chosen]").first).to_be_attached()
    look("adjudication-merged")
    page.keyboard.press("Shift+1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided: it is gold now.")).to_be_visible()


def test_what_people_agree_on_is_counted_and_accepted(page, supervisor, look):
    page.goto("/projects/demo/review/acceptance/")
    look("acceptance")
    page.get_by_label("Question").select_option("Mark the words that prove it")
    page.get_by_role("button", name="Count them").click()
    jobs.run_due("preview_acceptance")
    page.reload()
    expect(page.get_by_role("heading", name="What would be gold")).to_be_visible()
    look("acceptance-preview")
    page.get_by_role("link", name="Weighted vote").first.click()
    page.get_by_label("At least so many percent sure").fill("51")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Weighted vote, at least 51 % sure.")).to_be_visible()
    page.locator("li", has_text="Majority, Weighted vote").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Documents behind the figure")
    look("acceptance-documents")
    page.get_by_role("link", name="All figures").click()
    expect(page.get_by_role("heading", name="What would be gold")).to_be_visible()
    page.goto(f"{page.url}?way=weighted&percent=51")
    page.get_by_role("button", name=re.compile("^Make .* gold$")).click()
    jobs.run_due("accept_answers")
    assert Gold.objects.filter(origin="aggregated").exists()
