"""Feedback sessions: their list, one with its agenda, what is decided in it, and its minutes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Invalid
from review.models import Session
from review.registration import READERS
from review.services.sessions.agenda import begin_session
from review.services.sessions.deciding import Wish, close_session, decide_item
from review.services.sessions.minutes import markdown_of
from review.services.sessions.revisiting import send_back_item
from review.services.sessions.showing import moved_before, shown_items
from review.views.agreement import number_in, page_of
from review.views.queue_address import moment

MOST_LISTED = 100


@require_http_methods(["GET", "POST"])
@never_cache
def sessions(request: HttpRequest, project_slug: str) -> HttpResponse:
    """All of them; with POST, a new one is begun."""
    membership = require_role(request, project_slug, *READERS)
    if request.method == "POST":
        session = begin_session(membership)
        return redirect("review:session", project_slug, session.id)
    listed = membership.project.feedback_sessions.select_related("begun_by").prefetch_related("items")
    return render(request, "review/sessions.html", page_of(membership) | {"sessions": listed[:MOST_LISTED]})


@require_GET
@never_cache
def session(request: HttpRequest, project_slug: str, session_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    return _page(request, membership, _session(membership, session_id))


@require_POST
def item_decision_list(
    request: HttpRequest, project_slug: str, session_id: int, item_id: int
) -> HttpResponse:
    """What was decided on one item."""
    membership = require_role(request, project_slug, *READERS)
    shown = _session(membership, session_id)
    item = get_object_or_404(shown.items, id=item_id)
    seen = number_in(request.POST, "seen_at")
    wish = Wish(
        request.POST.get("decision", ""),
        moment(seen) if seen else None,
        request.POST.get("for_booklet") == "on",
    )
    try:
        decide_item(item, wish, membership)
    except Invalid as problem:
        return _page(request, membership, shown, wrong=(item.id, problem.sentence), status=422)
    return redirect(f"{reverse('review:session', args=[project_slug, session_id])}#item-{item.place}")


@require_POST
def closure_list(request: HttpRequest, project_slug: str, session_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    close_session(_session(membership, session_id), membership)
    messages.success(request, _("Closed: these are the minutes."))
    return redirect("review:session", project_slug, session_id)


@require_POST
def item_return_list(request: HttpRequest, project_slug: str, session_id: int, item_id: int) -> HttpResponse:
    """The answers an item is about go back to whoever gave them."""
    membership = require_role(request, project_slug, *READERS)
    item = get_object_or_404(_session(membership, session_id).items, id=item_id)
    sent, refused = send_back_item(membership, item)
    messages.success(
        request,
        ngettext("%(count)s answer is on its way back.", "%(count)s answers are on their way back.", sent)
        % {"count": sent},
    )
    for sentence in refused:
        messages.warning(request, sentence)
    return redirect(f"{reverse('review:session', args=[project_slug, session_id])}#item-{item.place}")


@require_GET
@never_cache
def minutes(request: HttpRequest, project_slug: str, session_id: int) -> HttpResponse:
    """As a file."""
    membership = require_role(request, project_slug, *READERS)
    shown = _session(membership, session_id)
    text = markdown_of(shown, shown_items(membership, shown))
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{project_slug}-session-{shown.number}.md"'
    return response


def _session(membership: Membership, session_id: int) -> Session:
    rows = Session.objects.select_related("project", "begun_by", "closed_by")
    return get_object_or_404(rows, project=membership.project, id=session_id)


def _page(
    request: HttpRequest,
    membership: Membership,
    shown: Session,
    wrong: tuple[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    items = shown_items(membership, shown)
    context = page_of(membership) | {
        "session": shown,
        "items": items,
        "decided": sum(bool(one.item.decision) for one in items),
        "moved": moved_before(shown),
        "wrong": wrong,
        "typed": request.POST.get("decision", "") if wrong else "",
    }
    return render(request, "review/session.html", context, status=status)
