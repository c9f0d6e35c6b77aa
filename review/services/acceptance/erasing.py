"""What an erased document leaves among the proposals: nothing."""

from annotate.models import Document
from review.models import Proposal


def erase_text(document: Document) -> int:
    """How many rows went."""
    return Proposal.objects.filter(document=document).delete()[0]
