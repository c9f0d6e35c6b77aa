"""Edits suggested by those who may not edit, and what an expert makes of them."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Notification, Project, User
from annotate.problems import Conflict, Invalid
from annotate.services.notifications import notify
from booklet.models import Page, Proposal, Revision
from booklet.services.pages import Edit, checked_edit, forget_draft, locked, save_for

MOST_OPEN = 50


@transaction.atomic
def propose_edit(page: Page, edit: Edit, by: User) -> Proposal:
    """Lay an edit before the experts. Raises Invalid or Conflict."""
    page = locked(page)
    edit = checked_edit(page, edit)
    if (edit.title, edit.text) == (page.current.title, page.current.text):
        raise Invalid(_("Nothing differs from the page. Change what you would change, and suggest it."))
    if page.proposals.filter(author=by, state=Proposal.State.OPEN).count() >= MOST_OPEN:
        raise Conflict(
            _("You have %(most)s open suggestions here. Wait for an answer.") % {"most": MOST_OPEN}
        )
    proposal = Proposal.objects.create(
        page=page, base=edit.base, title=edit.title, text=edit.text, note=edit.note, author=by
    )
    forget_draft(page, by)
    _note(proposal, by, "edit suggested")
    return proposal


@transaction.atomic
def approve(proposal: Proposal, edit: Edit, by: User) -> Revision:
    """Save the suggested edit, as it is or as the expert changed it; its author stays its author. Raises Problem."""
    proposal = _open(proposal)
    revision = save_for(proposal.page, edit, proposal.author, approved_by=by)
    _decide(proposal, by, Proposal.State.APPROVED, revision=revision)
    return revision


@transaction.atomic
def decline(proposal: Proposal, reply: str, by: User) -> None:
    """Leave the page as it is, with a word on why. Raises Invalid or Conflict."""
    reply = " ".join(reply.split())
    if not reply or len(reply) > 300:
        raise Invalid(_("Say in 1 to %(most)s characters why not.") % {"most": 300}, field="reply")
    _decide(_open(proposal), by, Proposal.State.DECLINED, reply=reply)


def open_proposals(project: Project) -> QuerySet[Proposal]:
    """The oldest first, so that none is overlooked for those that come in later."""
    waiting = Proposal.objects.filter(page__project=project, state=Proposal.State.OPEN)
    return waiting.select_related("page__current", "author").order_by("id")


def _open(proposal: Proposal) -> Proposal:
    proposal = (
        Proposal.objects.select_for_update(of=["self"]).select_related("page", "author").get(id=proposal.id)
    )
    if proposal.state != Proposal.State.OPEN:
        raise Conflict(_("This suggestion is decided already. Reload the page."))
    return proposal


def _decide(
    proposal: Proposal, by: User, state: str, *, revision: Revision | None = None, reply: str = ""
) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.revision, proposal.reply = revision, reply
    proposal.save(update_fields=["state", "decided_by", "decided_at", "revision", "reply"])
    _note(proposal, by, f"edit {state}")
    page = proposal.page
    notify(page.project, Notification.Kind.PROPOSAL, [proposal.author_id], page.id, by)


def _note(proposal: Proposal, by: User, kind: str) -> None:
    Event.objects.create(
        project_id=proposal.page.project_id,
        actor=by,
        kind=kind,
        detail={"page": proposal.page_id, "proposal": proposal.id},
    )
