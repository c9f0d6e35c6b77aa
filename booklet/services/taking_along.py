"""The booklet as files: it travels with every export, in the words that were current."""

from annotate.models import Project
from booklet.models import Decision
from booklet.services.tree import Branch, tree_of


def as_files(project: Project) -> dict[str, bytes]:
    """One Markdown file with all pages in the order of the tree, and all decisions; none where nothing is written."""
    parts = [_page(branch, 1) for branch in tree_of(project)]
    parts += [_decision(decision) for decision in project.decisions.order_by("number")]
    return {"booklet.md": "\n".join(parts).encode()} if parts else {}


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
