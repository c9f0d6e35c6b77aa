"""The booklet as files: it travels with every export, in the words that were current, and as a folder by itself."""

from typing import Any

from django.db.models import QuerySet

from annotate.models import Event, Label, Membership, Project, Question
from booklet.models import Decision, Example
from booklet.services.maps import map_files
from booklet.services.pictures import shown_by
from booklet.services.tree import Branch, tree_of
from booklet.text.folders import (
    Packed,
    PackedDecision,
    PackedExample,
    PackedPage,
    PackedPicture,
    pack,
    with_files,
)


def as_files(project: Project) -> dict[str, bytes]:
    """One Markdown file with all pages in their order, examples and decisions; the pictures; each map in two forms.

    What is not written is left out.
    """
    parts = [_page(branch, 1) for branch in tree_of(project)]
    examples = _examples_text(project)
    parts += [f"# Examples\n\n{examples}"] if examples else []
    parts += [_decision(decision) for decision in project.decisions.order_by("number")]
    whole = "\n".join(parts)
    pictures = list(shown_by(project, [whole]))
    whole = with_files(whole, {one.number: f"pictures/{one.file_name}" for one in pictures})
    written = {"booklet.md": whole.encode()} if parts else {}
    written |= {f"pictures/{one.file_name}": bytes(one.content) for one in pictures}
    return written | map_files(project)


def as_folder(project: Project) -> bytes:
    """A ZIP with a file a page, which another project can bring in."""
    examples = _examples_text(project)
    more = {"examples.md": examples} if examples else {}
    return pack(_packed(project), more)


def note_taken(membership: Membership, form: str) -> None:
    """Who took the booklet along, with the words of which documents: an erasure cannot follow it."""
    project = membership.project
    documents = sorted(set(_shown(project).values_list("document", flat=True)))
    Event.objects.create(
        project_id=project.id,
        actor=membership.user,
        kind="booklet taken along",
        detail={"form": form, "documents": documents},
    )


def _packed(project: Project) -> Packed:
    labels = Label.objects.filter(question__project=project).in_bulk()
    questions = Question.objects.filter(project=project).in_bulk()
    pages = [page for branch in tree_of(project) for page in _pages(branch, "")]
    decisions = list(project.decisions.select_related("page__current").order_by("number"))
    texts = [page.text for page in pages]
    for one in decisions:
        texts += [one.context, one.decision, one.consequences]
    return Packed(
        pages,
        [
            PackedExample(
                example.number,
                example.page.title,
                example.kind,
                bytes(example.document.sha256).hex(),
                [_named(saying, labels, questions) for saying in example.says],
                example.reasoning,
                example.start,
                example.end,
            )
            for example in _shown(project)
        ],
        [
            PackedDecision(
                one.number,
                one.title,
                one.decision,
                one.context,
                one.consequences,
                one.page.title if one.page else "",
            )
            for one in decisions
        ],
        [
            PackedPicture(one.number, one.name, one.file_name, bytes(one.content))
            for one in shown_by(project, texts)
        ],
    )


def _pages(branch: Branch, parent: str) -> list[PackedPage]:
    page = branch.page
    label = page.label
    packed = PackedPage(
        page.title,
        page.current.text,
        page.kind,
        parent,
        label.name if label else "",
        label.question.name if label else "",
    )
    return [packed, *(below for one in branch.below for below in _pages(one, page.title))]


def _named(
    saying: dict[str, Any], labels: dict[int, Label], questions: dict[int, Question]
) -> dict[str, Any]:
    content = saying["content"]
    if "spans" in content:
        named = {"spans": [span | {"label": labels[span["label"]].name} for span in content["spans"]]}
    else:
        named = {"labels": [labels[label].name for label in content["labels"]]}
    return {"question": questions[saying["question"]].name, "content": named}


def _shown(project: Project) -> QuerySet[Example]:
    shown = project.examples.living().filter(document__withdrawn_at=None, document__erased_at=None)
    return shown.select_related("document", "page__current").order_by("number")


def _examples_text(project: Project) -> str:
    labels = Label.objects.filter(question__project=project).in_bulk()
    return "\n".join(_example(example, labels) for example in _shown(project))


def _example(example: Example, labels: dict[int, Label]) -> str:
    """The passage as a quote, what is right, and why."""
    text = example.document.text[example.start : example.end]
    quote = "\n".join(f"> {line}" for line in text.splitlines())
    right = [labels[label].name for saying in example.says for label in saying["content"].get("labels", [])]
    right += [
        f"“{example.document.text[span['start'] : span['end']]}” {labels[span['label']].name}"
        for saying in example.says
        for span in saying["content"].get("spans", [])
    ]
    head = f"## {example.number}. {example.page.title}: {example.get_kind_display()}"
    return "\n\n".join([head, quote, "\n".join(f"* {one}" for one in right), example.reasoning]) + "\n"


def _page(branch: Branch, level: int) -> str:
    """A page and those below it. Headings inside a page go below its own."""
    marks = "#" * min(level, 6)
    said = "\n".join(
        f"{marks}{line}" if line.startswith("#") else line for line in branch.page.current.text.split("\n")
    )
    return "\n".join(
        [f"{marks} {branch.page.title}\n\n{said}", *(_page(below, level + 1) for below in branch.below)]
    )


def _decision(decision: Decision) -> str:
    said = [decision.context, decision.decision, decision.consequences]
    return f"# {decision.number}. {decision.title}\n\n" + "\n\n".join(part for part in said if part) + "\n"
