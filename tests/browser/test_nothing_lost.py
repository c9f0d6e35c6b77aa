"""What may befall a browser at work, and that no answer goes with it."""

import os
import re
import signal
import time
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from annotate.models import Annotation, Document, Project, QueueRow, Session, Standing
from config.testing import chromium
from tests.browser.conftest import QUIET
from tests.browser.test_workbench import REFUSED, Bench, bench, labels_of, sign_in_through_the_form

__all__ = ["bench"]  # the fixture, which pytest finds by its name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A_WRONG_CLOCK = """
(() => {
  const years = 20 * 365 * 86_400_000
  const Right = Date
  Date = class extends Right {
    constructor(...given) { given.length ? super(...given) : super(Right.now() - years) }
    static now() { return Right.now() - years }
  }
})()
"""


# Does this browser's disk have half-done work with a mark?
ON_DISK = """
async () => {
  const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)))
  const [{ name }] = await indexedDB.databases()
  const database = await done(indexedDB.open(name))
  const drafts = await done(database.transaction("drafts").objectStore("drafts").getAll())
  database.close()
  return drafts.some(({ responses }) => responses.some(({ spans }) => spans.length === 1))
}
"""


# Each state the line about saving was ever in, in this page.
NOTE_STATES = """
(() => {
  window.states = []
  const note = () => {
    const state = document.querySelector("save-status")?.dataset.state
    if (state && state !== states.at(-1)) states.push(state)
  }
  new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true })
})()
"""


@pytest.fixture
def expect_refusals(problems):
    """The browser logs each request that was refused or could not be sent; here that is the point."""
    yield
    problems[:] = [problem for problem in problems if REFUSED not in problem]


def the_network_is_back(bench):
    bench.page.bring_to_front()
    bench.page.evaluate("dispatchEvent(new Event('online'))")


def browser_process(profile):
    """Of those with this profile the one that started the others; Debian's may itself be started by a shell."""
    return max(
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if f"--user-data-dir={profile}\0" in (line := command_line(folder)) and "--type=" not in line
    )


def command_line(folder):
    try:
        return (folder / "cmdline").read_text() + "\0"
    except OSError:
        return ""  # it has ended since


@pytest.fixture
def start_browser(browser, server, tmp_path, sign_in, annotator):
    """A browser of its own whose disk outlives it: start_browser() -> (context, its process)."""
    started = []

    def start_browser():
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=chromium.require(), args=QUIET, base_url=server.url
        )
        started.append(context)
        sign_in(annotator, context)
        return context, browser_process(tmp_path / "profile")

    yield start_browser
    started[-1].close()


def test_a_killed_browser_sends_what_waited_and_has_the_half_done_work_when_it_starts_again(
    start_browser, project, documents
):
    context, process = start_browser()
    bench = Bench(context.pages[0], project).open()
    answered = bench.document(documents)
    context.set_offline(True)
    bench.press("1", "Enter")
    expect(bench.status).to_contain_text("1 answer waits")
    half_done = bench.document(documents)
    bench.press("2", "ArrowRight", "p")
    expect(bench.marks).to_have_count(1)
    bench.page.wait_for_function(ON_DISK, timeout=2000)  # so much work may be lost, and no more
    os.kill(process, signal.SIGKILL)
    context, _ = start_browser()
    bench = Bench(context.new_page(), project).open()
    bench.wait_until_saved()
    assert labels_of(answered) == ["glad"]
    assert bench.document(documents) == half_done
    expect(bench.label("cross")).to_have_attribute("aria-pressed", "true")
    expect(bench.marks).to_have_count(1)


@pytest.mark.usefixtures("expect_refusals")
def test_a_page_that_opens_says_of_nothing_that_waits_that_it_is_saved(bench, documents):
    answered = bench.document(documents)
    bench.page.route(
        "**/*", lambda route: route.abort() if route.request.method == "POST" else route.fallback()
    )
    bench.press("1", "Enter")
    expect(bench.status).to_contain_text("1 answer waits")
    bench.page.add_init_script(NOTE_STATES)
    bench.page.reload()
    expect(bench.status).to_contain_text("1 answer waits")
    assert "saved" not in bench.page.evaluate("states")
    bench.page.unroute("**/*")
    the_network_is_back(bench)
    bench.wait_until_saved()
    assert labels_of(answered) == ["glad"]


@pytest.mark.usefixtures("expect_refusals")
def test_signing_in_again_sends_what_waited_and_leaves_the_screen_as_it_was(
    bench, documents, context, annotator
):
    first = bench.document(documents)
    Session.objects.all().delete()
    bench.press("1", "Enter")
    expect(bench.status).to_contain_text("Signed out")
    second = bench.document(documents)
    bench.press("2", "ArrowRight", "p")
    sign_in_through_the_form(context.new_page(), annotator)
    the_network_is_back(bench)
    bench.wait_until_saved()
    assert labels_of(first) == ["glad"]
    assert bench.document(documents) == second
    expect(bench.marks).to_have_count(1)
    bench.press("Enter")
    bench.wait_until_saved()
    assert labels_of(second) == ["cross"]


@pytest.mark.usefixtures("expect_refusals")
def test_answers_wait_for_their_author_while_another_works_in_the_same_browser(
    bench, documents, context, project, annotator, second_annotator
):
    first = bench.document(documents)
    QueueRow.objects.update(wants=2)
    context.set_offline(True)
    bench.press("1", "Enter")
    expect(bench.status).to_contain_text("1 answer waits")
    bench.page.close()
    context.clear_cookies(name="session")
    context.set_offline(False)
    sign_in_through_the_form(context.new_page(), second_annotator)
    other = Bench(context.new_page(), project).open()
    other.press("2", "Enter")
    other.wait_until_saved()
    assert set(Annotation.objects.values_list("author__username", flat=True)) == {"ben"}
    other.page.close()
    context.clear_cookies(name="session")
    sign_in_through_the_form(context.new_page(), annotator)
    Bench(context.new_page(), project).open().wait_until_saved()
    saved = Annotation.objects.get(author=annotator)
    assert (saved.document, saved.responses.first().choices.get().label.name) == (first, "glad")


def test_a_project_closed_meanwhile_keeps_the_answer_and_shows_it_as_extra(bench, documents, project):
    Project.objects.filter(id=project.id).update(closed_at=timezone.now())
    bench.press("1", "Enter")
    expect(bench.status).to_contain_text("the project was closed meanwhile. Your answer is kept as extra.")
    assert Annotation.objects.get().is_extra
    bench.press("h")
    expect(bench.page.locator("own-answers li button")).to_contain_text("kept as extra")


@pytest.mark.usefixtures("expect_refusals")
def test_an_answer_to_a_document_erased_meanwhile_is_refused_until_it_is_discarded(bench, documents):
    Document.objects.filter(id=bench.document(documents).id).update(erased_at=timezone.now())
    bench.press("1", "Enter")
    notice = bench.page.locator("refused-saves .notice")
    expect(notice).to_contain_text("This document was erased by an owner of the project")
    expect(bench.status).to_have_attribute("data-state", "refused")
    expect(bench.status).to_have_text("1 answer was not taken: decide about it above")
    expect(notice.get_by_role("button")).to_have_text(["Discard mine"])
    notice.get_by_role("button").click()
    bench.wait_until_saved()


def test_a_disk_that_is_taken_away_in_the_middle_costs_nothing_and_is_said(bench, documents):
    first = bench.document(documents)
    bench.page.evaluate(
        """async () => {
          for (const { name } of await indexedDB.databases())
            await new Promise((done) => (indexedDB.deleteDatabase(name).onsuccess = done))
        }"""
    )
    bench.press("1", "Enter")
    bench.wait_until_saved()
    expect(bench.status).to_contain_text("This browser keeps nothing on disk")
    assert labels_of(first) == ["glad"]


def test_a_clock_that_is_years_off_changes_nothing(page, sign_in, project, annotator, documents):
    page.add_init_script(A_WRONG_CLOCK)
    sign_in(annotator)
    bench = Bench(page, project).open()
    first = bench.document(documents)
    bench.press("1", "Enter")
    bench.wait_until_saved()
    saved_at = Annotation.objects.get(document=first).saved_at
    said = bench.status.text_content()
    wording = ".toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit' })"
    in_the_page = f"new Date('{saved_at.isoformat()}'){wording}"
    assert re.sub(r"\s", " ", page.evaluate(in_the_page)) in re.sub(r"\s", " ", said)
    second = bench.document(documents)
    with page.expect_response("**/draft/"):
        bench.press("2")
    changed_at = Standing.objects.get(document=second).draft["changed_at"] / 1000
    assert abs(time.time() - changed_at) < 60
    bench.open()
    assert bench.document(documents) == second
    expect(bench.label("cross")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("later_ms", "label"), [(60_000, "cross"), (-60_000, "glad")], ids=["newer", "older"]
)
def test_of_the_half_done_work_here_and_of_another_device_the_newer_is_gone_on_with(
    bench, documents, project, later_ms, label
):
    document = bench.document(documents)
    with bench.page.expect_response("**/draft/"):
        bench.press("1")
    standing = Standing.objects.get(document=document)
    tone = project.schema.questions[0]
    standing.draft["responses"][0]["labels"] = [tone["labels"][1]["id"]]
    standing.draft["changed_at"] += later_ms
    standing.save()
    bench.open()
    assert bench.document(documents) == document
    expect(bench.label(label)).to_have_attribute("aria-pressed", "true")
