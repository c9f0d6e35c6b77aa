"""Does the workbench come in few files, each once and all at once, and module by module where somebody debugs?"""

import re

import pytest
from playwright.sync_api import expect

from annotate.modules import JOINED, needed_by
from annotate.templatetags.scripts import fetched_with, source_of
from config.testing.processes import Web

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BENCH = "js/elements/work-bench.js"
LOADED = """
() => performance.getEntriesByType("resource")
  .map(({ name }) => new URL(name).pathname)
  .filter((path) => /^\\/static\\/js\\//.test(path))
"""
HASHED = re.compile(r"^/static/(.+)\.[0-9a-f]{12}\.js$")


def open_workbench(page, project, address=""):
    page.goto(f"{address}/projects/{project.slug}/annotate/")
    expect(page.locator("span-text")).to_be_visible()


def urls(page, links):
    return set(
        page.locator(links).evaluate_all("(all) => all.map((one) => new URL(one.href ?? one.src).pathname)")
    )


def modules(paths):
    """Under which names the files were written: each must have been asked for by the name of its version."""
    return [f"{HASHED.match(path)[1]}.js" for path in paths]


@pytest.fixture
def opened(page, sign_in, project, annotator, documents):
    sign_in(annotator)
    open_workbench(page, project)
    page.wait_for_load_state("networkidle")
    return page


def test_the_workbench_fetches_few_files_at_once_under_the_name_of_their_version(opened):
    paths = opened.evaluate(LOADED)
    assert len(paths) == len(set(paths)) < 10
    announced = urls(opened, "link[rel=modulepreload]") | urls(opened, "script[src]")
    assert set(paths) == announced
    assert set(modules(paths)) == {"js/theme.js", *JOINED, *fetched_with(BENCH, joined=True)}


def test_what_is_loaded_later_uses_the_modules_that_are_there(opened):
    opened.keyboard.press("s")
    expect(opened.locator("text-search")).to_be_visible()
    opened.keyboard.press("Escape")
    opened.keyboard.press(",")
    expect(opened.get_by_role("dialog")).to_be_visible()
    loaded = modules(opened.evaluate(LOADED))
    assert {"js/elements/text-search.js", "js/elements/reading-settings.js"} <= set(loaded)
    inside = {module for entry in JOINED for module in needed_by(entry, source_of)} - set(JOINED)
    inside -= set(fetched_with(BENCH, joined=True))
    assert set(loaded) & inside == set(), "there twice"


@pytest.fixture
def debugged(server_folder, addresses, transactional_db):
    """A server as somebody runs it who looks for a fault."""
    folder = server_folder / "debug"
    folder.mkdir(exist_ok=True)
    web = Web(folder, addresses | {"DEBUG": "True"})
    web.start()
    yield web
    web.kill()  # to say goodbye takes it three seconds


def test_with_debug_every_module_is_served_as_it_was_written(
    page, debugged, sign_in, project, annotator, documents
):
    sign_in(annotator)  # a cookie holds for all ports
    open_workbench(page, project, debugged.url)
    paths = page.evaluate(LOADED)
    assert {path.removeprefix("/static/") for path in paths} == {
        "js/theme.js",
        *JOINED,
        *fetched_with(BENCH, joined=False),
        *fetched_with("js/every-page.js", joined=False),
    }
    assert page.request.get(f"{debugged.url}/static/{BENCH}").text() == source_of(BENCH)
    page.keyboard.press("1")
    expect(page.locator("button.label", has_text="glad")).to_have_attribute("aria-pressed", "true")
