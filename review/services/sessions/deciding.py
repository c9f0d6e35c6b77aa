"""In the meeting: deciding an item, and closing the session."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Document, Event, Membership
from annotate.problems import Conflict, Invalid
from annotate.services.inquiries import reply
from booklet.models import Decision
from booklet.services import decisions
from booklet.services.pages import LONGEST_TITLE
from review.meetings.passages import shared_passages
from review.models import Session, SessionItem
from review.services.sessions.pages import pages_of
from review.services.sessions.telling import Names, facts_of, title_of

LONGEST = 4_000


@dataclass(frozen=True)
class Wish:
    """What was decided; `seen_at` is when the decision shown before was made, so that none is written over unseen."""

    text: str
    seen_at: datetime | None = None
    for_booklet: bool = False


@transaction.atomic
def decide_item(item: SessionItem, wish: Wish, membership: Membership) -> SessionItem:
    """Keep what was decided, also as a decision of the booklet if so wished. An open question is answered by it.

    Raises Invalid or Conflict.
    """
    text = _checked(wish.text)
    session = Session.objects.select_for_update(no_key=True).get(id=item.session_id)
    item = SessionItem.objects.select_related("question", "inquiry__document", "revision__page").get(
        id=item.id
    )
    _check_open(session)
    if item.decided_at != wish.seen_at:
        raise Conflict(
            _("%(name)s has decided this meanwhile: “%(text)s”. Yours is not kept: “%(yours)s”.")
            % {"name": item.decided_by, "text": item.decision, "yours": text}
        )
    waits = item.inquiry and item.inquiry.answered_at is None
    if wish.for_booklet and item.made_id is None:
        item.made = _in_booklet(item, text, membership)
    elif waits:
        reply(item.inquiry, text, membership.user)
    item.decision, item.decided_by, item.decided_at = text, membership.user, timezone.now()
    item.quotes = quotes_of(item)
    item.save()
    return item


@transaction.atomic
def close_session(session: Session, membership: Membership) -> None:
    """Its minutes are final from now on. Closing twice is closing once."""
    locked = Session.objects.select_for_update(no_key=True).get(id=session.id)
    if not locked.is_open:
        return
    locked.closed_by, locked.closed_at = membership.user, timezone.now()
    locked.save(update_fields=["closed_by", "closed_at"])
    Event.objects.create(
        project_id=locked.project_id,
        actor=membership.user,
        kind="session closed",
        detail={"session": locked.id},
    )


def quotes_of(item: SessionItem) -> dict[str, list[str]]:
    """What the decision repeats of the documents it was made on."""
    texts = Document.objects.filter(id__in=item.documents, erased_at=None).values_list("id", "text")
    found = {str(document): shared_passages(item.decision, text) for document, text in texts.iterator(50)}
    if item.inquiry and item.inquiry.quote and item.inquiry.quote in item.decision:
        found.setdefault(str(item.inquiry.document_id), []).append(item.inquiry.quote)
    return {document: passages for document, passages in found.items() if passages}


def _in_booklet(item: SessionItem, text: str, membership: Membership) -> Decision:
    names = Names.of([item])
    inquiries = [item.inquiry] if item.inquiry and item.inquiry.answered_at is None else []
    wish = decisions.Wish(
        title_of(item, names)[:LONGEST_TITLE],
        text,
        context="\n\n".join(facts_of(item, names)),
        page=next(iter(pages_of(membership.project, item)), None),
        inquiries=inquiries,
    )
    return decisions.decide(membership.project, wish, membership.user)


def _check_open(session: Session) -> None:
    if not session.is_open:
        raise Conflict(_("Session %(number)s is closed: its minutes are final.") % {"number": session.number})


def _checked(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST or "\0" in text:
        raise Invalid(_("Write 1 to %(most)s characters.") % {"most": LONGEST}, field="decision")
    return text
