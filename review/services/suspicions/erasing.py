"""What an erased document leaves among the suspicions: nothing, for what a model said of it came from its words."""

from annotate.models import Document
from review.models import Suspicion


def erase_text(document: Document) -> int:
    """How many rows went."""
    return Suspicion.objects.filter(document=document).delete()[0]
