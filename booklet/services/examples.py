"""Examples: documents and passages that show what a page means. Made, changed, retired; none is overwritten unseen."""

from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Case, F, Max, QuerySet, TextField, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Document, Event, Project, QueueRow, User
from annotate.models.queueing import Pool
from annotate.problems import Conflict, Invalid
from annotate.services.knowing import leave_overlap
from annotate.services.projects import lock_project
from booklet.models import Example, Page
from booklet.services.sayings import Saying, checked_says

LONGEST_PASSAGE = 3_000
LONGEST_REASONING = 4_000
MOST_OF_PAGE = 500


@dataclass(frozen=True)
class Shown:
    """What somebody wants an example to be: of which page, which passage (none: all of it), what is right, and why."""

    page: Page
    document: Document
    kind: str
    says: list[Saying] = field(default_factory=list)
    reasoning: str = ""
    start: int | None = None
    end: int | None = None


class ChangedMeanwhile(Conflict):
    """Somebody else changed the example meanwhile: nothing was written, both are shown."""

    kind = "stale"

    def __init__(self, newest: Example) -> None:
        super().__init__(
            _(
                "%(name)s changed this example meanwhile. Nothing is lost: theirs stands above your form. Take over "
                "what is right, and save again."
            )
            % {"name": newest.author.name}
        )
        self.newest = newest


@transaction.atomic
def make_example(project: Project, shown: Shown, by: User, number: int | None = None) -> Example:
    """An example everybody can read from now on. Its document leaves overlap for good. Raises Invalid or Conflict.

    `number` is one that is still free, where a page names it already.
    """
    project = lock_project(project)
    says = _checked(project, shown)
    if shown.page.examples.living().count() >= MOST_OF_PAGE:
        raise Invalid(_("A page has at most %(most)s examples. Retire one first.") % {"most": MOST_OF_PAGE})
    made = _append(project, shown, says, number or last_number(project) + 1, by)
    leave_overlap(shown.document)
    _event(made, by, "example made")
    return made


@transaction.atomic
def change_example(example: Example, shown: Shown, base: int, by: User) -> Example:
    """The example as it is from now on; `base` names the form of it that was changed. Raises Invalid or Conflict."""
    project = lock_project(example.project)
    newest = example_numbered(project, example.number)
    if newest.id != base:
        raise ChangedMeanwhile(newest)
    if newest.retired_at:
        raise Conflict(_("This example is retired. Bring it back first."))
    says = _checked(project, shown)
    Example.objects.filter(id=newest.id).update(replaced_at=timezone.now())
    changed = _append(project, shown, says, newest.number, by)
    leave_overlap(shown.document)
    _event(changed, by, "example changed")
    return changed


@transaction.atomic
def retire_example(example: Example, by: User) -> None:
    """Out of the booklet; it is kept and can come back. Its document stays out of overlap: it has been read."""
    lock_project(example.project)
    if example.project.examples.living().filter(id=example.id).update(retired_at=timezone.now()):
        _event(example, by, "example retired")


@transaction.atomic
def bring_example_back(example: Example, by: User) -> None:
    """Into the booklet again. Raises Invalid or Conflict where its document can no longer be shown."""
    lock_project(example.project)
    check_document(example.document)
    if (
        example.project.examples.current()
        .filter(id=example.id)
        .exclude(retired_at=None)
        .update(retired_at=None)
    ):
        _event(example, by, "example brought back")


def last_number(project: Project) -> int:
    return project.examples.aggregate(last=Max("number"))["last"] or 0


def example_numbered(project: Project, number: int) -> Example:
    return project.examples.current().select_related("page__current", "document", "author").get(number=number)


def examples_of(page: Page) -> QuerySet[Example]:
    """A page's examples: first what counts, then what does not, then the borderline."""
    place = Case(*(When(kind=kind, then=place) for place, kind in enumerate(Example.Kind)))
    return page.examples.living().order_by(place, "number")


def check_document(document: Document) -> None:
    """Raises Invalid or Conflict for a document that cannot be an example."""
    if document.erased_at:
        raise Conflict(_("This document was erased: there is nothing left to show."))
    if document.withdrawn_at:
        raise Conflict(_("This document is withdrawn. Restore it first, or choose another."))
    if QueueRow.objects.filter(document=document, pool=Pool.AUDIT).exists():
        raise Invalid(
            _(
                "This document is in the audit pool, which measures what nobody was shown: it cannot become an "
                "example. Choose another."
            )
        )


def _checked(project: Project, shown: Shown) -> list[Saying]:
    check_document(shown.document)
    if (
        shown.page.project_id != project.id
        or shown.document.project_id != project.id
        or shown.page.retired_at
    ):
        raise Invalid(_("Choose a page of this booklet that is in use."), field="page")
    if shown.kind not in Example.Kind:
        raise Invalid(_("An example counts, does not count, or is borderline. Choose one."), field="kind")
    _check_passage(shown)
    reasoning = shown.reasoning.strip()
    if not reasoning or len(reasoning) > LONGEST_REASONING or "\0" in reasoning:
        raise Invalid(
            _("Say why, in at most %(most)s characters: it is what people learn from.")
            % {"most": LONGEST_REASONING},
            field="reasoning",
        )
    return checked_says(project, shown.says, shown.start, shown.end)


def _check_passage(shown: Shown) -> None:
    length = shown.document.length
    if shown.start is not None and not 0 <= shown.start < (shown.end or 0) <= length:
        raise Invalid(_("The passage lies outside the document. Choose words in it."), field="start")
    long = length if shown.start is None else (shown.end or 0) - shown.start
    if long > LONGEST_PASSAGE:
        raise Invalid(
            _(
                "An example shows at most %(most)s characters, and this is %(count)s. Choose the words that matter."
            )
            % {"most": LONGEST_PASSAGE, "count": long},
            field="start",
        )


def _append(project: Project, shown: Shown, says: list[Saying], number: int, by: User) -> Example:
    Project.objects.filter(id=project.id).update(guideline_version=F("guideline_version") + 1)
    project.refresh_from_db(fields=["guideline_version"])
    reasoning = shown.reasoning.strip()
    passage = shown.document.text[shown.start : shown.end]
    made = Example.objects.create(
        project=project,
        number=number,
        page=shown.page,
        document=shown.document,
        kind=shown.kind,
        start=shown.start,
        end=shown.end,
        says=says,
        reasoning=reasoning,
        guideline_version=project.guideline_version,
        author=by,
    )
    words = SearchVector(Value(f"{reasoning} {passage}", TextField()), config="simple")
    Example.objects.filter(id=made.id).update(words=words)
    return made


def _event(example: Example, by: User, kind: str) -> None:
    Event.objects.create(
        project_id=example.project_id,
        document_id=example.document_id,
        actor=by,
        kind=kind,
        detail={"example": example.number},
    )
