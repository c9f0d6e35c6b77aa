"""The booklet's pages as a tree: guidelines first, then a page for every label, question by question."""

from collections import defaultdict
from dataclasses import dataclass, field

from annotate.models import Label, Project, Question
from booklet.models import Page


@dataclass
class Branch:
    """A page with those below it."""

    page: Page
    below: list["Branch"] = field(default_factory=list)


def tree_of(project: Project, *, with_texts: bool = False) -> list[Branch]:
    """All living pages: one query. A page whose parent is not there stands at the root, so none is lost.

    What they say is read where it is asked for: a booklet may have thousands.
    """
    found = project.pages.living().with_text()
    pages = list(found if with_texts else found.defer("current__text"))
    branches = {page.id: Branch(page) for page in pages}
    roots = []
    for page in pages:
        above = branches.get(page.parent_id) if page.parent_id else None
        (above.below if above else roots).append(branches[page.id])
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
