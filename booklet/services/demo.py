"""The demo's booklet, as its expert wrote it: pages, examples, decisions on what nobody could agree about, and maps."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from annotate.models import Document, Project, User
from annotate.models.queueing import Pool
from booklet.models import Page
from booklet.services.decisions import Wish, decide
from booklet.services.demo_interview import add_interview
from booklet.services.demo_maps import add_maps
from booklet.services.examples import Shown, make_example
from booklet.services.goals import Said, save_goal, sign_off
from booklet.services.pages import Edit, make_page
from booklet.services.sayings import Saying

FOLDER = Path(__file__).resolve().parent.parent / "demo"
EXPERT = "eve"


def add_booklet(project: Project, people: dict[str, User]) -> None:
    """Pages in the order of the file; a third part of a head names the page it stands under."""
    pages: dict[str, Page] = {}
    labels = {
        label.name: label for question in project.questions.order_by("-id") for label in question.labels.all()
    }
    for kind, title, above, text in _written():
        pages[title] = make_page(
            project,
            Edit(title, text),
            people[EXPERT],
            parent=pages.get(above),
            label=labels[title] if kind == Page.Kind.LABEL else None,
            kind=kind,
        )
    for told in json.loads((FOLDER / "decisions.json").read_text("utf-8")):
        decide(project, Wish(**(told | {"page": pages[told["page"]]})), people[EXPERT])
    _add_examples(project, pages, people[EXPERT])
    targets = {
        "label": {name: label.id for name, label in labels.items()},
        "page": {title: page.id for title, page in pages.items()},
    }
    add_maps(project, people[EXPERT], targets)
    add_interview(project, people[EXPERT])
    _add_goal(project, people)


def _add_goal(project: Project, people: dict[str, User]) -> None:
    """What success means, with the quarter that is to come as its deadline; signed by some."""
    told = json.loads((FOLDER / "goal.json").read_text("utf-8"))
    said = Said(
        **told["says"],
        deadline=timezone.localdate() + timedelta(days=told["days"]),
        owner=people[told["owner"]].id,
    )
    goal = save_goal(project, said, 0, people[told["owner"]])
    for username in told["signed"]:
        sign_off(project.memberships.get(user=people[username]), goal.number)


def _add_examples(project: Project, pages: dict[str, Page], by: User) -> None:
    """Those whose documents are not in the audit pool, which is another one in every demo."""
    told = json.loads((FOLDER / "examples.json").read_text("utf-8"))
    documents = project.documents.filter(external_id__in=[one["document"] for one in told])
    open_ones = {document.external_id: document for document in documents.exclude(queue_row__pool=Pool.AUDIT)}
    for one in told:
        if document := open_ones.get(one["document"]):
            says = _says(project, document, one)
            shown = Shown(pages[one["page"]], document, one["kind"], says, one["reasoning"])
            make_example(project, shown, by)


def _says(project: Project, document: Document, one: dict[str, Any]) -> list[Saying]:
    """What one of the file says of the first question and, where it names words, of the second."""
    signal, evidence = project.schema.questions[:2]
    labels = {
        question["id"]: {label["name"]: label["id"] for label in question["labels"]}
        for question in (signal, evidence)
    }
    says = [{"question": signal["id"], "content": {"labels": [labels[signal["id"]][one["signal"]]]}}]
    if "evidence" in one:
        starts = [(document.text.index(quote), quote, name) for quote, name in one["evidence"]]
        spans = [
            {"start": start, "end": start + len(quote), "label": labels[evidence["id"]][name]}
            for start, quote, name in starts
        ]
        says.append({"question": evidence["id"], "content": {"spans": spans}})
    return says


def _written() -> Iterator[tuple[str, str, str, str]]:
    """Kind, title, the title of the page above, and text of each page."""
    for part in (FOLDER / "pages.md").read_text("utf-8").split("%% ")[1:]:
        head, _, text = part.partition("\n")
        kind, title, *above = (word.strip() for word in head.split("|"))
        yield kind, title, above[0] if above else "", text.strip() + "\n"
