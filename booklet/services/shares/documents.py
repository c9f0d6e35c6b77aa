"""The documents a share shows: picked, and what stands beside each."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotate.models import Document, Project
from annotate.models.queueing import Pool, QueueRow
from annotate.problems import Invalid
from booklet.models import Share, SharedDocument
from booklet.services.examples import check_document
from booklet.services.sayings import Saying, checked_says

MOST = 50
MOST_DRAWN = 20


def add_named(share: Share, names: Sequence[str], output: str) -> int:
    """Show these documents, named by their external id or number; how many are new. Raises Invalid or Conflict."""
    names = [name.strip() for name in names if name.strip()]
    found = [_named(share.project, name) for name in names[: MOST + 1]]
    if not found:
        raise Invalid(_("Write the ids of documents, one a line, or draw some."), field="names")
    for document in found:
        check_document(document)
    return _add(share, found, output)


def add_drawn(share: Share, number: int, output: str) -> int:
    """Show some that are drawn at random, never of the audit pool. Raises Invalid."""
    if not 1 <= number <= MOST_DRAWN:
        raise Invalid(_("Draw 1 to %(most)s documents at a time.") % {"most": MOST_DRAWN}, field="number")
    shown = share.documents.values("document")
    rows = QueueRow.objects.filter(document__project=share.project, pool=Pool.OPEN).exclude(
        document__in=shown
    )
    rows = rows.filter(document__erased_at=None, document__withdrawn_at=None)
    drawn = list(Document.objects.filter(id__in=rows.order_by("?").values("document")[:number]))
    if not drawn:
        raise Invalid(_("There is no document left to draw."), field="number")
    return _add(share, drawn, output)


def set_output(shown: SharedDocument, output: str, says: Sequence[Saying]) -> None:
    """Say whose output stands beside the document; `says` is what was written by hand. Raises Invalid."""
    _check_output(output)
    if output == SharedDocument.Output.BY_HAND:
        shown.says = checked_says(shown.share.project, says, 0, shown.document.length)
    shown.output = output
    shown.save(update_fields=["output", "says"])


def documents_of(share: Share) -> QuerySet[SharedDocument]:
    return share.documents.select_related("document").defer("document__metadata")


def _named(project: Project, name: str) -> Document:
    """The document of this id; our own number is asked for only where no document has such an id."""
    document = project.documents.filter(external_id=name).first()
    if document is None and name.isdecimal() and len(name) < 19:
        document = project.documents.filter(id=int(name)).first()
    if document is None:
        raise Invalid(
            _("No document of this project is called “%(name)s”.") % {"name": name[:60]}, field="names"
        )
    return document


def _add(share: Share, documents: Iterable[Document], output: str) -> int:
    _check_output(output)
    there = set(share.documents.values_list("document", flat=True))
    new = {document.id: document for document in documents if document.id not in there}
    if len(there) + len(new) > MOST:
        raise Invalid(_("At most %(most)s documents are shown; somebody has to read them.") % {"most": MOST})
    SharedDocument.objects.bulk_create(
        SharedDocument(share=share, document=document, output=output) for document in new.values()
    )
    return len(new)


def _check_output(output: str) -> None:
    if output not in SharedDocument.Output:
        raise Invalid(_("Choose what stands beside the document."), field="output")
