"""An example made in the form of a decision: the document and the words that were asked about."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotate.models import Inquiry, Label, Question
from annotate.problems import Problem
from booklet.models import Page
from booklet.services.examples import LONGEST_PASSAGE, Shown, check_document
from booklet.services.sayings import SAYS, Saying
from booklet.text.passages import around
from booklet.views.forms import whole


@dataclass(frozen=True)
class Offer:
    """What the form offers, or why the document cannot become an example."""

    question: Question
    labels: list[Label]
    first: int | None
    cannot: str = ""

    @property
    def is_of_marks(self) -> bool:
        return self.question.kind == Question.Kind.SPANS


def offered(inquiry: Inquiry, page: Page) -> Offer | None:
    """None where nothing could be said to be right: no label is concerned, or no words were chosen to be marked."""
    label = inquiry.label or page.label
    if label is None or not _can_say(inquiry, label.question):
        return None
    labels = list(label.question.labels.filter(retired_at=None).order_by("id"))
    try:
        check_document(inquiry.document)
    except Problem as problem:
        return Offer(label.question, labels, label.id, problem.sentence)
    return Offer(label.question, labels, label.id)


def example_in(form: Mapping[str, str], inquiry: Inquiry, page: Page) -> Shown | None:
    """The example the form wants made, if it does."""
    label = inquiry.label or page.label
    if form.get("makes_example") != "on" or label is None or not _can_say(inquiry, label.question):
        return None
    start, end = _passage(inquiry)
    return Shown(
        page,
        inquiry.document,
        form.get("example_kind", ""),
        [_saying(label.question, inquiry, whole(form.get("example_label")))],
        form.get("decision", "").strip(),
        start,
        end,
    )


def _can_say(inquiry: Inquiry, question: Question) -> bool:
    return question.kind in SAYS and (question.kind != Question.Kind.SPANS or inquiry.start is not None)


def _saying(question: Question, inquiry: Inquiry, label: int) -> Saying:
    if question.kind != Question.Kind.SPANS:
        return {"question": question.id, "content": {"labels": [label] if label else []}}
    span = {"start": inquiry.start, "end": inquiry.end, "label": label}
    return {"question": question.id, "content": {"spans": [span] if label else []}}


def _passage(inquiry: Inquiry) -> tuple[int | None, int | None]:
    """All of a short document, else what stands around the words."""
    document = inquiry.document
    if document.length <= LONGEST_PASSAGE:
        return None, None
    return around(document.text, inquiry.start or 0, inquiry.end or 1, LONGEST_PASSAGE // 2)
