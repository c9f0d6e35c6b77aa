"""What people differ on, theme by theme. Half of the documents choose it; the other half is kept to measure it.

What is chosen for being frequent would be less frequent the next time by itself: measured on other documents it is
not (tests/review/meetings/test_movement.py). The held-out part takes no part, for what is decided here becomes rules.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from annotate.models import Project, Question, QueueRow
from annotate.models.queueing import Pool
from booklet.services.starting import description_of, label_text
from review.meetings.ranking import Weighed, weigh
from review.meetings.themes import Theme, labels_in, themes_of
from review.models import SessionItem
from review.services.disagreements.looking import look
from review.services.disagreements.ranking import these

KINDS = (Question.Kind.CHOICE, Question.Kind.CHOICES, Question.Kind.RATING, Question.Kind.SPANS)
MOST_THEMES = 20
MOST_DOCUMENTS = 200


@dataclass(frozen=True)
class Raised:
    """A theme of a question, and all documents on which people differ so, of both halves."""

    question: Question
    weighed: Weighed
    documents: list[int]
    missing: list[int]  # labels without a page


def raised_in(project: Project, until: datetime) -> list[Raised]:
    """Over all questions the project asks, what is worth most first."""
    asked = [one["id"] for one in project.schema.questions] if project.schema else []
    questions = project.questions.filter(id__in=asked, kind__in=KINDS, retired_at=None)
    found = [one for question in questions.order_by("id") for one in _raised(project, question, until)]
    return sorted(found, key=lambda one: -one.weighed.worth)[:MOST_THEMES]


def _raised(project: Project, question: Question, until: datetime) -> list[Raised]:
    looked = look(question, until)
    answers = {document: [one.parts for one in given] for document, given in looked.given.items()}
    keys = overlap_keys(answers, pool=Pool.OPEN)
    answers = {document: parts for document, parts in answers.items() if document in keys}
    times = Counter(label for given in answers.values() for label in labels_in(frozenset().union(*given)))
    everywhere = themes_of(answers)
    chosen = themes_of({document: parts for document, parts in answers.items() if chooses(keys[document])})
    is_rating = question.kind == Question.Kind.RATING
    pages = frozenset() if is_rating else labels_with_page(project)  # step 3 is not the label whose id is 3
    in_use = _in_use(project, question)
    return [
        Raised(
            question,
            one,
            everywhere[one.theme][-MOST_DOCUMENTS:],
            sorted(in_use.intersection(one.theme) - pages),
        )
        for one in weigh(chosen, times, pages, decided_themes(question))
        if is_rating or {*one.theme} - {None} <= in_use
    ]


def chooses(overlap_key: int) -> bool:
    """Is the document of the half that chooses? Keys are drawn at import, whatever the text says."""
    return overlap_key % 2 == 1


def overlap_keys(documents: Iterable[int], *, pool: int | None = None) -> Mapping[int, int]:
    """Of those that nobody has withdrawn or erased."""
    rows = QueueRow.objects.filter(
        document__in=these(documents), document__erased_at=None, document__withdrawn_at=None
    )
    if pool is not None:
        rows = rows.filter(pool=pool)
    return dict(rows.values_list("document", "overlap_key"))


def labels_with_page(project: Project) -> frozenset[int]:
    """Labels whose page says more than the one every label begins with."""
    pages = project.pages.living().filter(label__isnull=False, current__isnull=False)
    return frozenset(
        page.label_id
        for page in pages.select_related("current", "label")
        if page.current.text.strip() not in ("", label_text(description_of(project, page.label)).strip())
    )


def decided_themes(question: Question) -> frozenset[Theme]:
    rows = SessionItem.objects.filter(question=question, kind=SessionItem.Kind.THEME).exclude(decision="")
    return frozenset(Theme(one, other) for one, other in rows.values_list("one", "other"))


def _in_use(project: Project, question: Question) -> set[int]:
    asked = next(one for one in project.schema.questions if one["id"] == question.id)
    return {label["id"] for label in asked.get("labels", [])}
