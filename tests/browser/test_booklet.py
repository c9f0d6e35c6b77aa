"""The booklet in a real browser: beside the work, and before the next document when a rule has changed."""

import io
import re
import uuid

import pytest
from PIL import Image
from playwright.sync_api import expect

from annotate.models import Inquiry, Standing, User
from booklet.models import Draft, Page, Receipt
from booklet.services.pages import Edit, make_page, save_page
from tests.annotate.answering import says

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page_of_glad(project, expert):
    label = project.questions.get(name="Tone").labels.get(name="glad")
    make_page(project, Edit("Rules", "Read to the end.\n"), expert)
    return make_page(project, Edit("Glad", "Somebody is *pleased*. See [[Rules]].\n"), expert, label=label)


def test_b_opens_the_booklet_beside_the_text_at_the_label_in_hand(
    page, sign_in, look, project, documents, annotator, page_of_glad
):
    sign_in(annotator)
    page.goto("/projects/postcards/annotate/")
    text, panel = page.locator("span-text"), page.locator("booklet-panel")
    expect(text).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("b")
    expect(panel.get_by_role("heading", name="Glad")).to_be_visible()
    expect(panel.locator("em")).to_have_text("pleased")
    beside, paper = panel.bounding_box(), text.bounding_box()
    assert paper["x"] + paper["width"] <= beside["x"] + 1, "it is never over the text"
    look("booklet-panel")
    panel.get_by_role("link", name="Rules").click()
    expect(panel).to_contain_text("Read to the end.")
    panel.get_by_role("button", name="All pages").click()
    expect(panel.get_by_role("button", name="Glad")).to_be_visible()
    page.keyboard.press("b")
    expect(panel).to_be_hidden()
    expect(text).to_be_focused()


def test_a_changed_rule_is_read_before_one_goes_on(
    page, sign_in, look, project, documents, annotator, expert, page_of_glad
):
    sign_in(annotator)
    page.goto("/projects/postcards/annotate/")
    expect(page.locator("span-text")).to_be_visible()
    save_page(
        page_of_glad,
        Edit("Glad", "Somebody *says* so. See [[Rules]].\n", 1, "feelings must be said", True),
        expert,
    )
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("feelings must be said")
    look("booklet-news")
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    with page.expect_response(re.compile("/receipts/")):
        dialog.get_by_role("button", name="I have read it").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("save-status")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator("span-text")).to_be_visible()
    assert Receipt.objects.get().reader == annotator
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_expert_sees_what_she_writes_and_loses_none_of_it(page, sign_in, look, demo):
    sign_in(User.objects.get(username="eve"))
    page.goto("/projects/demo/booklet/")
    look("booklet")
    page.get_by_role("link", name="Objection", exact=True).first.click()
    look("booklet-page")
    page.get_by_role("link", name="Edit", exact=True).click()
    field = page.get_by_label("Text", exact=True)
    field.press("ControlOrMeta+End")
    field.press_sequentially("\n* A **long** silence.\n")
    expect(page.locator("#preview strong")).to_have_text("long")
    expect(page.locator("#draft")).to_contain_text("Draft kept")
    look("booklet-edit")
    page.reload()
    expect(field).to_have_value(Draft.objects.get().text)
    page.get_by_label("Why it changes").fill("silences count")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Objection")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.locator("tr[data-kind='new']").last).to_contain_text("long")
    look("booklet-history")
    assert Page.objects.get(current__title="Objection").current.number == 2


class Acts:
    """What somebody does, counted: a click, a key, a text typed in one go; and the pages they come to."""

    def __init__(self, page):
        self.page, self.count, self.pages = page, 0, []
        page.on("framenavigated", lambda frame: self.pages.append(frame.url))

    def click(self, role, name):
        self.count += 1
        self.page.get_by_role(role, name=name, exact=True).click()

    def type(self, label, text):
        self.count += 1
        field = self.page.get_by_label(label, exact=True)
        field.press("ControlOrMeta+End")
        field.press_sequentially(text)


def test_from_a_question_to_answers_on_their_way_back_in_twelve_acts_on_three_pages(
    page, sign_in, look, project, membership, documents, annotator, supervisor, page_of_glad, answer
):
    project.refresh_from_db()
    membership.project = project
    given = says(membership, answer, documents[0])
    sign_in(annotator)
    page.goto("/projects/postcards/annotate/")
    expect(page.locator("span-text")).to_be_visible()
    page.keyboard.press("q")
    page.get_by_label("Your question").fill("Is liking a town glad?")
    page.get_by_label("About the label").select_option("glad")
    with page.expect_response("**/inquiries/"):
        page.get_by_role("button", name="Ask", exact=True).last.click()
    expect(page.locator("save-status")).to_have_attribute("data-state", "saved")

    sign_in(supervisor)
    page.goto("/projects/postcards/documents/questions/")
    acts = Acts(page)
    acts.click("link", "Make it a decision")
    look("decision-new")
    acts.type("Decision", "Only what is said counts.")
    acts.click("checkbox", "Change the page in the same step")
    acts.type("Text", "\n* Liking a town is not enough.")
    acts.click("checkbox", "It changes meaning: annotators confirm that they have read it")
    acts.click("button", "Decide")
    expect(page.get_by_role("heading", name="Answers it may touch")).to_be_visible()
    look("decision")
    acts.click("button", "Send these back")
    expect(page.locator(".notice")).to_contain_text("1 answer is on its way back.")
    assert acts.count <= 12
    assert len({url.partition("?")[0] for url in acts.pages}) <= 3
    standing = Standing.objects.get(current=given)
    assert (standing.state, standing.annotator) == ("returned", annotator)
    assert Inquiry.objects.get().reply == "Only what is said counts."


def test_an_expert_adds_a_picture_while_writing_and_moves_a_page_by_keys(
    page, sign_in, look, project, expert, page_of_glad
):
    drawn = io.BytesIO()
    Image.new("RGB", (240, 120), "teal").save(drawn, "PNG")
    sign_in(expert)
    page.goto(f"/projects/postcards/booklet/pages/{page_of_glad.id}/edit/")
    field = page.get_by_label("Text", exact=True)
    field.press("ControlOrMeta+End")
    page.locator("picture-adder input").set_input_files(
        {"name": "form.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    )
    expect(field).to_have_value(re.compile(r"!\[form\]\(picture:1\)"))
    expect(page.locator("#preview img")).to_have_js_property("naturalWidth", 240)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("article .prose").get_by_role("img", name="form")).to_be_visible()
    look("booklet-picture")
    outline = page.get_by_role("navigation", name="Pages of the booklet")
    expect(outline.get_by_role("link")).to_have_text(["Rules", "Glad"])
    outline.get_by_role("link", name="Glad").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(outline.get_by_role("status")).to_have_text("“Glad” stands below “Rules” now.")
    page.keyboard.press("Alt+ArrowLeft")
    expect(outline.get_by_role("status")).to_have_text("“Glad” stands on the first level now.")
    page.keyboard.press("Alt+ArrowUp")
    expect(outline.get_by_role("link")).to_have_text(["Glad", "Rules"])
    expect(outline.get_by_role("link", name="Glad")).to_be_focused()
    page.reload()
    expect(outline.get_by_role("link")).to_have_text(["Glad", "Rules"])
    outline.get_by_role("link", name="Rules").drag_to(outline.get_by_role("link", name="Glad"))
    expect(outline.locator("li li")).to_have_text("Rules")


def test_one_decision_answers_a_theme(
    page, sign_in, look, project, documents, annotator, expert, page_of_glad
):
    for number, text in enumerate(["Does a smile count?", "Does smiling count, too?", "Which town is it?"]):
        Inquiry.objects.create(
            key=uuid.uuid4(), project=project, document=documents[number], author=annotator, text=text
        )
    sign_in(expert)
    page.goto("/projects/postcards/booklet/questions/")
    look("booklet-themes")
    page.get_by_role("link", name="Decide for all 2").click()
    page.get_by_label("Decision", exact=True).fill("A smile counts.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Decision 1 holds.")).to_be_visible()
    assert Inquiry.objects.filter(reply="A smile counts.").count() == 2
