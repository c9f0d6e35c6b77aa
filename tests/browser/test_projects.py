"""Making a project, writing its questions, and the home of one that is under way."""

import re

import pytest
from playwright.sync_api import expect

from annotate.models import Project, QueueRow, SchemaDraft, User
from annotate.models.queueing import IN_NO_OVERLAP
from annotate.services.drafting import draft_of, save_draft
from annotate.services.flaws import flaws_of
from tests.annotate.every_kind import project_of_every_kind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """(element, text) => {
    const data = new DataTransfer()
    data.setData("text/plain", text)
    element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}))
}"""


def test_a_project_is_made_in_a_minute_without_code(page, look, sign_in, stranger):
    sign_in(stranger)
    page.goto("/")
    look("projects-empty")
    page.get_by_role("link", name="Make a project").click()
    page.get_by_role("textbox", name="Name").fill("Hotel reviews")
    page.get_by_label("A label, and the words that prove it").check()
    expect(page.locator(".question-card")).to_have_count(2)
    look("project-new")
    labels = page.locator(".question-card").first.get_by_label("Label", exact=True)
    labels.last.press("Enter")
    labels.last.evaluate(PASTE, "- Mostly good\n- Mostly bad\n- Spam")
    expect(labels).to_have_count(7)
    expect(page.locator("schema-preview")).to_contain_text("Mostly bad")
    page.get_by_role("button", name="Make the project").dblclick()  # and one is made
    page.wait_for_url("**/projects/hotel-reviews/")
    look("home-without-documents")
    first, second = Project.objects.get().schema.questions
    assert [label["name"] for label in first["labels"]][3:] == [
        "Neutral",
        "Mostly good",
        "Mostly bad",
        "Spam",
    ]
    assert [label["key"] for label in first["labels"]] == list("1234567")
    assert len({label["slot"] for label in first["labels"]}) == 7
    assert second["kind"] == "spans"


def test_a_project_with_flaws_is_not_made_and_nothing_typed_is_lost(page, look, sign_in, stranger, problems):
    sign_in(stranger)
    page.goto("/projects/new/")
    page.get_by_role("textbox", name="Name").fill("Letters")
    page.get_by_label("Key", exact=True).first.fill("x")
    page.get_by_role("button", name="Make the project").click()
    expect(page.locator(".label-row .error").first).to_contain_text("already means “Skip”")
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Letters")
    look("project-new-with-flaws")
    assert not Project.objects.exists()
    problems[:] = [problem for problem in problems if "422" not in problem]


def test_questions_are_kept_as_a_draft_while_they_are_written_and_then_published(
    page, look, sign_in, owner, project
):
    sign_in(owner)
    page.goto(f"/projects/{project.slug}/settings/questions/")
    first = page.locator(".question-card").first
    first.get_by_label("Label", exact=True).first.fill("happy")
    first.get_by_role("button", name="Add a label").click()
    page.keyboard.type("indifferent")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("status").filter(has_text=re.compile("^Saved as a draft"))).to_be_visible()
    names = [label["name"] for label in draft_of(project).questions[0]["labels"]]
    assert names == ["happy", "indifferent", "cross"]
    page.get_by_role("button", name="Review and publish").click()
    expect(page.get_by_role("heading", name="Publish schema 2")).to_be_visible()
    look("settings-questions-review")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".notice")).to_contain_text("Schema 2 is published")
    project.refresh_from_db()
    assert project.schema.number == 2


def test_every_kind_of_question_is_made_by_mouse_or_keyboard(page, look, sign_in, owner, project):
    sign_in(owner)
    page.goto(f"/projects/{project.slug}/settings/questions/")
    cards = page.locator(".question-card")
    page.get_by_role("button", name="Relations", exact=True).click()
    page.keyboard.type("What belongs together?")
    expect(cards.nth(2).get_by_label("Between the words of")).to_have_value("1")
    cards.nth(2).get_by_role("button", name="Add a label").click()
    page.keyboard.type("went to")
    page.get_by_role("button", name="Own text").click()
    page.keyboard.type("Why?")
    cards.nth(3).get_by_label("Asked").select_option("only after certain answers to “Tone”")
    cards.nth(3).get_by_label("cross").check()
    page.get_by_role("button", name="Rating", exact=True).click()
    page.keyboard.type("How strong?")
    cards.nth(4).get_by_label("From").fill("0")
    cards.nth(4).get_by_label("What the lowest means").fill("hardly")
    first = cards.first.get_by_label("Label", exact=True)
    first.last.press("Enter")
    page.keyboard.type("furious")
    page.keyboard.press("Alt+ArrowRight")
    expect(cards.first.locator(".label-row").last).to_have_attribute("data-depth", "1")
    expect(cards.nth(3).get_by_label("furious")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=re.compile("^Saved as a draft"))).to_be_visible()
    page.locator("h1").scroll_into_view_if_needed()
    look("settings-questions-every-kind")
    page.get_by_role("button", name="Review and publish").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".notice")).to_contain_text("Schema 2 is published")
    project.refresh_from_db()
    tone, names, related, why, strength = project.schema.questions
    assert tone["labels"][2]["parent"] == tone["labels"][1]["id"]
    assert related["between"] == names["id"]
    assert why["shown_when"] == {"question": tone["id"], "labels": [tone["labels"][1]["id"]]}
    assert strength["scale"] == {"least": 0, "most": 5, "least_name": "hardly", "most_name": ""}


def test_what_is_moved_renamed_or_taken_away_leaves_no_question_astray(page, sign_in, owner):
    project = project_of_every_kind(owner)
    sign_in(owner)
    page.goto(f"/projects/{project.slug}/settings/questions/")
    cards = page.locator(".question-card")
    saved = page.get_by_role("status").filter(has_text=re.compile("^Saved"))
    cards.nth(4).get_by_role("button", name="Move the question up").click()
    expect(cards.nth(4).get_by_label("cross")).to_be_checked()
    cards.first.get_by_label("Label", exact=True).nth(1).fill("angry")
    cards.first.get_by_label("Label", exact=True).nth(1).press("Tab")
    expect(cards.nth(4).get_by_label("angry")).to_be_checked()
    cards.first.get_by_label("Label", exact=True).nth(1).press("Alt+ArrowUp")  # with what stands below it
    expect(saved).to_be_visible()
    names = [label["name"] for label in draft_of(project).questions[0]["labels"]]
    assert names == ["angry", "furious", "glad"]
    cards.nth(1).get_by_role("button", name="Retire or remove the question").click()
    expect(cards.nth(1).get_by_label("Between the words of")).to_have_value("")
    expect(page.locator(".question-card .error").filter(has_text="Say between which words")).to_be_visible()
    page.get_by_role("button", name="Restore “Names”").click()
    cards.nth(1).get_by_label("Between the words of").select_option("“Names”")
    cards.first.get_by_role("button", name="Retire or remove the label").first.click()
    expect(page.locator(".question-card .error").filter(has_text="Choose at least one label")).to_be_visible()
    expect(cards.first.locator(".label-row").first).to_have_attribute("data-depth", "0")
    cards.nth(3).get_by_label("furious").check()
    page.get_by_role("button", name="Review and publish").click()
    expect(page.get_by_role("heading", name=re.compile("^Publish schema"))).to_be_visible()
    assert flaws_of(draft_of(project).questions) == []


def test_saved_is_not_said_while_a_later_change_waits(page, sign_in, owner, project):
    sign_in(owner)
    page.goto(f"/projects/{project.slug}/settings/questions/")
    held = []
    page.route(re.compile(r"/draft/$"), lambda route: held.append(route))
    status = page.locator("[data-part=status]")
    label = page.locator(".question-card").first.get_by_label("Label", exact=True).first
    for number, name in enumerate(["happy", "content"], 1):
        label.fill(name)
        if number == 2:
            held[0].continue_()
        wait_for(page, lambda number=number: len(held) == number)
    expect(status).to_have_text("Not saved yet …")
    held[1].continue_()
    expect(status).to_have_text(re.compile("^Saved as a draft"))
    assert draft_of(project).questions[0]["labels"][0]["name"] == "content"


def wait_for(page, condition):
    for _moment in range(500):
        if not condition():
            page.wait_for_timeout(20)  # it is on its way
    assert condition()


def test_two_who_write_at_once_see_both_versions_and_lose_nothing(
    page, look, sign_in, owner, stranger, project, problems
):
    sign_in(owner)
    page.goto(f"/projects/{project.slug}/settings/questions/")
    theirs = draft_of(project).questions
    theirs[0]["name"] = "Mood"
    save_draft(project, stranger, theirs, 0)
    page.get_by_label("Wording of the question").first.fill("Temper")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Stan changed these questions")
    expect(dialog).to_contain_text("Mood")
    expect(dialog).to_contain_text("Temper")
    look("settings-questions-conflict")
    assert draft_of(project).questions[0]["name"] == "Mood"
    dialog.get_by_role("button", name="Keep yours").click()
    expect(page.get_by_role("status").filter(has_text=re.compile("^Saved as a draft"))).to_be_visible()
    assert SchemaDraft.objects.get().version == 2
    assert draft_of(project).questions[0]["name"] == "Temper"
    problems[:] = [problem for problem in problems if "409" not in problem]


def test_a_retired_label_is_restored_under_its_own_id(page, sign_in, owner, project):
    glad = project.schema.questions[0]["labels"][0]
    sign_in(owner)
    page.goto(f"/projects/{project.slug}/settings/questions/")
    page.get_by_role("button", name="Retire or remove the label").first.click()
    page.get_by_role("button", name="Restore “glad”").click()
    expect(page.get_by_role("status").filter(has_text=re.compile("^Saved"))).to_be_visible()
    labels = draft_of(project).questions[0]["labels"]
    assert [label["id"] for label in labels][-1] == glad["id"]
    assert labels[-1]["key"] == "1"


def test_the_hours_move_with_the_share(page, look, sign_in, demo):
    sign_in(User.objects.get(username="olive"))
    page.goto(f"/projects/{demo.slug}/settings/answers/")
    heading = page.locator("#estimate h2")
    before = heading.text_content()
    page.get_by_role("slider", name="Share of documents with more answers").fill("100")
    expect(heading).not_to_have_text(before)
    examples = QueueRow.objects.filter(overlap_key=IN_NO_OVERLAP).count()
    wanted = 2 * demo.documents.count() - examples  # one answer each: everybody knows what is right there
    expect(page.locator("#estimate")).to_contain_text(f"Answers wanted{wanted}")
    look("settings-answers")


def test_an_annotators_pages_of_a_running_project(page, look, sign_in, demo):
    """What others see there test_every_page.py looks at."""
    sign_in(User.objects.get(username="ada"))
    page.goto(f"/projects/{demo.slug}/")
    look("home-of-annotator")
    expect(page.get_by_role("heading", name=re.compile("Annotators"))).to_have_count(0)
    page.goto("/")
    look("projects-of-annotator")
