"""What visitors say, and what the project replies."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, User
from annotate.problems import Conflict, Invalid
from booklet.models import Page, Share, VisitorComment

LONGEST = 4_000
LONGEST_NAME = 60
MOST_OF_SHARE = 500
SECTION = "comments"


@dataclass(frozen=True)
class Said:
    """What a visitor sends. `about`: “page-3”, “document-7”, or nothing for all of it."""

    name: str
    text: str
    about: str = ""


@transaction.atomic
def comment_as_visitor(share: Share, said: Said) -> VisitorComment:
    """Keep it for the project's owners. Raises Invalid or Conflict."""
    if SECTION not in share.sections:
        raise Conflict(_("Comments are closed here."))
    name = " ".join(said.name.split())
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        raise Invalid(
            _("Say who you are, in 1 to %(most)s characters.") % {"most": LONGEST_NAME}, field="name"
        )
    comment = VisitorComment(share=share, name=name, text=_checked_text(said.text))
    _set_about(comment, said.about)
    if share.comments.count() >= MOST_OF_SHARE:
        raise Conflict(_("There are %(most)s comments here already: no more fit.") % {"most": MOST_OF_SHARE})
    comment.save()
    Event.objects.create(
        project_id=share.project_id,
        document_id=comment.document_id,
        kind="visitor's comment made",
        detail={"share": share.id, "visitor_comment": comment.id},
    )
    return comment


@transaction.atomic
def reply_to_visitor(comment: VisitorComment, text: str, by: User) -> None:
    """Everybody with the link reads it; once more words it anew. Raises Invalid."""
    comment.reply, comment.replied_by, comment.replied_at = _checked_text(text), by, timezone.now()
    comment.save(update_fields=["reply", "replied_by", "replied_at"])
    Event.objects.create(
        project_id=comment.share.project_id,
        document_id=comment.document_id,
        actor=by,
        kind="visitor's comment answered",
        detail={"visitor_comment": comment.id},
    )


def comments_on(share: Share) -> QuerySet[VisitorComment]:
    """All of them, in their order."""
    return share.comments.select_related("page__current", "document", "replied_by")


def comments_about(page: Page) -> QuerySet[VisitorComment]:
    """What visitors said of a page: for its writers, since a visitor may have seen what annotators may not."""
    return page.visitor_comments.select_related("share", "replied_by")


def _set_about(comment: VisitorComment, about: str) -> None:
    """Only what the share shows can be spoken of."""
    kind, _dash, number = about.partition("-")
    if kind == "page" and number in comment.share.sections.get("pages", []):
        comment.page_id = int(number)
    elif kind == "document" and number.isdecimal() and len(number) < 10:
        shown = comment.share.documents.filter(id=int(number)).first()
        comment.document = shown.document if shown else None


def _checked_text(value: str) -> str:
    text = value.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST or "\0" in text:
        raise Invalid(_("A comment has 1 to %(most)s characters.") % {"most": LONGEST}, field="text")
    return text
