"""A long document with many marks: how long does it take to open, and until each key is answered?"""

import json
import random

import pytest
from playwright.sync_api import expect

from annotate.models import Standing
from annotate.services import work
from annotate.services.documents import NewDocument, add_documents
from annotate.services.publishing import publish_schema
from tests.browser.test_workbench import Bench
from tests.conftest import NAMES, TONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHARACTERS, SPANS = 200_000, 2_000
# How many pieces of the text are made anew from now on.
COUNT_ADDED = """() => {
  globalThis.added = 0
  const count = (records) => records.forEach(({ addedNodes }) => (added += addedNodes.length))
  new MutationObserver(count).observe(document.querySelector("span-text"), { subtree: true, childList: true })
}"""

# Time from an event to a page that is laid out anew; the browser draws in the frame after.
MEASURE = """(keys) => keys.map(([key, modifiers]) => {
  const text = document.querySelector("span-text")
  const began = performance.now()
  const press = { key, bubbles: true, cancelable: true, ...modifiers }
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", press))
  text.getBoundingClientRect()
  text.scrollHeight
  return performance.now() - began
})"""


def long_text():
    """Paragraphs of a novel's length each, with emoji, both line ends and an Arabic one now and then."""
    dice = random.Random(7)
    words = (
        "the of and said Ann went to Rome again 😀 where rain fell, Bob was glad. because nobody knew".split()
    )
    paragraphs = []
    while sum(map(len, paragraphs)) < CHARACTERS:
        line = " ".join(dice.choice(words) for _ in range(dice.randint(20, 160)))
        paragraphs.append(
            ("قالت آن شيئا. " if dice.random() < 0.05 else "") + line + dice.choice(["\n", "\r\n", "\n\n"])
        )
    return "".join(paragraphs)[:CHARACTERS]


def many_spans(text, labels, overlapping=0):
    """Spans all over the text, some of them nested."""
    step = len(text) // SPANS
    spans = []
    for number in range(SPANS):
        start = number * step + (0 if number % 5 else 3)
        spans.append(
            {
                "start": start,
                "end": start + 12 + (number % 7) * (overlapping * 30 + 1),
                "label": labels[number % len(labels)],
            }
        )
    return spans


@pytest.fixture
def long_document(project, batch, annotator, membership):
    """A document lent to Ada with half-done work of 2,000 spans, some of which overlap."""
    publish_schema(project, [TONE | {"required": False}, NAMES | {"overlapping": True}], project.created_by)
    project.refresh_from_db()
    membership.project.refresh_from_db()
    text = long_text()
    (document,) = add_documents(batch, [NewDocument(text, external_id="long")])
    work.lend(membership, 1, [])
    names = project.schema.questions[1]
    labels = [label["id"] for label in names["labels"]]
    response = {
        "question": names["id"],
        "state": "answered",
        "labels": [],
        "spans": many_spans(text, labels, overlapping=1),
    }
    Standing.objects.filter(document=document).update(draft={"responses": [response], "active_ms": 0})
    return document


def test_a_long_document_is_drawn_whole_and_a_key_redraws_only_what_it_changes(
    page, sign_in, project, annotator, long_document
):
    sign_in(annotator)
    bench = Bench(page, project)
    page.add_init_script(
        """addEventListener("drawn", ({ detail }) => {
          globalThis.firstDrawn ??= performance.now()
          globalThis.counts = [...(globalThis.counts ?? []), [detail.drawn, detail.total]]
        })"""
    )
    bench.open()
    expect(page.locator("[data-part='drawn']")).to_have_text("2,000 of 2,000 spans drawn")
    counts = page.evaluate("counts")
    assert counts[-1] == [SPANS, SPANS]
    assert all(drawn <= SPANS for drawn, _ in counts)
    opened = page.evaluate(
        """() => {
          const text = document.querySelector("span-text")
          return firstDrawn - performance.getEntriesByType("navigation")[0].responseEnd
        }"""
    )
    none = {}
    keys = {
        "a word": [["ArrowRight", none]] * 5,
        "extend": [["ArrowRight", {"shiftKey": True}]] * 5,
        "a character": [["ArrowRight", {"ctrlKey": True}]] * 5,
        "label": [["l", none]],
        "next mark": [["Tab", none]] * 10,
        "move an end": [["ArrowRight", {"shiftKey": True}]] * 5,
        "relabel": [["p", none]] * 1 + [["l", none]],
        "delete": [["Delete", none]],
        "choose": [["1", none]] * 2,
    }
    page.evaluate(COUNT_ADDED)
    took = {name: page.evaluate(MEASURE, presses) for name, presses in keys.items()}
    print(json.dumps({"opened": opened, **took}, indent=1))
    added = page.evaluate("added")
    print(added)
    assert 0 < added < SPANS, "all is drawn anew at a key"
