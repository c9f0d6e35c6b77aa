"""Saving an answer in a test as the workbench does, without asking the queue for the document first."""

from annotate import queue
from annotate.models import Annotation, Standing
from annotate.services.annotations import parse_submission, save_annotation


def says(membership, answer, document, *, takes_slot=False, **what) -> Annotation:
    """Let this annotator say something about the document; `answer` is the fixture of that name."""
    standing, is_new = Standing.objects.get_or_create(
        document=document,
        annotator=membership.user,
        occasion="work",
        defaults={"project": membership.project, "state": "leased", "stream": "control"},
    )
    if is_new and takes_slot:
        standing.holds_slot = queue.take_slot(document.id)
        standing.save()
    replaces = str(standing.current.key) if standing.current else None
    body = answer({"sha256": bytes(document.sha256).hex()}, replaces=replaces, **what)
    return save_annotation(membership, document, parse_submission(body))
