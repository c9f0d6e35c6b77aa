"""One step of an annotator: what was served, in the form the workbench reads."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import queue
from annotate.models import (
    Annotation,
    Document,
    Event,
    Flag,
    Hold,
    Membership,
    Occasion,
    QueueRow,
    Standing,
)
from annotate.problems import Conflict, Invalid
from annotate.queue import Tab
from annotate.services.annotations import (
    Submission,
    key_reused,
    save_within,
    standing_to_answer,
)
from annotate.services.own_progress import progress_of
from annotate.services.payloads import lend_payloads

LONGEST_NOTE = 4_000
RETRY_SECONDS = 20


@transaction.atomic
def lend(
    membership: Membership,
    want: int,
    holding: Sequence[int],
    *,
    reopen: bool = False,
    tab: Tab | None = None,
) -> dict[str, Any]:
    """Lend documents and say where this annotator stands: the step reply of the workbench."""
    queue.lock_annotator(membership.project_id, membership.user_id)
    return lend_locked(membership, want, holding, reopen=reopen, tab=tab)


def lend_locked(
    membership: Membership,
    want: int,
    holding: Sequence[int],
    *,
    reopen: bool = False,
    tab: Tab | None = None,
) -> dict[str, Any]:
    """`lend` for a caller who holds the annotator's lock."""
    served = queue.next_for(membership, want, holding, reopen=reopen, tab=tab)
    documents = lend_payloads(membership, served.standing_ids)
    return {
        "documents": documents,
        "lost": served.lost,
        "guideline": membership.project.guideline_version,
        "progress": progress_of(membership),
        "empty": why_empty(membership) if not documents and not holding and served.is_dry else None,
    }


@transaction.atomic
def save_and_lend(
    membership: Membership,
    document: Document,
    submission: Submission,
    want: int,
    holding: Sequence[int],
    tab: Tab | None = None,
) -> dict[str, Any]:
    """Save an answer and lend the next document: one request, one transaction."""
    annotation = save_within(membership, document, submission)
    receipt = saved(annotation) | {"note": why_it_does_not_count(membership, document, annotation)}
    return {"saved": receipt, **lend_locked(membership, want, holding, tab=tab)}


def saved(annotation: Annotation) -> dict[str, Any]:
    """The receipt of a save."""
    return {
        "key": str(annotation.key),
        "annotation": annotation.id,
        "saved_at": annotation.saved_at.isoformat(),
        "extra": annotation.is_extra,
    }


def why_it_does_not_count(membership: Membership, document: Document, annotation: Annotation) -> str | None:
    """What an annotator is told of an answer that was kept but does not count, or not yet."""
    if document.withdrawn_at:
        return _(
            "withdrawn by a supervisor meanwhile. Your answer is kept and counts if the document returns."
        )
    if not annotation.is_extra:
        return None
    if not membership.project.is_open:
        return _("the project was closed meanwhile. Your answer is kept as extra.")
    return _("it had all the answers it wants. Yours is kept as extra.")


@transaction.atomic
def skip(membership: Membership, document: Document, reason: str) -> None:
    """Give the document up for good: the slot is free, it never comes back to this person.

    Skipped by as many as it wants, it is held for the supervisor. Skipping twice changes nothing.
    """
    standing = standing_to_answer(membership, document)
    if standing.state == Standing.State.SKIPPED:
        return
    if standing.current_id and standing.state != Standing.State.RETURNED:
        raise Conflict(
            _("You have answered this document. Change or withdraw the answer instead of skipping it.")
        )
    held_slot, standing.holds_slot = standing.holds_slot, False
    standing.state, standing.lease_until, standing.changed_at = Standing.State.SKIPPED, None, timezone.now()
    standing.save(update_fields=["state", "holds_slot", "lease_until", "changed_at"])
    Event.objects.create(
        project_id=membership.project_id,
        document=document,
        actor_id=membership.user_id,
        kind="skipped",
        detail={"reason_given": bool(reason)},
    )
    if reason:
        raise_flag(membership, document, uuid.uuid4(), reason)
    if held_slot:
        queue.free_slot([document.id])
    if standing.occasion == Occasion.WORK:
        _hold_if_skipped_by_all(document)


@transaction.atomic
def give_back(
    membership: Membership,
    document_ids: Sequence[int],
    on_screen: int | None = None,
    tab: Tab | None = None,
) -> list[int]:
    """End own leases early, when the page is left or another needs the document. Returns what others may have now.

    The document on the screen is kept for a moment: the next page of this person has it again.
    """
    whose = (membership.project_id, membership.user_id)
    queue.lock_annotator(*whose)
    name = tab.name if tab else None
    queue.let_go(*whose, [*document_ids, *([on_screen] if on_screen else [])], name)
    return queue.release(*whose, document_ids, name)


@transaction.atomic
def renew(
    membership: Membership, document_ids: Sequence[int], current: int | None, tab: Tab | None = None
) -> list[int]:
    """Keep own leases going while the tab is open. Returns the documents that are no longer lent."""
    whose = (membership.project_id, membership.user_id)
    queue.lock_annotator(*whose)
    return queue.renew(*whose, document_ids, current, tab.name if tab else None)


def _hold_if_skipped_by_all(document: Document) -> None:
    row = QueueRow.objects.select_for_update().get(document=document)
    skips = Standing.objects.filter(document=document, state=Standing.State.SKIPPED, occasion="work").count()
    if skips >= row.wants and not row.is_held:
        Hold.objects.create(document=document, reason=Hold.Reason.SKIPPED)
        queue.hold([document.id])


def raise_flag(membership: Membership, document: Document, key: uuid.UUID, note: str) -> Flag:
    """Keep a note to the supervisor. The same key again is the same flag."""
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise Invalid(_("A note has 1 to %(most)s characters.") % {"most": LONGEST_NOTE}, field="note")
    flag, is_new = Flag.objects.get_or_create(
        key=key,
        defaults={
            "project_id": membership.project_id,
            "document": document,
            "author_id": membership.user_id,
            "note": note,
        },
    )
    if not is_new and (flag.document_id, flag.author_id, flag.note) != (
        document.id,
        membership.user_id,
        note,
    ):
        raise key_reused()
    return flag


def why_empty(membership: Membership) -> dict[str, Any]:
    """Why nothing is served, in a sentence about this annotator only, and when to ask again."""
    project = membership.project
    if project.closed_at:
        return {"sentence": _("This project is closed. Thank you for your work."), "retry_seconds": None}
    if project.schema_id is None:
        return {
            "sentence": _("This project asks nothing yet. An owner is still writing the questions."),
            "retry_seconds": None,
        }
    if membership.awaits_training:
        return {
            "sentence": _("Before you are lent documents, answer the training: it stands in the booklet."),
            "retry_seconds": None,
        }
    rows = QueueRow.objects.filter(project=project)
    if not rows.exists():
        return {"sentence": _("There are no documents yet. A supervisor imports them."), "retry_seconds": 60}
    if queue.holds_elsewhere(membership):
        return {
            "sentence": _(
                "The documents that are left for you are open in another tab or window of yours. "
                "Go on there, or close it."
            ),
            "retry_seconds": RETRY_SECONDS,
        }
    lent = Standing.objects.filter(project=project, state="leased", holds_slot=True)
    if lent.exclude(annotator=membership.user_id).exists():
        return {
            "sentence": _(
                "The last open documents are with others just now. One may come back to you in a moment."
            ),
            "retry_seconds": RETRY_SECONDS,
        }
    return {
        "sentence": _("You are done: every document either has all the answers it wants or one of yours."),
        "retry_seconds": 60,
    }
