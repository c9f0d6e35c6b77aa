"""A starter booklet: what to write first, and a page for every label that has none."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Label, Project, User
from booklet.models import Page
from booklet.services.pages import LONGEST_TITLE, Edit, make_page
from booklet.services.tree import labels_without_page


@transaction.atomic
def start_booklet(project: Project, by: User) -> int:
    """Make the pages every booklet begins with that are not there yet: how many were made."""
    made = 0
    titles = {
        title.casefold() for title in project.pages.living().values_list("current__title", flat=True) if title
    }
    for kind, title, text in _first_pages():
        if title.casefold() not in titles:
            make_page(project, Edit(title, text), by, kind=kind)
            made += 1
    for question, labels in labels_without_page(project):
        for label in labels:
            make_label_page(project, label, question.name, by)
            made += 1
    return made


def make_label_page(project: Project, label: Label, question: str, by: User) -> Page:
    """A page that waits for the definition of a label; what the schema says of it stands there already."""
    title = label.name[:LONGEST_TITLE].translate(str.maketrans("[]{}", "()()"))
    if project.pages.living().filter(current__title__iexact=title).exists():
        title = f"{title[: LONGEST_TITLE // 2]} ({question[: LONGEST_TITLE // 3]})".translate(
            str.maketrans("[]{}", "()()")
        )
    return make_page(project, Edit(title, label_text(description_of(project, label))), by, label=label)


def description_of(project: Project, label: Label) -> str:
    """What the published schema says of a label."""
    questions = project.schema.questions if project.schema else []
    described = {
        one["id"]: one.get("description", "") for question in questions for one in question.get("labels", [])
    }
    return described.get(label.id, "")


def label_text(description: str) -> str:
    parts = (
        (_("Definition"), description or _("Say in one sentence what it is.")),
        (_("What counts"), _("* …")),
        (_("What does not"), _("* … — that is …, because …")),
        (_("Borderline"), _("Cases on which people disagreed, and how they were decided.")),
    )
    return "\n\n".join(f"# {title}\n\n{text}" for title, text in parts) + "\n"


def _first_pages() -> list[tuple[str, str, str]]:
    return [
        (
            Page.Kind.GUIDELINE,
            _("How we annotate"),
            _(
                "# In doubt\n\nRead the definition once more; if it does not decide, ask with `Q` and go on.\n\n"
                "# Every document\n\n1. Read it to its end.\n2. Answer what it says, not what you guess.\n"
            ),
        ),
        (
            Page.Kind.GLOSSARY,
            _("Glossary"),
            _("| Word | What we mean by it |\n|---|---|\n| | |\n"),
        ),
    ]
