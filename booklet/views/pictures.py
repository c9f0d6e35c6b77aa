"""The pictures of a booklet: the list, one of them as a file, adding, retiring, bringing back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role, wants_json
from annotate.models import Membership
from annotate.problems import Problem
from booklet.models import Picture
from booklet.services.pictures import (
    LARGEST,
    add_picture,
    address_of,
    bring_back,
    pages_by_picture,
    retire_picture,
)
from booklet.views.roles import WRITERS


@require_http_methods(["GET", "POST"])
@never_cache
def picture_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """All of them, and where each is shown; with POST, one more."""
    membership = require_role(request, project_slug, *WRITERS)
    if request.method == "GET":
        return _list(request, membership)
    sent = request.FILES.get("file")
    try:
        content = sent.read(LARGEST + 1) if sent else b""
        made = add_picture(membership.project, content, sent.name if sent else "", membership.user)
    except Problem as problem:
        return problem.answer() if wants_json(request) else _list(request, membership, problem)
    if wants_json(request):
        return JsonResponse({"number": made.number, "text": markdown_of(made)}, status=201)
    messages.success(
        request, _("Added. Write %(text)s where it belongs.") % {"text": f"“{markdown_of(made)}”"}
    )
    return redirect("booklet:pictures", project_slug)


@require_GET
@cache_control(private=True, max_age=3600)
def picture(request: HttpRequest, project_slug: str, picture_number: int) -> HttpResponse:
    """The picture as a file, which no browser takes for anything else."""
    membership = require_role(request, project_slug)
    shown = get_object_or_404(membership.project.pictures, number=picture_number, retired_at=None)
    return HttpResponse(
        bytes(shown.content),
        content_type=shown.content_type,
        headers={"Content-Disposition": f'inline; filename="{shown.file_name}"'},
    )


@require_POST
def retirement_list(request: HttpRequest, project_slug: str, picture_number: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    retire_picture(_picture(membership, picture_number), membership.user)
    messages.success(request, _("The picture is retired: pages show its description in its place."))
    return redirect("booklet:pictures", project_slug)


@require_POST
def return_list(request: HttpRequest, project_slug: str, picture_number: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    bring_back(_picture(membership, picture_number), membership.user)
    return redirect("booklet:pictures", project_slug)


def markdown_of(shown: Picture) -> str:
    """What a page says to show it."""
    return f"![{shown.name}](picture:{shown.number})"


def _picture(membership: Membership, number: int) -> Picture:
    return get_object_or_404(membership.project.pictures.defer("content"), number=number)


def _list(request: HttpRequest, membership: Membership, problem: Problem | None = None) -> HttpResponse:
    project = membership.project
    pages = pages_by_picture(project)
    kept = list(project.pictures.defer("content").select_related("added_by").order_by("-number"))
    for one in kept:
        one.project = project
    shown = [
        {
            "picture": one,
            "address": address_of(one),
            "text": markdown_of(one),
            "pages": pages.get(one.number, []),
        }
        for one in kept
    ]
    context = {"project": project, "membership": membership, "shown": shown, "problem": problem}
    return render(request, "booklet/pictures.html", context, status=problem.status if problem else 200)
