"""Taking a document out of everybody's queue, and letting it back in."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from annotate import queue
from annotate.models import Document, Event, Hold, QueueRow, User
from annotate.signals import announce

# A supervisor's "let it go" ends these. A withdrawal ends by restoring the document, an erasure never.
WAITS_FOR_A_DECISION = (Hold.Reason.SKIPPED, Hold.Reason.QUESTION)


@transaction.atomic
def withdraw_document(document: Document, by: User) -> None:
    """Take the document out of the work and of default exports. Its answers stay; restoring brings all back."""
    document = _locked(document)
    if document.withdrawn_at:
        return
    document.withdrawn_at = timezone.now()
    document.save(update_fields=["withdrawn_at"])
    Hold.objects.create(document=document, reason=Hold.Reason.WITHDRAWN)
    queue.hold([document.id])
    _note(document, by, "document withdrawn")


@transaction.atomic
def restore_document(document: Document, by: User) -> None:
    """Take a withdrawal back."""
    document = _locked(document)
    if document.withdrawn_at is None or document.erased_at:
        return
    document.withdrawn_at = None
    document.save(update_fields=["withdrawn_at"])
    _close(document, by, [Hold.Reason.WITHDRAWN])
    _note(document, by, "document restored")


@transaction.atomic
def release_document(document: Document, by: User) -> None:
    """Decide that a held document goes back into the queue. Whoever skipped it is not served it again."""
    document = _locked(document)
    if _close(document, by, WAITS_FOR_A_DECISION):
        _note(document, by, "hold ended")


def _locked(document: Document) -> Document:
    return Document.objects.select_for_update(of=["self"], no_key=True).get(id=document.id)


def _close(document: Document, by: User, reasons: Sequence[str]) -> int:
    """Close the holds for these reasons; with none left open the document is free again. How many were closed."""
    still_open = Hold.objects.filter(document=document, closed_at=None)
    closed = still_open.filter(reason__in=reasons).update(closed_at=timezone.now(), closed_by=by)
    if closed and not still_open.exists():
        QueueRow.objects.filter(document=document).update(is_held=False)
        queue.reopen(document.project_id)
    return closed


def _note(document: Document, by: User, kind: str) -> None:
    Event.objects.create(project_id=document.project_id, document=document, actor=by, kind=kind)
    announce("document", document.project_id, [document.id])
