"""Training and comments in a real browser: what a new annotator does before the first document."""

import pytest
from playwright.sync_api import expect

from annotate.models import Membership, Notification
from booklet.models import Comment
from booklet.services.examples import Shown, make_example
from booklet.services.pages import Edit, make_page, save_page
from booklet.services.training import set_training

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def glad(project):
    return project.questions.get(name="Tone").labels.get(name="glad")


@pytest.fixture
def page_of_glad(project, expert, glad):
    text = "Somebody is *pleased*, and says so.\n\n* A town they like.\n* A town they like very much.\n"
    return make_page(project, Edit("Glad", text), expert, label=glad)


def test_a_new_annotator_passes_the_training_and_begins(
    page, sign_in, look, project, documents, annotator, expert, supervisor, page_of_glad, glad
):
    right = [{"question": glad.question_id, "content": {"labels": [glad.id]}}]
    for document in documents[:2]:
        make_example(project, Shown(page_of_glad, document, "counts", right, "*Liking* is enough."), expert)
    set_training(project, is_on=True, size=2, mark=50, by=supervisor)
    sign_in(annotator)
    page.goto("/projects/postcards/annotate/")
    expect(page.get_by_text("answer the training")).to_be_visible()
    look("training-gate")
    page.get_by_role("link", name="Training").click()
    look("training")
    page.get_by_role("button", name="Begin").click()
    for label, verdict in (("cross", "The booklet says otherwise"), ("glad", "Right")):
        page.get_by_role("radio", name=label).check()
        look(f"training-question-{label}")
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_role("heading", name=verdict)).to_be_visible()
        expect(page.locator(".example .why")).to_have_text("Liking is enough.")
        look(f"training-answer-{label}")
        if label == "cross":
            page.get_by_role("link", name="Next example").click()
    expect(page.get_by_text("You have passed.")).to_be_visible()
    page.get_by_role("link", name="Begin to annotate").click()
    expect(page.locator("span-text")).to_be_visible()
    sign_in(supervisor)
    page.goto("/projects/postcards/booklet/training/")
    expect(page.get_by_role("row", name="Ada")).to_contain_text("1 of 2")
    look("training-results")
    assert Membership.objects.get(user=annotator).trained_at


def test_words_of_a_page_are_commented_on_and_found_after_an_edit(
    page, sign_in, look, project, annotator, expert, page_of_glad
):
    sign_in(annotator)
    page.goto(f"/projects/postcards/booklet/pages/{page_of_glad.id}/")
    second = page.locator(".prose li").nth(1)
    second.evaluate(
        """(item) => { const words = item.firstChild
        const at = words.data.indexOf("A town they like")
        getSelection().setBaseAndExtent(words, at, words, at + 16) }"""
    )
    expect(page.get_by_label("Words it is about")).to_have_value("A town they like")
    comment = page.get_by_label("Your comment")
    comment.press_sequentially(f"@{expert.username[:2]}")
    offered = page.get_by_role("listbox", name="Members").get_by_role("option")
    expect(offered).to_have_count(1)
    look("booklet-mention")
    comment.press("Escape")
    expect(offered).to_have_count(0)
    page.route("**/comments/people/**", lambda route: None, times=1)
    with page.expect_request("**/comments/people/**"):
        comment.press("Backspace")
    comment.press_sequentially(expert.username[1])  # while the first are still being asked for
    expect(offered).to_have_attribute("aria-selected", "true")
    comment.press("Enter")
    expect(comment).to_have_value(f"@{expert.username} ")
    comment.press_sequentially("how much is very much? a@b")
    expect(offered).to_have_count(0)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".thread")).to_contain_text("how much is very much?")
    assert Notification.objects.get(kind="mention").reader == expert
    look("booklet-comments")
    save_page(
        page_of_glad,
        Edit("Glad", "# What counts\n\n" + page_of_glad.current.text.replace("pleased", "happy"), 1),
        expert,
    )
    page.reload()
    marked = page.evaluate(
        """[...CSS.highlights.get("commented")].map((range) => [range.toString(), range.startContainer.data])"""
    )
    assert marked == [["A town they like", "A town they like very much."]], "the second of two equal passages"
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("1 resolved comment")).to_be_visible()
    assert Comment.objects.get().resolved_by == annotator
