"""A whole spot check in a real browser, by keys: the plan, the sample, the verdicts and the claim."""

import re

import pytest
from playwright.sync_api import expect

from annotate.models import User
from review.models import SpotCheck

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def supervisor(demo, sign_in):
    sign_in(User.objects.get(username="sam"))


def fix(page, plan, rate="40", again=True):
    """Choose a plan for all answers to the demo's first question, or the one chosen; Sam gave none of them.

    That fewer than 40 of 100 are wrong is claimed after few answers.
    """
    if again:
        page.goto("/projects/demo/review/spot-checks/new/")
    page.get_by_label("Error rate to exclude").fill(rate)
    expect(page.get_by_role("columnheader", name=f"{rate}\xa0% or more")).to_be_visible()
    page.locator("#plans > form").evaluate("(form) => form.setAttribute('data-before', '')")
    purpose = page.get_by_label("What is it for?")
    purpose.fill("Before the release")  # leaving the field asks once more, and the plans come anew
    expect(page.locator("#plans > form:not([data-before])")).to_be_attached()
    expect(purpose).to_have_value("Before the release")
    page.get_by_role("radio", name=plan).check()
    page.get_by_role("button", name="Freeze the batch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Before the release")
    return SpotCheck.objects.latest("id")


def said_of(sampled):
    """The key of the label that this answer has."""
    return sampled.annotation.responses.get(question=sampled.spot_check.question_id).choices.get().label.name


def check_next(page, check, agrees=True):
    """Answer as the annotator did, or otherwise; then judge: all by keys."""
    sampled = check.sample.filter(verdict="").order_by("place").first()
    names = page.locator("question-list button.label > .name")
    expect(names.first).to_be_visible()
    wished = said_of(sampled)
    if not agrees:
        wished = next(name for name in names.all_inner_texts() if name != wished)
    key = page.locator("question-list button.label").filter(has_text=wished).locator(".key").inner_text()
    page.keyboard.press(key.lower())
    if page.get_by_role("button", name="Answer and compare").is_visible():
        page.keyboard.press("Enter")
    said = "You said the same." if agrees else "You said something else."
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.locator("verdict-keys:defined")).to_be_visible()  # from now on it hears keys
    return sampled


def test_the_demos_check_leads_to_what_is_wrong(page, supervisor, look):
    page.goto("/projects/demo/review/spot-checks/")
    page.get_by_role("link", name="First look at the signals").click()
    expect(page.locator(".claim")).to_contain_text("fewer than 20 of 100 answers")
    look("spot-check-of-the-demo")
    page.get_by_role("table").first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/documents/\d+/$"))


def test_a_whole_check_by_keys_ends_with_the_claim(page, supervisor, look):
    page.goto("/projects/demo/review/")
    page.get_by_role("link", name="Spot checks").click()
    look("spot-checks-of-the-demo")
    page.get_by_role("link", name="New spot check").click()
    expect(page.get_by_role("heading", name=re.compile("Plans for"))).to_be_visible()
    look("spot-check-new")
    check = fix(page, "no error allowed")
    look("spot-check-begun")
    page.get_by_role("link", name="Begin to check").click()
    look("spot-check-answer")
    for place in range(1, check.sizes[0] + 1):
        check_next(page, check)
        if place == 2:
            look("spot-check-compare")
        expect(page.get_by_text("fewer than 40 of 100")).not_to_be_attached()
        page.keyboard.press("r")
        page.wait_for_url(re.compile(r"/checking/$|/spot-checks/\d+/$"))
        expect(page.get_by_text(f"{place} of {check.sizes[0]}").or_(page.locator(".claim"))).to_be_visible()
    expect(page.locator(".claim")).to_have_text(
        "With 95 % confidence fewer than 40 of 100 answers in this batch are wrong."
    )
    look("spot-check-passed")
    page.goto("/projects/demo/review/spot-checks/")
    expect(page.get_by_role("row", name="Before the release")).to_contain_text("fewer than 40")
    look("spot-checks")


def test_marked_words_are_compared_in_the_text(page, supervisor, look):
    page.goto("/projects/demo/review/spot-checks/new/")
    page.get_by_label("Question").select_option(label="Mark the words that prove it")
    check = fix(page, "no error allowed", again=False)
    page.get_by_role("link", name="Begin to check").click()
    expect(page.locator("question-list button.label").first).to_be_visible()
    page.keyboard.press(".")  # the whole turn or paragraph, whichever way it is written
    page.keyboard.press(page.locator("question-list button.label .key").first.inner_text().lower())
    expect(page.locator("span-text [data-marks]").first).to_be_visible()
    look("spot-check-answer-marks")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="The answer")).to_be_checked()
    page.get_by_role("radio", name="Yours").check()
    expect(page.locator("span-text [data-marks]").first).to_be_visible()
    look("spot-check-compare-marks")
    page.keyboard.press("n")
    page.keyboard.type("rows of words")  # r, o and w are letters here
    page.get_by_role("button", name="Wrong").click()
    expect(page.get_by_text("1 of")).to_be_visible()
    [judged] = check.sample.exclude(verdict="")
    assert (judged.verdict, judged.note) == ("wrong", "rows of words")


def test_annotators_find_their_figures_on_their_home(page, supervisor, sign_in, look):
    page.goto("/projects/demo/review/annotators/")
    expect(page.get_by_role("heading", name="Ada")).to_be_visible()
    look("annotators")
    sign_in(User.objects.get(username="ben"))
    page.goto("/projects/demo/")
    page.get_by_role("link", name="How well it goes").click()
    expect(page.get_by_role("heading", name="Ben")).to_be_visible()
    expect(page.get_by_role("heading", name="Ada")).not_to_be_attached()
    look("my-figures")
