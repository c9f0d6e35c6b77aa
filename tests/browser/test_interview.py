"""An interview in a real browser: gone through by keys, left and taken up again, to findings, a page and nodes."""

import pytest
from playwright.sync_api import expect

from annotate.jobs import run_due
from annotate.models import Batch
from annotate.profile.staleness import start_profile
from annotate.services.documents import NewDocument, add_documents
from annotate.services.holds import withdraw_document
from booklet.models import Interview
from booklet.services.interviews.asking import Said, answer_of, save_answer
from booklet.services.maps import map_of, tree_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "Somebody asks for the {number}th time 😀 who may sign the order, and until when the price holds."


@pytest.fixture
def documents(project, supervisor):
    batch = Batch.objects.create(project=project, name="calls", created_by=supervisor)
    texts = [TEXT.format(number=number) for number in range(4, 9)]
    return add_documents(batch, [NewDocument(text, f"call-{number}") for number, text in enumerate(texts)])


def ready(page):
    """The text is drawn by the element that hears the keys."""
    expect(page.locator("span-text [data-unit]").first).to_be_visible()


def saved(page):
    expect(page.locator("[data-part=status]")).to_have_text("Saved.")


def choose(page, words):
    """Select the words as a drag would."""
    page.locator("span-text").evaluate(
        """(text, words) => {
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words)
            if (at < 0) continue
            getSelection().setBaseAndExtent(node, at, node, at + words.length)
            text.dispatchEvent(new PointerEvent("pointerup", { bubbles: true, pointerType: "mouse" }))
            return
          }
        }""",
        words,
    )
    expect(page.locator("[data-part=chosen]")).to_contain_text(words)


def test_an_interview_is_walked_by_keys_to_findings_and_nodes(
    page, sign_in, look, problems, project, documents, expert, supervisor
):
    sign_in(expert)
    page.goto("/projects/postcards/booklet/interviews/")
    page.get_by_label("Who is asked").fill("Ingrid")
    page.get_by_label("What you want to know").fill("Could you act on this?")
    page.get_by_label("Documents", exact=True).fill("4")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Could you act on this?")).to_be_visible()
    ready(page)
    interview = Interview.objects.get()

    page.keyboard.press("u")
    page.keyboard.press("r")
    page.keyboard.type("I know who decides")
    page.keyboard.press("Escape")
    choose(page, "who may sign")
    page.keyboard.press("c")
    page.keyboard.type("Authority to sign")
    page.keyboard.press("Enter")
    saved(page)
    look("interview-screen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("document 2 of 4, 1 judged")).to_be_visible()
    ready(page)
    said = answer_of(interview.documents.get(place=1))
    (note,) = said.notes
    text = interview.documents.get(place=1).document.text
    assert (said.verdict, said.reason, note["concept"]) == (
        "usable",
        "I know who decides",
        "Authority to sign",
    )
    assert text[note["start"] : note["end"]] == "who may sign"

    page.keyboard.press("n")
    saved(page)
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Not usable")).to_have_attribute("aria-pressed", "false")
    ready(page)

    second = interview.documents.get(place=2)
    save_answer(second, Said("usable", "Theirs"), 0, supervisor)
    page.keyboard.press("n")
    expect(page.get_by_text("Sam saved this document meanwhile.")).to_be_visible()
    expect(page.get_by_text("usable · Theirs")).to_be_visible()
    look("interview-conflict")
    assert [one for one in problems if "409" in one], "the browser reports the refusal"
    problems.clear()
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert answer_of(second).verdict == "not"

    withdraw_document(interview.documents.get(place=3).document, supervisor)
    page.goto("/projects/postcards/booklet/interviews/")
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_text("document 4 of 4, 2 judged")).to_be_visible()
    ready(page)
    page.keyboard.press("p")
    expect(page.get_by_text("This document was withdrawn after it was drawn.")).to_be_visible()
    page.get_by_role("link", name="Next document").click()
    expect(page.get_by_text("document 4 of 4, 2 judged")).to_be_visible()
    ready(page)
    page.keyboard.press("u")
    page.get_by_role("button", name="I know who decides").click()
    choose(page, "until when")
    page.keyboard.press("q")
    saved(page)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Findings: Ingrid")).to_be_visible()
    expect(page.get_by_text("2 of 3 usable")).to_be_visible()
    expect(page.get_by_text("1 document was withdrawn since and is left out.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Authority to sign")).to_be_checked()
    look("interview-findings")
    page.get_by_role("button", name="Make the page and the nodes").click()
    expect(page.locator(".prose .interview-block")).to_contain_text("who may sign")
    look("interview-page")
    tree = tree_at(project, map_of(project, "concepts").current)
    assert "Authority to sign" in {node.text for node in tree.nodes.values()}


def test_what_could_not_be_sent_is_there_when_one_comes_back(
    page, sign_in, problems, project, documents, expert
):
    sign_in(expert)
    page.goto("/projects/postcards/booklet/interviews/")
    page.get_by_label("Who is asked").fill("Ingrid")
    page.get_by_label("What you want to know").fill("Of use?")
    page.get_by_label("Documents", exact=True).fill("3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Of use?")).to_be_visible()
    ready(page)
    page.context.set_offline(True)
    page.keyboard.press("u")
    expect(page.locator("[data-part=status]")).to_contain_text("It stays here")
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    saved(page)
    assert answer_of(Interview.objects.get().documents.get(place=1)).verdict == "usable"
    problems[:] = [one for one in problems if "ERR_INTERNET_DISCONNECTED" not in one]


def test_the_data_profile_leads_from_a_figure_to_its_documents(
    page, sign_in, look, project, documents, supervisor
):
    batch, texts = Batch.objects.get(), [document.text for document in documents]
    more = [
        NewDocument("Wo ist der Bahnhof, und wann fährt der Zug nach Hause?", "german", {"channel": "post"}),
        NewDocument("Write to ann@example.org if the train is late.", "mail", {"channel": ""}),
        NewDocument("…", "empty"),
        NewDocument(texts[0] + " Alas.", "alas"),
    ]
    add_documents(batch, more)
    start_profile(project, supervisor)
    run_due("profile_documents")
    sign_in(supervisor)
    page.goto("/projects/postcards/documents/")
    page.get_by_role("link", name="Profile").click()
    expect(page.get_by_role("heading", name="Languages")).to_be_visible()
    look("data-profile")
    page.get_by_role("link", name="E-mail addresses").click()
    expect(page.get_by_role("link", name="mail", exact=True)).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("ann@example.org")
    look("data-profile-personal")
    page.go_back()
    page.get_by_role("link", name="Nearly the same wording").click()
    expect(page.get_by_role("row")).to_have_count(1 + 2)
    look("data-profile-near")
    add_documents(batch, [NewDocument("Later.", "later")])
    page.goto("/projects/postcards/documents/profile/")
    page.get_by_role("button", name="Make it again").click()
    expect(page.get_by_role("heading", name="Looking at every document")).to_be_visible()
    look("data-profile-job")
