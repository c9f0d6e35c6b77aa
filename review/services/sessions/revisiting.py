"""Answers given before a decision on what it is about: to be looked at again."""

from dataclasses import dataclass

from annotate.models import Document, Membership, Standing
from review.models import SessionItem
from review.services.disagreements.naming import names_for
from review.services.sending_back import send_back


@dataclass(frozen=True)
class Revisited:
    annotation: int
    document: Document
    name: str


def to_revisit(membership: Membership, item: SessionItem) -> list[Revisited]:
    """Current answers to the documents of a decided theme, older than the decision, and not sent back yet."""
    if item.kind != SessionItem.Kind.THEME or item.decided_at is None:
        return []
    rows = Standing.objects.filter(
        document__in=item.documents,
        document__erased_at=None,
        document__withdrawn_at=None,
        occasion="work",
        state=Standing.State.ANSWERED,
        current__saved_at__lt=item.decided_at,
    )
    standings = list(
        rows.select_related("document").defer("document__text").order_by("document", "annotator")
    )
    names = names_for(membership, [one.annotator_id for one in standings])
    return [
        Revisited(
            one.current_id, one.document, names.of(one.document_id, [one.annotator_id])[one.annotator_id]
        )
        for one in standings
    ]


def send_back_item(membership: Membership, item: SessionItem) -> tuple[int, list[str]]:
    """All of them, with the decision as the note."""
    answers = [one.annotation for one in to_revisit(membership, item)]
    return send_back(answers, item.decision, membership.user)
