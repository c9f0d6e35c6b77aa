"""Comments on the words of a page. They survive later edits: where the words stand is found anew at each reading."""

import html
import re
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, User
from annotate.problems import Conflict, Invalid
from annotate.services.notifications import notify_of_mentions
from booklet.models import Comment, Page
from booklet.text.anchors import Anchor, anchor_at, find
from booklet.text.markdown import render

LONGEST = 4_000
LONGEST_QUOTE = 500
MOST_OF_PAGE = 1_000
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Said:
    """What somebody says: about words of the page (the `nth` time they stand there), about all of it, or in reply."""

    text: str
    quote: str = ""
    nth: int = 0
    replies_to: Comment | None = None


@dataclass(frozen=True)
class Thread:
    """A comment with its replies, and where its words stand now: the words, and the how manyth time they do."""

    comment: Comment
    replies: list[Comment] = field(default_factory=list)
    words: str = ""
    nth: int = 0

    @property
    def is_lost(self) -> bool:
        """Its words are gone from the page."""
        return bool(self.comment.quote and not self.words)


def comment_on(page: Page, said: Said, by: User) -> Comment:
    """Keep a comment. Raises Invalid, or Conflict for a retired page."""
    if page.retired_at:
        raise Conflict(_("This page is retired. Bring it back first."))
    text = said.text.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST or "\0" in text + said.quote:
        raise Invalid(_("A comment has 1 to %(most)s characters.") % {"most": LONGEST}, field="text")
    if page.comments.count() >= MOST_OF_PAGE:
        raise Invalid(
            _("A page has at most %(most)s comments. Change the page instead.") % {"most": MOST_OF_PAGE}
        )
    anchor = Anchor("") if said.replies_to else _anchor(page, said)
    made = Comment.objects.create(
        page=page,
        revision=page.current,
        replies_to=said.replies_to,
        quote=anchor.quote,
        before=anchor.before,
        after=anchor.after,
        text=text,
        author=by,
    )
    _event(made, by, "comment made")
    notify_of_mentions(page.project, text, made.id, by)
    return made


def resolve(comment: Comment, by: User) -> None:
    """It is settled. Twice is once."""
    if Comment.objects.filter(id=comment.id, resolved_at=None).update(
        resolved_at=timezone.now(), resolved_by=by
    ):
        _event(comment, by, "comment resolved")


def reopen(comment: Comment, by: User) -> None:
    """It is not settled after all."""
    if (
        Comment.objects.filter(id=comment.id)
        .exclude(resolved_at=None)
        .update(resolved_at=None, resolved_by=None)
    ):
        _event(comment, by, "comment reopened")


def threads_of(page: Page) -> tuple[list[Thread], list[Thread]]:
    """Open and resolved ones, each in the order of their words on the page; those without words last."""
    comments = list(page.comments.select_related("author", "resolved_by"))
    replies: dict[int, list[Comment]] = {}
    for comment in comments:
        if comment.replies_to_id:
            replies.setdefault(comment.replies_to_id, []).append(comment)
    text = plain_text(page.current.text)
    placed = [
        _placed(comment, replies.get(comment.id, []), text)
        for comment in comments
        if not comment.replies_to_id
    ]
    threads = [thread for _place, thread in sorted(placed, key=lambda one: one[0])]
    return (
        [thread for thread in threads if not thread.comment.resolved_at],
        [thread for thread in threads if thread.comment.resolved_at],
    )


def plain_text(text: str) -> str:
    """What a reader can choose words in: the page without its markup and its live blocks.

    >>> plain_text("# Price\\n\\nToo *dear* & {{label: x}}")
    'Price\\nToo dear & {{label: x}}\\n'
    """
    return html.unescape(TAG.sub("", render(text).html))


def _anchor(page: Page, said: Said) -> Anchor:
    """The words as they stand on the page; blanks may differ, for a selection joins lines. Raises Invalid."""
    words = said.quote.split()
    if not words:
        return Anchor("")
    if len(said.quote) > LONGEST_QUOTE:
        raise Invalid(
            _("Comment on at most %(most)s characters at a time.") % {"most": LONGEST_QUOTE}, field="quote"
        )
    text = plain_text(page.current.text)
    places = list(re.finditer(r"\s+".join(re.escape(word) for word in words), text))
    if not places:
        raise Invalid(
            _(
                "These words do not stand on the page as it is now. Choose words of its text, or leave the field empty."
            ),
            field="quote",
        )
    return anchor_at(text, *places[min(said.nth, len(places) - 1)].span())


def _placed(comment: Comment, replies: list[Comment], text: str) -> tuple[tuple[float, int], Thread]:
    found = find(Anchor(comment.quote, comment.before, comment.after), text)
    if found is None:
        return (float("inf"), comment.id), Thread(comment, replies)
    start, end = found
    words = text[start:end]
    nth = sum(place.start() < start for place in re.finditer(f"(?={re.escape(words)})", text))
    return (start, comment.id), Thread(comment, replies, words, nth)


def _event(comment: Comment, by: User, kind: str) -> None:
    Event.objects.create(
        project_id=comment.page.project_id,
        actor=by,
        kind=kind,
        detail={"page": comment.page_id, "comment": comment.id},
    )
