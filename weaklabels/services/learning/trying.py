"""A wrong answer that somebody saw in “Try it” becomes a document for annotation, with what they said about it."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Batch, Document, Flag, Membership, Project
from annotate.models.queueing import Pool, QueueRow
from annotate.problems import Invalid
from annotate.services.documents import NewDocument, add_documents, sha256_of
from annotate.services.work import raise_flag

BATCH = "Try it"
LONGEST = 20_000  # characters


def check_text(text: str) -> str:
    """The text as it may be tried. Raises Invalid."""
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(
            _("Type or paste a text of 1 to %(most)s characters.") % {"most": LONGEST}, field="text"
        )
    return text


@transaction.atomic
def flag_wrong(membership: Membership, text: str, note: str) -> Flag:
    """Make the text a document, unless it is one, and leave the note with it for the supervisors. Raises Invalid."""
    project = membership.project
    if not project.is_open:
        raise Invalid(_("The project is closed: nobody would annotate it."))
    document = _known(project, check_text(text)) or _made(membership, text)
    return raise_flag(membership, document, uuid.uuid4(), note)


def _known(project: Project, text: str) -> Document | None:
    return project.documents.filter(sha256=sha256_of(text), erased_at=None).order_by("id").first()


def _made(membership: Membership, text: str) -> Document:
    """In the open pool whatever chance says: picked because it was wrong, it would spoil the uniform audit share."""
    batch, _is_new = Batch.objects.get_or_create(
        project=membership.project, name=BATCH, defaults={"created_by": membership.user}
    )
    (document,) = add_documents(batch, [NewDocument(text)])
    QueueRow.objects.filter(document=document, pool=Pool.AUDIT).update(pool=Pool.OPEN)
    return document
