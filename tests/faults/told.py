"""What the browsers told their annotators against what the database holds.

Shares no code with Gloss: a document is known by the name and the text on the screen, an answer by the names of
the labels that were pressed, and the tables are read by SQL of its own. Four things must be none: lost, doubled,
crossed (on another document, by another person, saying something else), and "saved" without a row.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.faults.checker import Query

# Put into every page before its own scripts. What it sees is sent out at once, so that it outlives the page.
WITNESS = """
(() => {
  const now = () => (performance.timeOrigin + performance.now()) / 1000
  const text = (selector) => document.querySelector(selector)?.textContent ?? ""
  const all = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent)
  const pressed = () => all("button.label[aria-pressed=true] .name")
  const meant = (key) => {
    const buttons = [...document.querySelectorAll("button.label")]
    const hits = buttons.filter((button) => button.querySelector(".key")?.textContent === key)
    return hits.map((button) => button.querySelector(".name").textContent)
  }
  addEventListener("keydown", ({ key }) => {
    const paper = document.querySelector("[data-part=paper]")
    const labels = key === "Enter" ? pressed() : window.oneKeySaves ? meant(key) : []
    if (!paper || paper.hidden || labels.length === 0) return
    record({ kind: "pressed", at: now(), name: text("[data-part=name]"), text: text("span-text"), labels })
    setTimeout(() => { last = ""; look() }) // what the line says now that the page has heard the key
  }, { capture: true })
  let last = ""
  const look = () => {
    const state = document.querySelector("save-status")?.dataset.state ?? ""
    if (state && state !== last) record({ kind: "status", at: now(), state })
    last = state
  }
  const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] }
  new MutationObserver(look).observe(document, changes)
})()
"""

ROWS = """
SELECT a.id, a.author_id, d.external_id, d.text, extract(epoch FROM a.saved_at)::float8,
    ARRAY(
        SELECT l.name FROM annotate_choice c JOIN annotate_response r ON r.id = c.response_id
        JOIN annotate_label l ON l.id = c.label_id WHERE r.annotation_id = a.id ORDER BY l.name
    )
FROM annotate_annotation a JOIN annotate_document d ON d.id = a.document_id
WHERE a.project_id = %s ORDER BY a.id
"""


@dataclass(frozen=True)
class Answer:
    """What was said of a document, by whom."""

    user: int
    name: str
    text: str
    labels: tuple[str, ...]

    @property
    def place(self) -> tuple[int, str]:
        return self.user, self.name

    def __str__(self) -> str:
        text = hashlib.sha256(self.text.encode()).hexdigest()[:6]
        return f"{'+'.join(self.labels)} for {self.name} ({text}) by {self.user}"


@dataclass
class Page:
    """All that one tab showed, in its order: (when, the answer) and (when, the state of the status line)."""

    user: int
    pressed: list[tuple[float, Answer]] = field(default_factory=list)
    states: list[tuple[float, str]] = field(default_factory=list)
    refused: dict[str, str] = field(
        default_factory=dict
    )  # shown as refused: key of the save, beginning of the text

    def record(self, entry: dict[str, Any]) -> None:
        """Take in what the witness in the page saw."""
        if entry["kind"] == "status":
            self.states.append((entry["at"], entry["state"]))
            return
        answer = Answer(self.user, entry["name"], entry["text"], tuple(sorted(entry["labels"])))
        self.pressed.append((entry["at"], answer))


@dataclass(frozen=True)
class Row:
    at: float
    answer: Answer


def check(query: Query, project: int, pages: list[Page]) -> list[str]:
    """Everything that is wrong, a sentence each."""
    rows = [
        Row(at, Answer(user, name, text, tuple(labels)))
        for _, user, name, text, at, labels in query(ROWS, [project])
    ]
    return [*chains(pages, rows), *false_words(pages, rows)]


def chains(pages: list[Page], rows: list[Row]) -> Iterator[str]:
    """For each person and document: the rows are what was pressed, in that order, but for what is shown as refused."""
    pressed: dict[tuple[int, str], list[Answer]] = defaultdict(list)
    for _, answer in sorted((entry for page in pages for entry in page.pressed), key=lambda entry: entry[0]):
        pressed[answer.place].append(answer)
    kept: dict[tuple[int, str], list[Answer]] = defaultdict(list)
    for row in rows:
        kept[row.answer.place].append(row.answer)
    for place in pressed.keys() | kept.keys():
        may_miss = refusals_of([page for page in pages if page.user == place[0]], pressed[place])
        yield from differences(pressed[place], kept[place], may_miss)


def refusals_of(pages: list[Page], answers: list[Answer]) -> int:
    """How many saves of this document are shown as refused."""
    text = " ".join(answers[0].text.split()) if answers else ""
    shown = {key: start for page in pages for key, start in page.refused.items()}
    return sum(bool(text) and text.startswith(start) for start in shown.values())


def differences(pressed: list[Answer], kept: list[Answer], may_miss: int) -> Iterator[str]:
    left = list(pressed)
    for answer in kept:
        if answer in left:
            at = left.index(answer)
            if at > may_miss:
                yield f"out of order: {answer} was kept before {left[0]}"
            del left[at]
        else:
            yield f"{'doubled' if answer in pressed else 'crossed'}: {answer} is kept once too often"
    if len(left) > may_miss:
        yield from (f"lost: {answer} is neither kept nor shown as refused" for answer in left)


def false_words(pages: list[Page], rows: list[Row]) -> Iterator[str]:
    """Each time a page said that all is saved, everything pressed in it before was there already."""
    for page in pages:
        for said_at, state in page.states:
            if state == "saved":
                yield from unkept(page, said_at, rows)


def unkept(page: Page, said_at: float, rows: list[Row]) -> Iterator[str]:
    there: list[Answer] = [row.answer for row in rows if row.at <= said_at]
    for at, answer in page.pressed:
        if at > said_at or refusals_of([page], [answer]):
            continue
        if answer not in there:
            yield f"false word: “saved” was shown at {said_at:.3f}, and {answer} was not there"
        else:
            there.remove(answer)
