"""Deciding on one document: everybody's answers beside the text, and what becomes of them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Document, Membership, User
from annotate.models.queueing import Pool
from annotate.problems import Erased, Invalid, Problem
from annotate.views.document import document_in
from review.models import Adjudication, ReviewTime
from review.registration import READERS
from review.services.adjudication.deciding import call_unclear, decide, send_back
from review.services.adjudication.dossier import Dossier, dossier_of
from review.services.adjudication.parts import number_named
from review.services.costs.efforts import note_review
from review.services.disagreements.queue import queue_for, sees_audit
from review.services.gold_checks.contesting import waiting_on
from review.services.gold_checks.telling import told_by_contests
from review.views.adjudication_form import (
    Filled,
    citable,
    decision_in,
    filled_at_first,
    filled_by,
    form_in,
    new_key,
)
from review.views.queue_address import Filters, filters_in


@require_GET
@never_cache
def adjudication(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    dossier = dossier_of(membership, adjudicable(membership, document_id))
    return _page(request, membership, dossier, filled_at_first(dossier), request.GET)


@require_POST
def decision_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    """Make what was chosen gold, or call both right; on to the next disagreement."""

    def decided(membership: Membership, document: Document, filled: list[Filled]) -> str:
        form = form_in(membership.project, request.POST)
        rows = decide(membership, document, form, decision_in(filled))
        is_gold = any(row.outcome == Adjudication.Outcome.GOLD for row in rows)
        return _("Decided: it is gold now.") if is_gold else _("Kept: both are right.")

    return _act(
        request, project_slug, document_id, decided, reads=lambda dossier: filled_by(dossier, request.POST)
    )


@require_POST
def doubt_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    """Ask what the guideline means."""

    def asked(membership: Membership, document: Document, filled: list[Filled]) -> str:
        call_unclear(membership, document, form_in(membership.project, request.POST), _differing(filled))
        return _("Asked: it stands with the questions and notes, and comes back here once it is answered.")

    return _act(request, project_slug, document_id, asked)


@require_POST
def return_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    """Send it back to some of its annotators, with a word on why."""

    def returned(membership: Membership, document: Document, filled: list[Filled]) -> str:
        chosen = [number_named(name) for name in request.POST.getlist("to")]
        people = list(
            User.objects.filter(
                standings__document=document, standings__occasion="work", standings__current__in=chosen
            )
        )
        form = form_in(membership.project, request.POST)
        send_back(membership, document, form, _differing(filled), people)
        return _("Sent back, with your note.")

    return _act(request, project_slug, document_id, returned)


def _differing(filled: list[Filled]) -> list[int]:
    """What waits: the questions people differ on, or all where they do not."""
    differing = [one.matter.question.id for one in filled if one.matter.differs]
    return differing or [one.matter.question.id for one in filled]


def _act(
    request: HttpRequest,
    project_slug: str,
    document_id: int,
    act: Callable[[Membership, Document, list[Filled]], str],
    reads: Callable[[Dossier], list[Filled]] = filled_at_first,
) -> HttpResponse:
    """Do it and go on; or show the page again with all that was filled in and what is wrong."""
    membership = require_role(request, project_slug, *READERS)
    document = adjudicable(membership, document_id)
    dossier = dossier_of(membership, document)
    address = QueryDict(request.POST.get("queue", ""))
    filled = filled_at_first(dossier)
    try:
        filled = reads(dossier)
        messages.success(request, act(membership, document, filled))
        note_review(
            membership.project,
            document.id,
            membership.user_id,
            ReviewTime.Kind.ADJUDICATION,
            request.POST.get("active_ms", ""),
        )
    except Problem as problem:
        return _page(request, membership, dossier, filled, address, problem)
    return redirect(_onwards(request, project_slug, address))


def _onwards(request: HttpRequest, project_slug: str, address: QueryDict) -> str:
    """To the next disagreement, or to the list where there is none."""
    following = request.POST.get("next", "")
    if following:
        document = number_named(following)
        return f"{reverse('review:adjudication', args=[project_slug, document])}?{address.urlencode()}"
    return f"{reverse('review:disagreements', args=[project_slug])}?{address.urlencode()}"


def adjudicable(membership: Membership, document_id: int) -> Document:
    """Raises Http404, Erased or Invalid."""
    document = document_in(membership, document_id)
    document.project = membership.project
    if document.erased_at:
        raise Erased(_("This document was erased: there is nothing left to decide."))
    if document.queue_row.pool == Pool.AUDIT and not sees_audit(membership):
        raise Invalid(
            _(
                "This document is held out: what is decided on it grades rules and models, so experts who write them"
                " do not see it. Somebody who is no expert of this project can decide it."
            )
        )
    return document


def _page(
    request: HttpRequest,
    membership: Membership,
    dossier: Dossier,
    filled: list[Filled],
    address: QueryDict,
    problem: Problem | None = None,
) -> HttpResponse:
    filters = filters_in(membership.project, address)
    before, after = _around(membership, dossier, filters)
    posted = request.POST if problem else QueryDict()
    context = {
        "project": membership.project,
        "membership": membership,
        "dossier": dossier,
        "document": dossier.document,
        "filled": filled,
        "unanswered": [one for one in filled if not one.matter.given],
        "filters": filters,
        "before": before,
        "after": after,
        "problem": problem,
        "posted": posted,
        "sent_to": posted.getlist("to"),
        "is_among_them": any(voice.person.id == membership.user_id for voice in dossier.voices),
        "keys": [new_key() for _form in range(3)],
        "pages": citable(membership.project),
        "contests": told_by_contests(waiting_on(dossier.document)),
    }
    status = problem.status if problem else 200
    return render(request, "review/adjudication.html", context, status=status)


def _around(
    membership: Membership, dossier: Dossier, filters: Filters | None
) -> tuple[int | None, int | None]:
    return queue_for(membership, filters.wish).around(dossier.document.id) if filters else (None, None)
