"""Documents of which everybody may know what is right: they tell nothing any more of how people agree."""

from annotate.models import Document, QueueRow
from annotate.models.queueing import IN_NO_OVERLAP


def leave_overlap(document: Document) -> None:
    """Out of overlap for good, whatever the settings say later: one answer is all the document wants.

    Answers that are there stay, and so does what is lent. Who makes a list of documents to be asked about again (gold
    checks, repeats) leaves out those with this key.
    """
    QueueRow.objects.filter(document=document).update(overlap_key=IN_NO_OVERLAP, wants=1)
