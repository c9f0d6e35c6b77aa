"""Erasing a document: its words go, its place stays, and nobody is ever served it again."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from annotate import ports
from annotate.erasure.files import erase_files
from annotate.erasure.holders import OF_DOCUMENT, erase_all
from annotate.erasure.tombstones import erased_id, erased_sha256
from annotate.models import Document, DocumentProfile, Event, FreedSlot, Hold, User
from annotate.signals import announce

LET_THROUGH = "SET LOCAL gloss.erasing = 'yes'"  # what the triggers of 0002 and 0010 look for

KIND = "document erased"

# Its old place in the random order is a hash of what it was.
PLACE = (
    "UPDATE annotate_queuerow SET is_held = true, random_key = hashtextextended(%s, 0) WHERE document_id = %s"
)


@transaction.atomic
def erase_document(document: Document, by: User | None) -> dict[str, Any]:
    """Replace every word of the document by a tombstone. Harmless to repeat; what came meanwhile goes too.

    Answers, labels and offsets stay: they say nothing without the text. Returns what the job reports: how
    many rows were erased, and which exports contained the document and are gone.
    """
    with connection.cursor() as cursor:
        cursor.execute(LET_THROUGH)
    is_first = _leave_tombstone(document)
    _keep_from_everybody(document)
    rows, _each = DocumentProfile.objects.filter(document=document).delete()
    rows += erase_all(OF_DOCUMENT, document) + sum(erase(document) for erase in ports.text_erasers)
    exports = erase_files(document.project, since=document.batch.created_at)
    if is_first:
        _note(document, by, exports)
        announce("document", document.project_id, [document.id])
    return {"rows": rows, "exports": _exports_noted(document, exports)}


def _leave_tombstone(document: Document) -> bool:
    """Replace the words of the document's own row. False if that was done before."""
    before = Document.objects.select_for_update(no_key=True).get(id=document.id)
    if before.erased_at:
        return False
    document.text = ""
    document.sha256 = erased_sha256(bytes(before.sha256))
    document.external_id = erased_id(before.external_id) if before.external_id is not None else None
    document.metadata, document.group, document.erased_at = {}, "", timezone.now()
    document.save(update_fields=["text", "sha256", "external_id", "metadata", "group", "erased_at"])
    return True


def _keep_from_everybody(document: Document) -> None:
    """Out of every queue, for good."""
    Hold.objects.get_or_create(document=document, reason=Hold.Reason.ERASED, closed_at=None)
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [f"erased {document.id}", document.id])
    FreedSlot.objects.filter(document=document).delete()  # after its queue row, as the queue does


def _note(document: Document, by: User | None, exports: list[int]) -> None:
    Event.objects.create(
        project_id=document.project_id,
        document=document,
        actor=by,
        kind=KIND,
        detail={"hash": bytes(document.sha256).hex(), "exports": exports},
    )


def _exports_noted(document: Document, exports: list[int]) -> list[int]:
    """These, and those the first attempt found."""
    noted = Event.objects.get(document=document, kind=KIND).detail["exports"]
    return sorted({*noted, *exports})
