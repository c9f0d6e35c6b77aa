"""Decisions: all of them, one with the answers it may touch, and a new one about a question."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Inquiry, Membership
from annotate.problems import Problem
from booklet.models import Decision, Page
from booklet.services.decisions import Wish, decide
from booklet.services.inbox import alike
from booklet.services.pages import Edit, Overlapping
from booklet.services.pictures import placed_in
from booklet.services.touched import send_back, touched_by
from booklet.text.markdown import render as rendered
from booklet.views.decided_examples import example_in, offered
from booklet.views.example_forms import kinds
from booklet.views.forms import whole
from booklet.views.reading import page_of
from booklet.views.roles import DECIDERS, WRITERS


@require_GET
@never_cache
def decision_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Everything that was decided, the newest first."""
    membership = require_role(request, project_slug)
    context = {
        "project": membership.project,
        "membership": membership,
        "decisions": membership.project.decisions.select_related("author", "page__current")[:500],
        "may_write": membership.has(*WRITERS),
    }
    return render(request, "booklet/decisions.html", context)


@require_GET
@never_cache
def decision(request: HttpRequest, project_slug: str, decision_id: int) -> HttpResponse:
    membership = require_role(request, project_slug)
    made = _decision(membership, decision_id)
    pictures = placed_in(membership.project, [made.context, made.decision, made.consequences])
    sections = [
        (_("Context"), rendered(made.context).parts({}, pictures)),
        (_("Decision"), rendered(made.decision).parts({}, pictures)),
        (_("Consequences"), rendered(made.consequences).parts({}, pictures)),
    ]
    context = {
        "project": membership.project,
        "membership": membership,
        "touched": touched_by(made) if membership.has(*WRITERS) else None,
        "may_return": membership.has(*DECIDERS),
        "decision": made,
        "sections": [
            (name, [part for part in parts if isinstance(part, str)]) for name, parts in sections if parts
        ],
        "may_write": membership.has(*WRITERS),
    }
    return render(request, "booklet/decision.html", context)


@require_POST
def answer_return_list(request: HttpRequest, project_slug: str, decision_id: int) -> HttpResponse:
    """Send answers given under the earlier words back to whoever gave them."""
    membership = require_role(request, project_slug, *DECIDERS)
    made = _decision(membership, decision_id)
    chosen = [int(one) for one in request.POST.getlist("answers") if one.isdecimal() and len(one) < 19]
    sent, refused = send_back(made, chosen, request.POST.get("note", ""), membership.user)
    messages.success(
        request,
        ngettext("%(count)s answer is on its way back.", "%(count)s answers are on their way back.", sent)
        % {"count": sent},
    )
    for sentence in dict.fromkeys(refused):
        messages.warning(request, sentence)
    return redirect("booklet:decision", project_slug, made.id)


@require_http_methods(["GET", "POST"])
@never_cache
def decision_new(request: HttpRequest, project_slug: str) -> HttpResponse:
    """A decision about a question, or of one's own accord; with POST, it holds."""
    membership = require_role(request, project_slug, *WRITERS)
    inquiry = _inquiry(membership, request.POST.get("inquiry") or request.GET.get("inquiry", ""))
    if request.method == "GET":
        return _decision_form(
            request, membership, inquiry, _first_values(inquiry), _page_about(membership, inquiry)
        )
    page = _page_chosen(membership, request.POST.get("page", ""))
    wish = _wish(request, membership, inquiry, page)
    try:
        made = decide(membership.project, wish, membership.user)
    except Problem as problem:
        values = request.POST.copy()
        if isinstance(problem, Overlapping):
            values["text"], values["base"] = problem.text, str(problem.newest.number)
        return _decision_form(request, membership, inquiry, values, page, problem)
    messages.success(request, _("Decision %(number)s holds.") % {"number": made.number})
    return redirect("booklet:decision", project_slug, made.id)


def _decision(membership: Membership, decision_id: int) -> Decision:
    decisions = membership.project.decisions.select_related(
        "author", "page__current", "page__label", "revision"
    )
    return get_object_or_404(decisions, id=decision_id)


def _inquiry(membership: Membership, inquiry: str) -> Inquiry | None:
    if not inquiry:
        return None
    inquiries = membership.project.inquiries.select_related("document", "label", "author")
    return get_object_or_404(inquiries, id=whole(inquiry))


def _page_about(membership: Membership, inquiry: Inquiry | None) -> Page | None:
    """The page of the label that was asked about."""
    if inquiry is None or inquiry.label_id is None:
        return None
    return membership.project.pages.living().with_text().filter(label=inquiry.label_id).first()


def _page_chosen(membership: Membership, page: str) -> Page | None:
    return page_of(membership, whole(page)) if page else None


def _first_values(inquiry: Inquiry | None) -> dict[str, str]:
    if inquiry is None:
        return {}
    quote = f"\n\n> {inquiry.quote}" if inquiry.quote else ""
    return {"title": inquiry.text[:120], "context": f"{inquiry.text}{quote}"}


def _wish(request: HttpRequest, membership: Membership, inquiry: Inquiry | None, page: Page | None) -> Wish:
    form = request.POST
    edits = page is not None and form.get("edits_page") == "on"
    edit = Edit(
        page.title if page else "",
        form.get("text", ""),
        whole(form.get("base")),
        form.get("title", "")[:300],
        form.get("changes_meaning") == "on",
    )
    also = [whole(one) for one in form.getlist("also")]
    others = list(membership.project.inquiries.filter(id__in=also)) if also else []
    return Wish(
        form.get("title", ""),
        form.get("decision", ""),
        form.get("context", ""),
        form.get("consequences", ""),
        page,
        edit if edits else None,
        [inquiry, *others] if inquiry else others,
        example_in(form, inquiry, page) if inquiry and page else None,
    )


def _alike(request: HttpRequest, inquiry: Inquiry) -> list[tuple[Inquiry, bool]]:
    """Other open questions, and whether each is ticked: as it was sent, or a whole theme where all of it was chosen."""
    chosen = {whole(one) for one in request.POST.getlist("also")}
    takes_all = request.GET.get("theme") == "all" and request.method == "GET"
    return [(one, one.id in chosen or (takes_all and asks_same)) for one, asks_same in alike(inquiry)]


def _decision_form(
    request: HttpRequest,
    membership: Membership,
    inquiry: Inquiry | None,
    values: Mapping[str, Any],
    page: Page | None,
    problem: Problem | None = None,
) -> HttpResponse:
    context = {
        "project": membership.project,
        "membership": membership,
        "inquiry": inquiry,
        "alike": _alike(request, inquiry) if inquiry else [],
        "values": values,
        "page": page,
        "text": values.get("text", page.current.text if page else ""),
        "base": values.get("base", page.current.number if page else 0),
        "problem": problem,
        "offer": offered(inquiry, page) if inquiry and page else None,
        "kinds": kinds(),
    }
    return render(request, "booklet/decision_new.html", context, status=problem.status if problem else 200)
