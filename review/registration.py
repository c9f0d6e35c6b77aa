"""What review adds to the apps below it: pages in the navigation, and who answers for the words it holds."""

from django.utils.translation import gettext_lazy as _

from annotate import ports
from annotate.models import Document, Membership
from annotate.roles import Role
from review.services.erasing import erase_person, erase_text

READERS = (Role.SUPERVISOR, Role.OWNER)

ACCOUNTED_FOR = {
    "review_adjudication.comment": "erased with the document, its decider or those it was sent back to",
    "review_adjudication.outcome": "a word of ours from a fixed list",
}


def register() -> None:
    ports.navigation.append(ports.NavigationEntry(_("Review"), "review:agreement", frozenset(READERS)))
    ports.text_erasers.append(erase_text)
    ports.person_erasers.append(erase_person)
    ports.accounted_for.update(ACCOUNTED_FOR)
    ports.document_panels.append(adjudication_panel)


def adjudication_panel(membership: Membership, document: Document) -> tuple[str, dict[str, object]] | None:
    """To a document's answers side by side, for those who decide."""
    if not membership.has(*READERS) or document.erased_at:
        return None
    return "review/_adjudication_panel.html", {"document": document}
