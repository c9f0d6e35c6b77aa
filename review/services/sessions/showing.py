"""A session with its items in words: for the screen in the meeting, and for its minutes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models.functions import Left

from annotate.models import Document, Label, Membership
from booklet.models import Page
from review.meetings.movement import Movement
from review.models import Session, SessionItem
from review.services.sessions.measuring import moved_since, told_by_several
from review.services.sessions.pages import pages_of, without_page
from review.services.sessions.revisiting import Revisited, to_revisit
from review.services.sessions.telling import Names, facts_of, title_of

EXAMPLES, EXCERPT = 3, 240
SESSIONS_BACK = 3  # whose decisions are measured


@dataclass(frozen=True)
class Shown:
    item: SessionItem
    title: str
    facts: list[str]
    pages: list[Page]
    unwritten: list[Label]  # labels without a page
    examples: list[Document] = field(default_factory=list)
    revisit: list[Revisited] = field(default_factory=list)


@dataclass(frozen=True)
class Measured:
    """What became of an earlier decision."""

    item: SessionItem
    title: str
    movement: Movement


def items_of(session: Session) -> list[SessionItem]:
    return list(
        session.items.select_related(
            "question__project__schema",
            "inquiry__document",
            "inquiry__author",
            "inquiry__label",
            "revision__page__current",
            "made",
            "decided_by",
        ).order_by("place")
    )


def shown_items(membership: Membership, session: Session) -> list[Shown]:
    items = items_of(session)
    names, documents = Names.of(items), _examples(items)
    pages = {item.id: pages_of(membership.project, item) for item in items}
    return [
        Shown(
            item,
            title_of(item, names),
            facts_of(item, names),
            pages[item.id],
            without_page(item, pages[item.id]),
            [documents[one] for one in item.documents if one in documents][:EXAMPLES],
            to_revisit(membership, item),
        )
        for item in items
    ]


def _examples(items: Sequence[SessionItem]) -> dict[int, Document]:
    """A few documents of each item, with the beginning of their texts."""
    wanted = {one for item in items for one in item.documents[: 2 * EXAMPLES]}
    living = Document.objects.filter(erased_at=None, withdrawn_at=None).defer("text", "metadata")
    return living.annotate(excerpt=Left("text", EXCERPT)).in_bulk(wanted)


def moved_before(session: Session) -> list[Measured]:
    """The decisions of the sessions before, and whether people differ less since."""
    rows = SessionItem.objects.filter(
        session__project=session.project_id,
        session__number__lt=session.number,
        session__number__gte=session.number - SESSIONS_BACK,
        kind=SessionItem.Kind.THEME,
    ).exclude(decision="")
    items = list(
        rows.select_related("question__project__schema", "session").order_by("-session__number", "place")
    )
    names = Names.of(items)
    said = {question: told_by_several(question) for question in {item.question for item in items}}
    return [Measured(item, title_of(item, names), moved_since(item, said[item.question])) for item in items]
