"""What an erased document leaves in the booklet: decisions and examples stay, without its words."""

from annotate.models import Document
from booklet.models import Decision, Example, InterviewAnswer, SharedDocument, VisitorComment

ERASED = "(erased)"


def erase_text(document: Document) -> int:
    """Take the document's words out of decisions on questions about it, and out of examples: how many were changed."""
    changed = _of_decisions(document) + _of_examples(document) + _of_shares(document)
    return changed + _of_interviews(document)


def _of_decisions(document: Document) -> int:
    decisions = list(Decision.objects.filter(inquiries__document=document).distinct())
    for decision in decisions:
        decision.title, decision.context = ERASED, ERASED  # both begin as the question, which goes as well
        for quote in decision.quotes:
            decision.decision = decision.decision.replace(quote, ERASED)
            decision.consequences = decision.consequences.replace(quote, ERASED)
        decision.quotes = []
    return Decision.objects.bulk_update(decisions, ["title", "context", "decision", "consequences", "quotes"])


def _of_examples(document: Document) -> int:
    """The passage is read from the document, so it is gone; why it is an example may repeat its words."""
    return Example.objects.filter(document=document).update(reasoning=ERASED, words=None)


def _of_shares(document: Document) -> int:
    """A link shows it no more, and what visitors said of it may repeat its words."""
    shown, _each = SharedDocument.objects.filter(document=document).delete()
    said = VisitorComment.objects.filter(document=document)
    return shown + said.exclude(reply="").update(reply=ERASED) + said.update(text=ERASED)


def _of_interviews(document: Document) -> int:
    """That it was asked about stays; why it is usable, and what was called what in it, may repeat its words."""
    return InterviewAnswer.objects.filter(shown__document=document).update(reason="", notes=[])
