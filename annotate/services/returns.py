"""Giving an answer back to whoever gave it, with a word on why."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import queue
from annotate.models import Document, Event, Standing, User
from annotate.problems import Conflict, Invalid
from annotate.roles import Role
from annotate.services.notifications import notify_of_return
from annotate.services.work import LONGEST_NOTE


@transaction.atomic
def return_answer(document: Document, annotator: User, note: str, by: User) -> Standing:
    """Ask an annotator to look at their answer again. It keeps its slot, and is theirs to change or confirm.

    Raises Invalid or Conflict.
    """
    note = note.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise Invalid(
            _("Say in 1 to %(most)s characters what to look at again.") % {"most": LONGEST_NOTE}, field="note"
        )
    _check_still_annotates(document, annotator)
    queue.lock_annotator(document.project_id, annotator.id)
    standing = (
        Standing.objects.select_for_update(of=["self"])
        .filter(document=document, annotator=annotator, occasion="work")
        .first()
    )
    if standing is None or standing.state != Standing.State.ANSWERED:
        raise Conflict(
            _("%(name)s has no answer to this document that could be returned. Reload the page.")
            % {"name": annotator}
        )
    standing.state, standing.note, standing.changed_at = Standing.State.RETURNED, note, timezone.now()
    standing.save(update_fields=["state", "note", "changed_at"])
    Event.objects.create(
        project_id=document.project_id,
        document=document,
        actor=by,
        kind="answer returned",
        detail={"to": annotator.id, "annotation": standing.current_id},
    )
    notify_of_return(document.project, annotator, document.id, by)
    return standing


def _check_still_annotates(document: Document, annotator: User) -> None:
    membership = document.project.memberships.filter(user=annotator, ended_at=None).first()
    if membership is None or not annotator.is_active or not membership.has(Role.ANNOTATOR):
        raise Invalid(
            _("%(name)s does not annotate in this project, so nobody would see the returned answer.")
            % {"name": annotator}
        )
