"""Gloss in German: a document labelled, a visitor spoken to as the browser asks, pages that stay inside the window."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotate.models import Annotation, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SENTENCES = "script[src*='/js/sentences/']"
STICKS_OUT = """
() => [...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden, .skip-link, .table-wrap, svg"))
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))
"""


@pytest.fixture
def german(annotator):
    annotator.language = "de"
    annotator.save()
    return annotator


def test_a_document_is_labelled_in_german(page, look, sign_in, project, german, documents):
    sign_in(german)
    page.goto(f"/projects/{project.slug}/annotate/")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("span-text")).to_be_visible()
    expect(page.get_by_role("button", name="Überspringen")).to_be_visible()
    look("german-workbench")
    page.keyboard.press("Enter")
    expect(page.locator(".question .error").first).to_have_text("„Tone“ braucht eine Antwort.")
    page.locator("span-text").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("p")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("save-status")).to_contain_text("Gespeichert um")
    page.keyboard.press("h")
    expect(page.get_by_role("dialog", name="Meine Antworten")).to_contain_text("1 Textstelle")
    look("german-own-answers")
    assert Annotation.objects.get().author == german


def test_only_other_languages_than_english_load_sentences(page, sign_in, project, german, documents):
    sign_in(german)
    page.goto(f"/projects/{project.slug}/annotate/")
    expect(page.locator(SENTENCES)).to_have_count(1)
    assert page.locator(SENTENCES).get_attribute("src").count(".") == 2, "its name has no hash"
    User.objects.update(language="en")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(SENTENCES)).to_have_count(0)


def test_a_visitor_is_spoken_to_in_the_language_of_the_browser(browser, server, look):
    context = browser.new_context(base_url=server.url, locale="de-AT")
    page = context.new_page()
    page.goto("/sign-in/")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
    look("german-sign-in", page=page)
    context.close()


@pytest.fixture
def demo(searchable_demo):
    """The demo project, and everybody in it reads German."""
    User.objects.update(language="de")
    return searchable_demo


PAGES = {
    "sam": ["documents", "assignment-list", "import-list", "export-list", "sharing-rule-list", "jobs"],
    "olive": [
        "settings",
        "questions",
        "answers-wanted",
        "mix",
        "members",
        "invitation-list",
        "questions-and-notes",
    ],
    "ada": ["workbench"],
}


def test_german_stays_inside_the_window(page, visit, sign_in, demo):
    """Its words are longer than the English ones the pages were drawn with."""
    for username, names in PAGES.items():
        sign_in(User.objects.get(username=username))
        addresses = [reverse(f"annotate:{name}", args=[demo.slug]) for name in names]
        for address in [*addresses, reverse("review:home", args=[demo.slug]), "/", "/account/"]:
            visit(address)
            assert page.evaluate(STICKS_OUT) == [], f"{address} as {username}"
