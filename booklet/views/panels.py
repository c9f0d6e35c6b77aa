"""What the booklet shows on a document's page: the examples it is, and how it becomes one."""

from typing import Any

from annotate.models import Document, Membership
from annotate.problems import Problem
from booklet.services.examples import check_document
from booklet.views.roles import WRITERS


def examples_panel(membership: Membership, document: Document) -> tuple[str, dict[str, Any]] | None:
    """None where there is nothing to read and nothing to do."""
    examples = list(document.examples.living().select_related("page__current").order_by("number"))
    may_write = membership.has(*WRITERS)
    if not (examples or may_write):
        return None
    context = {
        "examples": examples,
        "document": document,
        "project": membership.project,
        "may_write": may_write,
        "cannot": _why_not(document),
    }
    return "booklet/_document_examples.html", context


def _why_not(document: Document) -> str:
    try:
        check_document(document)
    except Problem as problem:
        return problem.sentence
    return ""
