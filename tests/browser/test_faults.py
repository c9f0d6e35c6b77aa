"""Words that stood out once are not looked at again; is a word that does not stand out found all the same?"""

import pytest

from tests.browser.faults import OF_COLOURS, Watch

pytestmark = pytest.mark.browser

PAGE = """
<body><main><p class="said">Somebody is pleased.</p><p class="said">Somebody is cross.</p></main></body>
"""
LAST = "document.querySelector('p:last-child').style"


@pytest.fixture(scope="module")
def page(browser, web):
    context = browser.new_context(base_url=web.url)
    page = context.new_page()
    page.goto("/sign-in/")  # axe comes from there
    yield page
    context.close()


@pytest.fixture
def watch(page):
    """The words of the page have passed."""
    page.set_content(PAGE)
    watch = Watch()
    assert found(watch, page) == 0
    assert watch.passed
    return watch


def found(watch, page):
    return watch.faults_in(page, OF_COLOURS).violations_count


def test_words_that_are_drawn_alike_are_remembered_as_one(watch, page):
    before = set(watch.passed)
    page.set_content(PAGE.replace("pleased", "glad"))
    assert found(watch, page) == 0
    assert watch.passed == before
    assert len(before) == 1


@pytest.mark.parametrize(
    "change",
    [
        f"{LAST}.color = '#ccc'",
        f"{LAST}.backgroundColor = '#333'",
        "document.querySelector('main').style.backgroundColor = '#333'",
        "document.querySelector('main').style.opacity = '0.2'",
    ],
    ids=["the word", "what lies behind it", "what lies around it", "all of it"],
)
def test_a_word_that_does_not_stand_out_is_found_though_its_like_has_passed(watch, page, change):
    page.evaluate(change)
    assert found(watch, page) == 1
    assert found(watch, page) == 1, "a fault is no pass"
