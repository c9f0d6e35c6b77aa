"""Examples in a real browser: made of words on a document's page and in the workbench, read at a label."""

import pytest
from playwright.sync_api import expect

from annotate.models import User
from annotate.models.queueing import Pool
from annotate.roles import Role
from annotate.services.projects import add_member
from booklet.models import Example
from booklet.services.pages import Edit, make_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def glad(project):
    return project.questions.get(name="Tone").labels.get(name="glad")


@pytest.fixture
def page_of_glad(project, expert, glad):
    return make_page(project, Edit("Glad", "Somebody is *pleased*.\n"), expert, label=glad)


def test_an_expert_makes_an_example_on_a_documents_page_and_everybody_reads_it(
    page, sign_in, look, project, documents, annotator, expert, page_of_glad, glad
):
    sign_in(expert)
    page.goto(f"/projects/postcards/documents/{documents[0].id}/")
    page.get_by_role("link", name="Make it an example").click()
    page.get_by_label("It is an example of").select_option("Glad")
    page.get_by_role("radio", name="counts", exact=True).check()
    page.get_by_label("Tone").select_option("glad")
    page.get_by_label("Why").fill("She *liked* it.")
    look("example-new")
    page.get_by_role("button", name="Make it an example").click()
    expect(page.locator(".example .passage")).to_contain_text("Ann went to Rome")
    look("example")

    sign_in(annotator)
    page.goto("/projects/postcards/annotate/")
    expect(page.locator("span-text")).to_be_visible()
    hint = page.locator("#label-hint")
    expect(hint).to_be_hidden()
    label = page.locator(f"question-list [data-label='{glad.id}']")
    label.hover()
    expect(hint).to_contain_text("pleased")
    expect(hint.locator(".passage")).to_contain_text("Ann went to Rome")
    look("label-hint")
    box, button = hint.bounding_box(), label.bounding_box()
    assert box["x"] + box["width"] <= button["x"] + 1, "it covers no label"
    page.keyboard.press("1")
    expect(hint).to_be_hidden()


def test_plus_makes_an_example_of_the_words_chosen_in_the_workbench(
    page, context, sign_in, look, project, documents, expert, page_of_glad
):
    add_member(project, expert, [Role.EXPERT, Role.ANNOTATOR], by=project.created_by)
    sign_in(expert)
    page.goto("/projects/postcards/annotate/")
    expect(page.locator("span-text")).to_be_visible()
    page.locator("span-text").focus()
    page.keyboard.press("ArrowRight")
    with context.expect_page() as opened:
        page.keyboard.press("+")
    form = opened.value
    expect(form.get_by_role("heading", name="Make an example")).to_be_visible()
    expect(form.locator(".preview-pane mark")).not_to_be_empty()
    form.get_by_label("It is an example of").select_option("Glad")
    form.get_by_role("radio", name="counts", exact=True).check()
    form.get_by_label("Nothing is marked here").check()
    form.get_by_label("Why").fill("A word.")
    look("example-of-words", form)
    form.get_by_role("button", name="Make it an example").click()
    expect(form.get_by_role("heading", name="Example 1")).to_be_visible()
    assert Example.objects.get().says[0]["content"] == {"spans": []}


def test_the_demos_examples_are_read_on_their_pages_and_taken_along(page, sign_in, look, demo):
    sign_in(User.objects.get(username="eve"))
    shown = demo.examples.exclude(document__queue_row__pool=Pool.AUDIT).first()
    page.goto(f"/projects/demo/booklet/pages/{shown.page_id}/")
    expect(page.locator(".example").first).to_be_visible()
    look("booklet-page-examples")
    page.goto("/projects/demo/booklet/examples/")
    expect(page.locator(".example").first).to_be_visible()
    look("examples")
    page.goto("/projects/demo/booklet/taking/")
    with page.expect_download() as saved:
        page.get_by_role("button", name="One HTML file").click()
    kept = page.context.new_page()
    kept.set_content(saved.value.path().read_text("utf-8"))
    expect(kept.locator(".example").first).to_be_visible()
    look("booklet-taken", kept)
    page.goto("/projects/demo/booklet/whole/")
    expect(page.locator(".example").first).to_be_visible()
    look("booklet-whole")
