"""What the rules show on pages of other apps."""

from typing import Any

from annotate.models import Document, Membership
from annotate.models.queueing import Pool
from annotate.roles import Role
from weaklabels.services.explaining import explained
from weaklabels.views.roles import DECIDERS, WRITERS


def rules_panel(membership: Membership, document: Document) -> tuple[str, dict[str, Any]] | None:
    """Which rules fire on a document, on which words, and what they make of it together."""
    if document.erased_at or not may_see(membership, document):
        return None
    questions = [one for one in explained(document) if one.firings or one.silent]
    if not questions:
        return None
    context = {"questions": questions, "project": membership.project, "may_write": membership.has(*WRITERS)}
    return "weaklabels/_panel.html", context


def may_see(membership: Membership, document: Document) -> bool:
    """Whoever supervises may. Experts not in the audit share, which no author of rules looks into; and whoever
    annotates, too, only where suggestions are shown and nobody is to answer blind.
    """
    if membership.has(*DECIDERS):
        return True
    if not membership.has(*WRITERS) or document.queue_row.pool == Pool.AUDIT:
        return False
    project = membership.project
    return not membership.has(Role.ANNOTATOR) or (project.shows_suggestions and not project.is_blind)
