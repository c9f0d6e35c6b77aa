"""What somebody without an account sees by a link: one page, what they may send from it, and its end.

The address is the secret. Every answer says that it is kept nowhere and named to no other host; who has another
address, or one that has ended, is told nothing of the project.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from annotate.access import is_fragment
from annotate.addresses import client_address
from annotate.models import User
from annotate.problems import Problem
from booklet.models import Share, Visit
from booklet.services.shares.comments import LONGEST, LONGEST_NAME, Said, comment_as_visitor
from booklet.services.shares.making import LinkEnded, share_with
from booklet.services.shares.showing import in_order, may_see, shown_sections
from booklet.services.shares.visits import TooOften, count_visit

P = ParamSpec("P")
HEADERS = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow"}


def by_link(
    view: Callable[Concatenate[HttpRequest, Share, str, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Give the view the share this address opens. One that never was is 404, one that has ended is 410."""

    @wraps(view)
    @never_cache
    @sensitive_variables("secret")
    def opened(request: HttpRequest, secret: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            share = share_with(secret)
            if share is None:
                raise Http404(_("There is nothing at this address"))
            response = view(request, share, secret, *args, **kwargs)
        except LinkEnded as ended:
            response = _ended(request, ended)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return opened


@require_GET
@by_link
def visit(request: HttpRequest, share: Share, secret: str) -> HttpResponse:
    count_visit(share, Visit.Kind.OPENED, client_address(request))
    return visitors_page(request, share, secret)


@require_POST
@by_link
def comment_list(request: HttpRequest, share: Share, secret: str) -> HttpResponse:
    """A visitor says something; they are named as they name themselves."""
    form = request.POST
    said = Said(form.get("name", ""), form.get("text", ""), form.get("about", ""))
    try:
        count_visit(share, Visit.Kind.COMMENTED, client_address(request))
        comment = comment_as_visitor(share, said)
    except Problem as problem:
        return visitors_page(request, share, secret, said=said, problem=problem)
    return redirect(f"{request.path.removesuffix('comments/')}#comment-{comment.id}")


@require_POST
@by_link
def answer_list(request: HttpRequest, share: Share, secret: str, section: str) -> HttpResponse:
    """A section answers what was sent to it, such as a text to be tried."""
    asked = next((one for one in in_order() if one.name == section and one.ask), None)
    if asked is None or section not in share.sections or not may_see(asked, share.project, _member(request)):
        raise Http404(_("There is nothing at this address"))
    kind = Visit.Kind.FLAGGED if request.POST.get("flag") else Visit.Kind.TRIED
    try:
        count_visit(share, kind, client_address(request))
        told = asked.ask(share, request.POST)
    except Problem as problem:
        told = {"problem": problem.sentence, "status": problem.status}
    told |= {"text": request.POST.get("text", ""), "secret": secret, "section": asked}
    if is_fragment(request):
        return render(request, asked.answer_template, told, status=told.get("status", 200))
    return visitors_page(request, share, secret, told=told, status=told.get("status", 200))


def visitors_page(
    request: HttpRequest,
    share: Share,
    secret: str = "",
    *,
    is_preview: bool = False,
    problem: Problem | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """All that the link shows. Nothing of the project is in the context but what was chosen."""
    sections, is_kept_back = shown_sections(share, None if is_preview else _member(request))
    context = {
        "share": share,
        "secret": secret,
        "sections": sections,
        "is_kept_back": is_kept_back,
        "is_preview": is_preview,
        "problem": problem,
        "longest": LONGEST,
        "longest_name": LONGEST_NAME,
        **more,
    }
    return render(request, "booklet/shared.html", context, status=problem.status if problem else status)


def _member(request: HttpRequest) -> User | None:
    """A signed-in person may annotate here, blind; a visitor is nobody."""
    return request.user if isinstance(request.user, User) else None


def _ended(request: HttpRequest, ended: LinkEnded) -> HttpResponse:
    with suppress(TooOften):  # the page is the same, and the list of visits is long enough
        count_visit(ended.link.share, Visit.Kind.TOO_LATE, client_address(request))
    maker = ended.link.made_by if ended.link.made_by.is_active else None
    return render(request, "booklet/shared_ended.html", {"maker": maker}, status=410)
