"""What an erased document leaves in the booklet: a decision about it stays, without its words."""

from annotate.models import Document
from booklet.models import Decision

ERASED = "(erased)"


def erase_text(document: Document) -> int:
    """Take the document's passages out of the decisions on questions about it: how many were changed."""
    decisions = list(Decision.objects.filter(inquiries__document=document).distinct())
    for decision in decisions:
        decision.title, decision.context = ERASED, ERASED  # both begin as the question, which goes as well
        for quote in decision.quotes:
            decision.decision = decision.decision.replace(quote, ERASED)
            decision.consequences = decision.consequences.replace(quote, ERASED)
        decision.quotes = []
    return Decision.objects.bulk_update(decisions, ["title", "context", "decision", "consequences", "quotes"])
