"""What an erased document leaves in the minutes: decisions stay, without its words."""

from annotate.models import Document
from review.models import SessionItem

ERASED = "(erased)"


def erase_text(document: Document) -> int:
    """How many items were touched."""
    items = list(SessionItem.objects.filter(documents__contains=[document.id]))
    for item in items:
        for passage in item.quotes.pop(str(document.id), []):
            item.decision = item.decision.replace(passage, ERASED)
    return SessionItem.objects.bulk_update(items, ["decision", "quotes"])
