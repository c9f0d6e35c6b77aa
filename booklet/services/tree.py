"""The booklet's pages as a tree: guidelines first, then a page for every label, question by question."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from annotate.models import Label, Project, Question
from booklet.models import Page


class Entry(NamedTuple):
    """What an outline knows of a page. There may be thousands: no instances."""

    id: int
    title: str
    slot: int | None  # of its label
    parent_id: int | None


T = TypeVar("T", Page, Entry)


@dataclass
class Branch(Generic[T]):
    """A page with those below it."""

    page: T
    below: list["Branch[T]"] = field(default_factory=list)


def tree_of(project: Project) -> list[Branch[Page]]:
    """All living pages with what they say: one query."""
    return grown(project.pages.living().with_text())


def grown(pages: Iterable[T]) -> list[Branch[T]]:
    """A page whose parent is not there stands at the root, so none is lost."""
    branches = {page.id: Branch(page) for page in pages}
    roots = []
    for branch in branches.values():
        above = branches.get(branch.page.parent_id) if branch.page.parent_id else None
        (above.below if above else roots).append(branch)
    return roots


def labels_without_page(project: Project) -> list[tuple[Question, list[Label]]]:
    """The labels in use that nobody has described, by question."""
    labels = Label.objects.filter(
        question__project=project, question__retired_at=None, retired_at=None, page=None
    ).select_related("question")
    by_question: dict[int, list[Label]] = defaultdict(list)
    questions = {}
    for label in labels.order_by("question_id", "id"):
        questions[label.question_id] = label.question
        by_question[label.question_id].append(label)
    return [(questions[question], found) for question, found in by_question.items()]
