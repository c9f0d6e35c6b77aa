"""The form of an example: what can be chosen in it, and what somebody chose."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from annotate.models import Document, Membership, Project, Question
from annotate.problems import Invalid
from booklet.models import Example, Page
from booklet.services.examples import LONGEST_PASSAGE, Shown
from booklet.services.sayings import CHOOSES, Saying, questions_of
from booklet.services.starting import make_label_page
from booklet.services.tree import labels_without_page
from booklet.text.passages import around
from booklet.views.forms import whole

MOST_MARKS = 60
PASSAGE_AROUND = 900  # characters shown of a document that is too long to be shown whole

Stretch = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """Words that may be marked, and the label they have."""

    start: int
    end: int
    quote: str
    label: int | None


@dataclass
class Asked:
    """A question as the form asks it, with what is chosen already."""

    question: dict[str, Any]
    chosen: set[int] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)
    says_none: bool = False

    @property
    def is_of_marks(self) -> bool:
        return self.question["kind"] == Question.Kind.SPANS

    @property
    def is_of_many(self) -> bool:
        return self.question["kind"] == Question.Kind.CHOICES


@dataclass(frozen=True)
class Passage:
    """A stretch that may be shown, and how it is called. `value` is what the form sends."""

    value: str
    name: str


def stretches(value: str) -> list[Stretch]:
    """“12-20,31-35”: stretches in code points; what is none is left out.

    >>> stretches("12-20,31-35,x"), stretches("all")
    ([(12, 20), (31, 35)], [])
    """
    found = []
    for part in value.split(",")[:MOST_MARKS]:
        start, _dash, end = part.partition("-")
        if start.isdecimal() and end.isdecimal() and whole(start) < whole(end):
            found.append((whole(start), whole(end)))
    return found


def passages_of(document: Document, marks: Sequence[Stretch], now: Stretch | None = None) -> list[Passage]:
    """What can be shown of a document: all of it where it is short, what stands around the words, or they alone."""
    found = []
    if now:
        found.append(Passage(f"{now[0]}-{now[1]}", _("The passage it shows now")))
    if document.length <= LONGEST_PASSAGE:
        found.append(Passage("all", _("The whole text")))
    first, last = (min(start for start, _ in marks), max(end for _, end in marks)) if marks else (0, 0)
    if document.length > LONGEST_PASSAGE:
        start, end = around(document.text, first, min(last or 1, document.length), PASSAGE_AROUND)
        found.append(
            Passage(f"{start}-{end}", _("What stands around the words") if marks else _("Its beginning"))
        )
    if marks:
        found.append(Passage(f"{first}-{last}", _("The words alone")))
    return found


def asked(
    project_questions: Sequence[dict[str, Any]],
    document: Document,
    says: Sequence[Saying],
    marks: Sequence[Stretch],
    label: int | None,
) -> list[Asked]:
    """The questions with what `says` chose; words and a label that came along are offered where they fit."""
    said = {saying["question"]: saying["content"] for saying in says}
    return [
        _asked(question, document, said.get(question["id"]), marks, label) for question in project_questions
    ]


def _asked(
    question: dict[str, Any],
    document: Document,
    content: dict[str, Any] | None,
    marks: Sequence[Stretch],
    label: int | None,
) -> Asked:
    own = {one["id"] for one in question.get("labels", [])}
    offered = label if label in own else None
    if question["kind"] in CHOOSES:
        return Asked(question, set(content["labels"]) if content else {offered} - {None})
    spans = {(span["start"], span["end"]): span["label"] for span in (content or {}).get("spans", [])}
    for mark in marks:
        if mark[1] <= document.length:
            spans.setdefault(mark, offered)
    rows = [
        Row(start, end, document.text[start:end], chosen)
        for (start, end), chosen in sorted(spans.items(), key=str)
    ]
    return Asked(question, rows=rows[:MOST_MARKS], says_none=content is not None and not content.get("spans"))


def says_in(form: QueryDict, membership: Membership) -> list[Saying]:
    """What somebody chose to be right; a question nothing was chosen for is left out."""
    says = []
    for question in questions_of(membership.project):
        if question["kind"] == Question.Kind.SPANS:
            spans = _marks_in(form, question["id"])
            if spans or form.get(f"none-{question['id']}"):
                says.append({"question": question["id"], "content": {"spans": spans}})
        elif labels := [whole(one) for one in form.getlist(f"choice-{question['id']}") if one]:
            says.append({"question": question["id"], "content": {"labels": labels}})
    return says


def _marks_in(form: QueryDict, question: int) -> list[dict[str, int]]:
    prefix = f"mark-{question}-"
    spans = []
    for name in [name for name in form if name.startswith(prefix)][:MOST_MARKS]:
        label = whole(form[name])
        for start, end in stretches(name.removeprefix(prefix)):
            if label:
                spans.append({"start": start, "end": end, "label": label})
    return spans


def shown_in(form: QueryDict, membership: Membership, document: Document) -> Shown:
    """What the form says the example is. Raises Invalid."""
    passage = form.get("passage", "all")
    stretch = stretches(passage)
    if passage != "all" and not stretch:
        raise Invalid(_("Choose which passage is shown."), field="passage")
    start, end = stretch[0] if stretch else (None, None)
    return Shown(
        page_in(form, membership),
        document,
        form.get("kind", ""),
        says_in(form, membership),
        form.get("reasoning", "").replace("\r\n", "\n"),
        start,
        end,
    )


def page_in(form: QueryDict, membership: Membership) -> Page:
    """The page that was chosen; of a label that has none, one is made. Raises Invalid."""
    kind, _dash, number = form.get("page", "").partition("-")
    project = membership.project
    if kind == "label":
        for question, labels in labels_without_page(project):
            for label in labels:
                if label.id == whole(number):
                    return make_label_page(project, label, question.name, membership.user)
    page = project.pages.living().with_text().filter(id=whole(number)).first() if kind == "page" else None
    if page is None:
        raise Invalid(_("Choose a page of this booklet that is in use."), field="page")
    return page


def page_choices(project: Project) -> list[tuple[str, str]]:
    """The pages an example can belong to, and the labels a page would be made for."""
    pages = [(f"page-{page.id}", page.title) for page in project.pages.living().with_text()]
    missing = [
        (f"label-{label.id}", _("%(label)s (its page is made with it)") % {"label": label.name})
        for _question, labels in labels_without_page(project)
        for label in labels
    ]
    return pages + missing


def kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in Example.Kind]
