"""The questions under a finger: a swipe over the text answers a question of two labels, and nothing else does."""

import pytest
from playwright.sync_api import expect

from annotate.models import Annotation, Project
from tests.browser.asking import ask, label, question
from tests.browser.test_workbench import Bench, labels_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOPIC = question("choice", "Topic", [label("complaint", key="1"), label("praise", key="2")], required=True)


@pytest.fixture
def context(browser, server):
    context = browser.new_context(
        viewport={"width": 820, "height": 1180}, base_url=server.url, has_touch=True, is_mobile=True
    )
    yield context
    context.close()


@pytest.fixture
def swipe(page):
    """swipe(x, y) moves a finger over the text by as much."""

    def swipe(across, down, steps=6):
        box = page.locator("span-text").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        finger = page.context.new_cdp_session(page)
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for step in range(1, steps + 1):
            point = {"x": x + across * step / steps, "y": y + down * step / steps}
            finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    return swipe


@pytest.fixture
def bench(page, sign_in, project, annotator, documents):
    def open(*questions, **settings):
        ask(project, *questions)
        Project.objects.filter(id=project.id).update(**settings)
        sign_in(annotator)
        return Bench(page, project).open()

    return open


def test_a_swipe_answers_where_a_question_has_two_labels_and_says_so(bench, swipe, documents):
    bench = bench(TOPIC, advance_on_key=True)
    expect(bench.page.locator(".swipe-hint")).to_have_text(
        "Or swipe over the text: left for “complaint”, right for “praise”."
    )
    expect(bench.page.locator(".swipe-hint")).to_be_visible()
    first = bench.document(documents)
    swipe(120, 0)
    second = bench.document(documents)
    assert second != first
    swipe(-120, 10)
    bench.wait_until_saved()
    assert (labels_of(first), labels_of(second)) == (["praise"], ["complaint"])


def test_scrolling_a_short_move_and_chosen_words_are_no_swipe(bench, swipe):
    bench = bench(TOPIC, advance_on_key=True)
    swipe(0, -150)
    swipe(90, -100)
    swipe(30, 0)
    bench.page.evaluate("getSelection().selectAllChildren(document.querySelector('span-text'))")
    swipe(120, 0)
    expect(bench.label("praise")).to_have_attribute("aria-pressed", "false")
    assert not Annotation.objects.exists()


def test_with_more_labels_a_swipe_means_nothing(bench, swipe):
    bench = bench(TOPIC | {"labels": [*TOPIC["labels"], label("neither")]}, advance_on_key=True)
    expect(bench.page.locator(".swipe-hint")).to_have_count(0)
    swipe(120, 0)
    assert not Annotation.objects.exists()
