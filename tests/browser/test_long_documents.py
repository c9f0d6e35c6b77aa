"""A long document with many marks: is all of it there, and is only that drawn anew which a key has changed?

How long it takes is measured by tests/benchmarks/bench_workbench.py.
"""

import pytest
from playwright.sync_api import expect

from annotate.services.publishing import publish_schema
from tests.benchmarks.long_document import KEYS, MEASURE, SPANS
from tests.benchmarks.long_world import lend_long_document
from tests.browser.test_workbench import Bench
from tests.conftest import NAMES, TONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# How many pieces of the text are made anew from now on.
COUNT_ADDED = """() => {
  globalThis.added = 0
  const count = (records) => records.forEach(({ addedNodes }) => (added += addedNodes.length))
  new MutationObserver(count).observe(document.querySelector("span-text"), { subtree: true, childList: true })
}"""


@pytest.fixture
def long_document(project, batch, annotator, membership):
    """A document lent to Ada with half-done work of 2,000 spans, some of which overlap."""
    publish_schema(project, [TONE | {"required": False}, NAMES | {"overlapping": True}], project.created_by)
    project.refresh_from_db()
    membership.project.refresh_from_db()
    return lend_long_document(membership, batch)


def test_a_long_document_is_drawn_whole_and_a_key_redraws_only_what_it_changes(
    page, sign_in, project, annotator, long_document
):
    sign_in(annotator)
    bench = Bench(page, project)
    page.add_init_script(
        """addEventListener("drawn", ({ detail }) => {
          globalThis.counts = [...(globalThis.counts ?? []), [detail.drawn, detail.total]]
        })"""
    )
    bench.open()
    expect(page.locator("[data-part='drawn']")).to_have_text("2,000 of 2,000 spans drawn")
    counts = page.evaluate("counts")
    assert counts[-1] == [SPANS, SPANS]
    assert all(drawn <= SPANS for drawn, _ in counts)
    page.evaluate(COUNT_ADDED)
    for presses in KEYS.values():
        page.evaluate(MEASURE, presses)
    assert 0 < page.evaluate("added") < SPANS, "all is drawn anew at a key"
