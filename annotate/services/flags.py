"""Answering what an annotator asked or noted about a document."""

from django.db import transaction
from django.utils import timezone

from annotate.models import Event, Flag, User


@transaction.atomic
def resolve_flag(flag: Flag, by: User) -> None:
    """Mark a flag as dealt with. A second time changes nothing."""
    if Flag.objects.filter(id=flag.id, resolved_at=None).update(resolved_at=timezone.now(), resolved_by=by):
        Event.objects.create(
            project_id=flag.project_id,
            document_id=flag.document_id,
            actor=by,
            kind="flag resolved",
            detail={"flag": flag.id},
        )
