"""Edits that were suggested: what each would change, and what an expert makes of it."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Problem
from booklet.models import Proposal
from booklet.services.pages import Edit, Overlapping
from booklet.services.proposals import approve, decline, open_proposals
from booklet.text.differences import rows_of
from booklet.views.forms import edit_of
from booklet.views.roles import WRITERS

MOST_SHOWN = 25


@require_GET
@never_cache
def proposal_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Suggested edits that wait for an expert, the oldest first, each with what it would change."""
    membership = require_role(request, project_slug, *WRITERS)
    waiting = open_proposals(membership.project)
    shown = list(waiting[:MOST_SHOWN])
    context = {
        "project": membership.project,
        "membership": membership,
        "proposals": [(one, rows_of(_base_text(one), one.text)) for one in shown],
        "more": waiting.count() - len(shown),
    }
    return render(request, "booklet/proposals.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def proposal(request: HttpRequest, project_slug: str, proposal_id: int) -> HttpResponse:
    """A suggested edit to approve, as it is or changed."""
    membership = require_role(request, project_slug, *WRITERS)
    proposed = _proposal(membership, proposal_id)
    edit = Edit(proposed.title, proposed.text, proposed.base, proposed.note)
    problem = None
    if request.method == "POST":
        edit = edit_of(request.POST, proposed.base)
        try:
            approve(proposed, edit, membership.user)
            messages.success(request, _("The page says so now."))
            return redirect("booklet:page", project_slug, proposed.page_id)
        except Overlapping as overlapping:
            problem = overlapping
            edit = replace(edit, text=overlapping.text, base=overlapping.newest.number)
        except Problem as refused:
            problem = refused
    context = {
        "project": membership.project,
        "membership": membership,
        "proposal": proposed,
        "edit": edit,
        "problem": problem,
        "rows": rows_of(_base_text(proposed), proposed.text),
    }
    return render(request, "booklet/proposal.html", context, status=problem.status if problem else 200)


@require_POST
def decline_list(request: HttpRequest, project_slug: str, proposal_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    decline(_proposal(membership, proposal_id), request.POST.get("reply", ""), membership.user)
    messages.success(request, _("Declined. Its author sees why."))
    return redirect("booklet:proposals", project_slug)


def _proposal(membership: Membership, proposal_id: int) -> Proposal:
    proposals = Proposal.objects.filter(page__project=membership.project_id)
    return get_object_or_404(proposals.select_related("page__current", "author"), id=proposal_id)


def _base_text(proposed: Proposal) -> str:
    base = proposed.page.revisions.filter(number=proposed.base).first()
    return base.text if base else ""
