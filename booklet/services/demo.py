"""The demo's booklet, as its expert wrote it, with two decisions on what its annotators could not agree about."""

import json
from collections.abc import Iterator
from pathlib import Path

from annotate.models import Project, User
from booklet.models import Page
from booklet.services.decisions import Wish, decide
from booklet.services.pages import Edit, make_page

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


def _written() -> Iterator[tuple[str, str, str, str]]:
    """Kind, title, the title of the page above, and text of each page."""
    for part in (FOLDER / "pages.md").read_text("utf-8").split("%% ")[1:]:
        head, _, text = part.partition("\n")
        kind, title, *above = (word.strip() for word in head.split("|"))
        yield kind, title, above[0] if above else "", text.strip() + "\n"
