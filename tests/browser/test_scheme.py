"""Labels changed in a real browser: looked at first, applied, seen in an answer, taken back or answered anew."""

import pytest
from playwright.sync_api import expect

from annotate import jobs
from annotate.models import Standing
from annotate.services.publishing import publish_schema
from tests.annotate.answering import says
from tests.conftest import TONE
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule
from weaklabels.services.functions import Wish, make_rule

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_merge_is_looked_at_applied_and_taken_back(
    page, sign_in, look, project, owner, annotator, membership, documents, answer
):
    says(membership, answer, documents[0], takes_slot=True)
    sign_in(owner)
    page.goto("/projects/postcards/settings/questions/")
    page.get_by_role("link", name="Rename, merge, move or split labels").click()
    page.get_by_role("checkbox", name="glad").check()
    page.get_by_label("Merge the ticked ones into").select_option(label="cross")
    look("scheme")
    page.get_by_role("button", name="See what it touches").click()
    answers = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Answers"))
    expect(answers.get_by_role("cell").first).to_have_text("1")
    page.get_by_label("Why").fill("Nobody could tell them apart.")
    look("scheme-preview")
    page.get_by_role("button", name="Apply and publish schema 2").click()
    expect(page.get_by_role("heading", name="“glad” merged into “cross”")).to_be_visible()
    jobs.run_due("rewrite_answers")
    expect(page.get_by_text("Done.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 answer was written anew by “change 1 of the labels”")).to_be_visible()
    look("scheme-change")
    current = Standing.objects.get(document=documents[0]).current
    assert current.responses.get(question__name="Tone").choices.get().label.name == "cross"
    page.get_by_role("link", name="Decision 1").click()
    expect(page.get_by_text("Nobody could tell them apart.")).to_be_visible()
    page.go_back()
    page.get_by_label("Why").fill("They do differ.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Taken back: “glad” merged into “cross”")).to_be_visible()
    jobs.run_due("rewrite_answers")
    expect(page.get_by_text("Done.")).to_be_visible()
    current = Standing.objects.get(document=documents[0]).current
    assert current.responses.get(question__name="Tone").choices.get().label.name == "glad"
    page.get_by_role("link", name="All changes").click()
    expect(page.get_by_text("taken back", exact=True)).to_be_visible()


def test_a_split_comes_back_with_what_a_rule_proposes_and_one_key_takes_it(
    page, sign_in, look, project, owner, expert, annotator, membership, documents, answer
):
    says(membership, answer, documents[0], spans=[(0, 3, 0)], takes_slot=True)
    Standing.objects.update(stream="ranked")  # one whose order is random comes without suggestions
    sign_in(owner)
    page.goto("/projects/postcards/booklet/scheme/?act=split")
    page.get_by_label("Label", exact=True).select_option(label="glad")
    page.get_by_label("New labels, one a line").fill("merry\ncalm")
    page.get_by_role("button", name="See what it touches").click()
    page.get_by_label("Why").fill("They buy different things.")
    page.get_by_role("button", name="Apply and publish schema 2").click()
    jobs.run_due("return_answers")
    expect(page.get_by_text("Done.")).to_be_visible()
    tone = project.questions.get(name="Tone")
    merry = tone.labels.get(name="merry")
    make_rule(tone, Wish("Rome", forms.write(Rule(0, Keywords(("Rome",)))), merry.id), expert)
    jobs.due("apply_rules", project.id)
    jobs.run_due("apply_rules")
    jobs.run_due("fit_label_model")

    sign_in(annotator)
    page.goto("/projects/postcards/annotate/")
    expect(page.get_by_text("is no label any more. Please choose another.")).to_be_visible()
    expect(page.locator("button.label[data-suggested]")).to_have_text("1merry")
    expect(page.get_by_text("Suggested by the rules, ")).to_be_visible()
    look("split-returned")
    page.keyboard.press("Space")
    expect(page.locator("button.label", has_text="merry")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Suggested by the rules, ")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("save-status")).to_have_attribute("data-state", "saved")
    current = Standing.objects.get(document=documents[0]).current
    assert current.responses.get(question=tone).choices.get().label == merry
    assert len(current.suggestions_shown) == 1
    assert current.responses.get(question__name="Names").spans.count() == 1, "the rest is as it was"


def test_a_label_is_moved_to_another_question(
    page, sign_in, look, project, owner, annotator, membership, documents, answer
):
    says(membership, answer, documents[0], takes_slot=True)
    mood = {**TONE, "name": "Mood", "required": False, "labels": [{"name": "low"}, {"name": "high"}]}
    publish_schema(project, [*project.schema.questions, mood], owner)
    sign_in(owner)
    page.goto("/projects/postcards/booklet/scheme/")
    page.get_by_role("link", name="Move to another question").click()
    page.get_by_label("Label", exact=True).select_option(label="glad")
    page.get_by_label("Answers the question").select_option(label="Mood")
    look("scheme-transfer")
    page.get_by_role("button", name="See what it touches").click()
    back = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Of these"))
    expect(back.get_by_role("cell").first).to_have_text("1")
    page.get_by_label("Why").fill("It says how, not what.")
    look("scheme-transfer-preview")
    page.get_by_role("button", name="Apply and publish schema 3").click()
    expect(page.get_by_role("heading", name="“glad” answers “Mood”")).to_be_visible()
    jobs.run_due("rewrite_answers")
    expect(page.get_by_text("Done.")).to_be_visible()
    sign_in(annotator)
    page.goto("/projects/postcards/annotate/")
    expect(page.get_by_text("“glad” answers “Mood” now. Please answer “Tone”")).to_be_visible()
    expect(page.locator("button.label", has_text="glad")).to_have_attribute("aria-pressed", "true")
    look("scheme-transfer-returned")
