"""Reading: the tree, a page, what was found, and the panel beside the work."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate.access import require_role
from annotate.models import Label, Membership
from annotate.roles import Role
from booklet.models import Page
from booklet.services.asked_before import asked_before
from booklet.services.blocks import filled_beside
from booklet.services.comments import threads_of
from booklet.services.examples import examples_of
from booklet.services.links import pages_that_link_to, parts_of
from booklet.services.outlines import Outline, outline_of
from booklet.services.proposals import open_proposals
from booklet.services.receipts import known_before, readers_of, unread_by
from booklet.services.searching import search
from booklet.services.shares.comments import comments_about
from booklet.services.tree import labels_without_page
from booklet.text.markdown import render as render_text
from booklet.views.forms import whole
from booklet.views.roles import PROPOSERS, TRAINERS, WRITERS

NEWEST = 8  # changed lately, on the booklet's first page
EXAMPLES_SHOWN = 20  # below a page; the rest has a page of its own


@require_GET
@never_cache
def index(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The booklet as a whole: its tree, and what changed lately and is missing, or what was looked for."""
    membership = require_role(request, project_slug)
    words = request.GET.get("q", "")
    if words:
        context = {**_shell(membership), "words": words, "found": search(membership, words)}
        return render(request, "booklet/found.html", context)
    return render(request, "booklet/index.html", {**_shell(membership), **_news(membership)})


@require_GET
@never_cache
def page(request: HttpRequest, project_slug: str, page_id: int) -> HttpResponse:
    """One page, with what links here, what is said of it, and who has read its last change."""
    membership = require_role(request, project_slug)
    context = page_context(membership, page_of(membership, page_id))
    return render(request, "booklet/page.html", context | {"is_moving": "move" in request.GET})


@require_GET
@never_cache
def panel(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The booklet beside the work: the page of a label, or a list of all."""
    membership = require_role(request, project_slug)
    project, outline = membership.project, outline_of(membership.project)
    shown = None
    label = whole(request.GET.get("label"))
    if request.GET.get("page"):
        shown = page_of(membership, whole(request.GET["page"]))
    elif label:
        shown = project.pages.living().with_text().filter(label=label).first()
    context = {
        "project": project,
        "page": shown,
        "label": Label.objects.filter(question__project=project, id=label).first(),
        "tree": outline,
        **(_said(membership, shown, outline) if shown else {}),
        "before": asked_before(membership, whole(request.GET["document"]))
        if request.GET.get("document")
        else None,
    }
    return render(request, "booklet/_panel.html", context)


def page_context(membership: Membership, shown: Page) -> dict[str, Any]:
    """All that stands on a page."""
    opened, resolved = threads_of(shown)
    shell = _shell(membership, shown)
    to_confirm = unread_by(membership).filter(page=shown).first() if membership.has(Role.ANNOTATOR) else None
    return {
        **shell,
        "page": shown,
        **_said(membership, shown, shell["tree"]),
        "threads": opened,
        "resolved": resolved,
        "from_visitors": comments_about(shown) if membership.has(*WRITERS) else [],
        "anchors": [
            {"id": thread.comment.id, "words": thread.words, "nth": thread.nth}
            for thread in opened
            if thread.words
        ],
        "linking": pages_that_link_to(shown),
        "readers": readers_of(shown) if membership.has(*WRITERS) else None,
        "to_confirm": to_confirm,
        "known_before": known_before(to_confirm, membership) if to_confirm else None,
        "decisions": shown.decisions.select_related("author")[:10],
        "may_propose": membership.has(*PROPOSERS),
    }


def _news(membership: Membership) -> dict[str, Any]:
    """What is new in the booklet, and what waits for those who write it."""
    project, may_write = membership.project, membership.has(*WRITERS)
    newest = project.pages.living().order_by("-current__made_at").values_list("id", flat=True)[:NEWEST]
    return {
        "newest": project.pages.with_text().filter(id__in=list(newest)).order_by("-current__made_at"),
        "unread": unread_by(membership),
        "missing": labels_without_page(project) if may_write else [],
        "proposals": open_proposals(project).count() if may_write else 0,
        "decisions": project.decisions.select_related("author")[:5],
    }


def page_of(membership: Membership, page_id: int) -> Page:
    return get_object_or_404(membership.project.pages.with_text(), id=page_id)


def _said(membership: Membership, page: Page, outline: Outline) -> dict[str, Any]:
    """What a page says, and the first of its examples that its text does not show itself."""
    shown_in_it = [
        int(live.name)
        for live in render_text(page.current.text).live
        if live.kind == "example" and live.name.isdecimal() and len(live.name) < 9
    ]
    rest = examples_of(page).exclude(number__in=shown_in_it)
    first = list(rest.values_list("id", flat=True)[: EXAMPLES_SHOWN + 1])
    parts, examples = filled_beside(
        membership, parts_of(page, outline, membership.project), first[:EXAMPLES_SHOWN]
    )
    return {"parts": parts, "examples": examples, "more_examples": len(first) > EXAMPLES_SHOWN}


def _shell(membership: Membership, shown: Page | None = None) -> dict[str, Any]:
    """What stands around every page of the booklet."""
    return {
        "project": membership.project,
        "membership": membership,
        "tree": outline_of(membership.project),
        "open_page": shown,
        "may_write": membership.has(*WRITERS),
        "may_train": membership.has(*TRAINERS),
    }
