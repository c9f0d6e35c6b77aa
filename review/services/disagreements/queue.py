"""The queue of disagreements: documents whose current answers differ on a question, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Left

from annotate.models import Document, Label, Membership, Question
from annotate.roles import Role
from review.services.disagreements.looking import look
from review.services.disagreements.naming import names_for
from review.services.disagreements.ranking import Disagreement, Only, Place, ranked
from review.services.disagreements.referred import referred
from review.services.disagreements.telling import Told, told

A_PAGE = 30
EXCERPT = 240
TORN = 0.5  # and more: the first label leads by less than half


@dataclass(frozen=True)
class Wish:
    """A queue: of one question, narrowed, from answers not younger than `until` back."""

    question: Question
    only: Only
    until: datetime


@dataclass(frozen=True)
class Queue:
    """All that was found in a look; `since` says how far back it reached, `goes_on` whether there is more."""

    wish: Wish
    found: list[Disagreement]
    since: datetime | None
    goes_on: bool

    @property
    def has_model(self) -> bool:
        """Does a model's doubt count among them?"""
        return any(one.torn is not None for one in self.found)

    def page(self, after: Place | None) -> tuple[list[Disagreement], Place | None]:
        """Some of them from a place on, and from where the next page goes on."""
        rest = [one for one in self.found if after is None or one.place < after]
        shown = rest[:A_PAGE]
        return shown, shown[-1].place if len(rest) > A_PAGE else None

    def around(self, document_id: int) -> tuple[int | None, int | None]:
        """The documents before and after this one; of one that is not in it, nothing and the first."""
        ids = [one.document_id for one in self.found]
        if document_id not in ids:
            return None, ids[0] if ids else None
        place = ids.index(document_id)
        return (ids[place - 1] if place else None), (ids[place + 1] if place + 1 < len(ids) else None)


@dataclass(frozen=True)
class Row:
    document: Document
    excerpt: str
    is_cut: bool
    told: Told
    is_torn: bool  # the model, too


def sees_audit(membership: Membership) -> bool:
    """Experts write the rules that the held-out part grades: what is decided there is not for them."""
    return not membership.has(Role.EXPERT)


def queue_for(membership: Membership, wish: Wish) -> Queue:
    looked = look(wish.question, wish.until)
    with_audit = sees_audit(membership)
    sent = referred(wish.question, wish.only, wish.until, with_audit=with_audit)
    known = {one.document_id for one in sent}
    found = ranked(wish.question, looked, wish.only, with_audit=with_audit)
    return Queue(
        wish, [*sent, *(one for one in found if one.document_id not in known)], looked.since, looked.goes_on
    )


def rows_for(membership: Membership, question: Question, shown: Sequence[Disagreement]) -> list[Row]:
    """These disagreements with the beginning of their text and what differs in words."""
    documents = (
        Document.objects.defer("text", "metadata")
        .annotate(excerpt=Left("text", EXCERPT))
        .in_bulk([one.document_id for one in shown])
    )
    names = names_for(membership, {given.annotator for one in shown for given in one.given})
    labels = Label.objects.filter(question=question).in_bulk()
    rows = []
    for one in shown:
        document = documents[one.document_id]
        called = names.of(document.id, [given.annotator for given in one.given])
        rows.append(
            Row(
                document,
                document.excerpt,
                document.length > EXCERPT,
                told(question, one.given, called, labels),
                one.torn is not None and one.torn >= TORN,
            )
        )
    return rows
