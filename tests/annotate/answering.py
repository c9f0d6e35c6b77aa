"""Saving an answer in a test as the workbench does, without asking the queue for the document first."""

from annotate import queue
from annotate.models import Annotation, Standing
from annotate.prepared import Query
from annotate.services.annotations import parse_submission, save_annotation

# Tests say thousands of things: what stands is asked as the workbench asks, by a statement composed once
STANDS = Query(
    "stands",
    lambda document, annotator: Standing.objects.select_related("current").filter(
        document=document, annotator=annotator, occasion="work"
    ),
    document=-1,
    annotator=-2,
)


def says(membership, answer, document, *, takes_slot=False, **what) -> Annotation:
    """Let this annotator say something about the document; `answer` is the fixture of that name."""
    standing = STANDS.first(document=document.id, annotator=membership.user_id)
    if standing is None:
        Standing.objects.create(
            document=document,
            annotator_id=membership.user_id,
            project_id=membership.project_id,
            state="leased",
            stream="control",
            holds_slot=takes_slot and queue.take_slot(document.id),
        )
    replaces = str(standing.current.key) if standing and standing.current else None
    body = answer({"sha256": bytes(document.sha256).hex()}, replaces=replaces, **what)
    return save_annotation(membership, document, parse_submission(body))
