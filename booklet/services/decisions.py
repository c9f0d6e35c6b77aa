"""Decisions: what was asked, what holds from now on, and what follows. One form answers, decides and edits the page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from annotate.models import Event, Inquiry, Notification, Project, User
from annotate.problems import Invalid
from annotate.services.inquiries import reply
from annotate.services.notifications import notify
from annotate.services.projects import lock_project
from booklet.models import Decision, Page
from booklet.services.examples import Shown, make_example
from booklet.services.pages import LONGEST_TITLE, Edit, save_page

LONGEST = 10_000
LONGEST_REPLY = 4_000


@dataclass(frozen=True)
class Wish:
    """What somebody decides. `page` with `edit` changes a page in the same step; `inquiries` are answered by it.

    `example` makes the document that was asked about an example of the page.
    """

    title: str
    decision: str
    context: str = ""
    consequences: str = ""
    page: Page | None = None
    edit: Edit | None = None
    inquiries: Sequence[Inquiry] = field(default_factory=tuple)
    example: Shown | None = None


@transaction.atomic
def decide(project: Project, wish: Wish, by: User) -> Decision:
    """Keep a decision, with the page and the example it makes, and the questions it answers.

    Raises Invalid, Conflict, or Overlapping where somebody else changed the same words of the page.
    """
    _check(wish)
    revision = save_page(wish.page, wish.edit, by) if wish.page and wish.edit else None
    if wish.example:
        make_example(project, wish.example, by)
    lock_project(project)
    last = project.decisions.aggregate(last=Max("number"))["last"] or 0
    made = Decision.objects.create(
        project=project,
        number=last + 1,
        title=" ".join(wish.title.split()),
        context=wish.context.strip(),
        decision=wish.decision.strip(),
        consequences=wish.consequences.strip(),
        page=wish.page,
        revision=revision,
        quotes=sorted({inquiry.quote for inquiry in wish.inquiries} - {""}),
        author=by,
    )
    made.inquiries.set(wish.inquiries)
    for inquiry in wish.inquiries:
        reply(inquiry, made.decision[:LONGEST_REPLY], by)
    Event.objects.create(
        project_id=project.id,
        actor=by,
        kind="decision made",
        detail={"decision": made.id, "number": made.number},
    )
    askers = {inquiry.author_id for inquiry in wish.inquiries}  # they are told of their answer
    members = project.memberships.filter(ended_at=None).values_list("user_id", flat=True)
    notify(project, Notification.Kind.DECISION, set(members) - askers, made.id, by)
    return made


def _check(wish: Wish) -> None:
    title = " ".join(wish.title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(_("A title has 1 to %(most)s characters.") % {"most": LONGEST_TITLE}, field="title")
    if not wish.decision.strip():
        raise Invalid(_("Say what was decided."), field="decision")
    for name in ("title", "context", "decision", "consequences"):
        text = getattr(wish, name)
        if len(text) > LONGEST or "\0" in text:
            raise Invalid(
                _("Each part has at most %(most)s characters, and no NUL among them.") % {"most": LONGEST},
                field=name,
            )
