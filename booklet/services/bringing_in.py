"""A booklet that was taken along comes into another project: what is there already stays as it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Event, Label, Project, User
from annotate.problems import Invalid, Problem
from annotate.services.projects import lock_project
from booklet.models import Page
from booklet.services.decisions import Wish, decide
from booklet.services.examples import Shown, last_number, make_example
from booklet.services.pages import LONGEST_TITLE, Edit, make_page
from booklet.services.pictures import add_picture
from booklet.services.sayings import Saying, questions_of
from booklet.text.folders import Packed, PackedExample, PackedPage, Unreadable, unpack

PICTURE = re.compile(r"\]\(picture:(\d{1,8})\)")
BLOCK = re.compile(r"^(\{\{ *)(decision|example)( *: *)(\d{1,8})( *\}\}[ \t]*)$", re.MULTILINE)


@dataclass
class Brought:
    """What came in, and what did not and why."""

    pages: int = 0
    examples: int = 0
    decisions: int = 0
    left_out: list[str] = field(default_factory=list)


def read_booklet(content: bytes) -> Packed:
    """Raises Invalid for a file that is no booklet."""
    try:
        return unpack(content)
    except Unreadable as problem:
        if str(problem) == "large":
            raise Invalid(
                _("This file is too large for a booklet: at most 60 MB, also unpacked.")
            ) from problem
        raise Invalid(
            _(
                "This file is no booklet of Gloss. Take one along as a folder of Markdown, and choose that ZIP."
            )
        ) from problem


@transaction.atomic
def bring_in(project: Project, packed: Packed, by: User) -> Brought:
    """Make its pages, decisions and, for documents this project has, its examples. Raises Invalid."""
    project = lock_project(project)  # or another's example could take a number that a page names below
    brought = Brought()
    pictures = _pictures(project, packed, by, brought)
    decisions = _decisions(project, packed, pictures, by, brought)
    here = _documents(project, packed)
    coming = [one for one in packed.examples if one.sha256 in here]
    numbers = {one.number: number for number, one in enumerate(coming, last_number(project) + 1)}
    known = {"decision": decisions, "example": numbers, "picture": pictures}
    pages = _pages(project, packed, known, by, brought)
    for one in packed.examples:
        _example(project, one, pages, here, numbers.get(one.number), by, brought)
    Event.objects.create(
        project_id=project.id, actor=by, kind="booklet brought in", detail={"pages": brought.pages}
    )
    return brought


def _pictures(project: Project, packed: Packed, by: User, brought: Brought) -> dict[int, int]:
    """The number each has here, by the one it had. Drawn anew like any picture that comes in."""
    numbers = {}
    for one in packed.pictures:
        try:
            numbers[one.number] = add_picture(project, one.content, one.name, by).number
        except Problem as problem:
            brought.left_out.append(f"{one.file}: {problem.sentence}")
    return numbers


def _decisions(
    project: Project, packed: Packed, pictures: Mapping[int, int], by: User, brought: Brought
) -> dict[int, int]:
    """The number each has here, by the one it had."""
    numbers = {}
    for one in sorted(packed.decisions, key=lambda decision: decision.number):
        said = [_with_pictures(text, pictures) for text in (one.decision, one.context, one.consequences)]
        made = decide(project, Wish(one.title, *said), by)
        numbers[one.number] = made.number
        brought.decisions += 1
    return numbers


def _documents(project: Project, packed: Packed) -> dict[str, int]:
    hashes = {one.sha256 for one in packed.examples if re.fullmatch(r"[0-9a-f]{64}", one.sha256)}
    found = project.documents.filter(sha256__in=[bytes.fromhex(one) for one in hashes], erased_at=None)
    return {bytes(sha256).hex(): document for sha256, document in found.values_list("sha256", "id")}


def _pages(
    project: Project,
    packed: Packed,
    numbers: Mapping[str, Mapping[int, int]],
    by: User,
    brought: Brought,
) -> dict[str, Page]:
    """Those of its titles, made now or there already."""
    pages = {page.title: page for page in project.pages.living().with_text()}
    taken = {title.casefold(): page for title, page in pages.items()}
    for one in packed.pages:
        title = " ".join(one.title.split())[:LONGEST_TITLE]
        if there := taken.get(title.casefold()):
            pages[one.title] = there
            brought.left_out.append(
                _("The page “%(title)s” is here already and stays as it is.") % {"title": title}
            )
            continue
        made = make_page(
            project,
            Edit(title, _renumbered(one.text, numbers)),
            by,
            parent=pages.get(one.parent),
            label=_free_label(project, one),
            kind=one.kind if one.kind in {Page.Kind.GLOSSARY, Page.Kind.GOAL} else Page.Kind.GUIDELINE,
        )
        pages[one.title] = taken[title.casefold()] = made
        brought.pages += 1
    return pages


def _renumbered(text: str, numbers: Mapping[str, Mapping[int, int]]) -> str:
    """Blocks show what has another number here; what did not come along is no block any more."""

    def renumber(found: re.Match[str]) -> str:
        number = numbers[found[2]].get(int(found[4]))
        return f"{found[1]}{found[2]}{found[3]}{number}{found[5]}" if number else f"({found[2]} {found[4]})"

    return _with_pictures(BLOCK.sub(renumber, text), numbers["picture"])


def _with_pictures(text: str, numbers: Mapping[int, int]) -> str:
    """What did not come along has no number here: 0 is no picture."""
    return PICTURE.sub(lambda found: f"](picture:{numbers.get(int(found[1]), 0)})", text)


def _free_label(project: Project, one: PackedPage) -> Label | None:
    """The label of this name, of the question of that name where there are several, if nobody has described it."""
    labels = Label.objects.filter(
        question__project=project, name=one.label, retired_at=None, page=None
    ).select_related("question")
    found = list(labels) if one.label else []
    return next(
        (label for label in found if label.question.name == one.question), found[0] if found else None
    )


def _example(
    project: Project,
    one: PackedExample,
    pages: Mapping[str, Page],
    documents: Mapping[str, int],
    number: int | None,
    by: User,
    brought: Brought,
) -> None:
    name = _("Example %(number)s") % {"number": one.number}
    if one.sha256 not in documents or one.page not in pages:
        brought.left_out.append(_("%(example)s: its document is not in this project.") % {"example": name})
        return
    document = project.documents.get(id=documents[one.sha256])
    shown = Shown(pages[one.page], document, one.kind, _says(project, one), one.reasoning, one.start, one.end)
    try:
        with transaction.atomic():
            make_example(project, shown, by, number)
        brought.examples += 1
    except Problem as problem:
        brought.left_out.append(f"{name}: {problem.sentence}")


def _says(project: Project, one: PackedExample) -> list[Saying]:
    """What it says, in the questions and labels of this project; what has no name here is left out."""
    questions = {question["name"]: question for question in questions_of(project)}
    says = []
    for saying in one.says:
        question = questions.get(saying["question"])
        labels = {label["name"]: label["id"] for label in question["labels"]} if question else {}
        content = saying["content"]
        named = [span["label"] for span in content.get("spans", [])] + content.get("labels", [])
        if question and all(name in labels for name in named):
            says.append({"question": question["id"], "content": _numbered(content, labels)})
    return says


def _numbered(content: Mapping[str, list], labels: Mapping[str, int]) -> dict[str, list]:
    if "spans" in content:
        return {"spans": [span | {"label": labels[span["label"]]} for span in content["spans"]]}
    return {"labels": [labels[name] for name in content["labels"]]}
