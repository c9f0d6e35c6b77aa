"""Taking the booklet along as one HTML file or a folder, printing it, and bringing one in."""

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Invalid, Problem
from booklet.services.bringing_in import bring_in, read_booklet
from booklet.services.pictures import Address, address_of, as_data
from booklet.services.taking_along import as_folder, note_taken
from booklet.services.whole import chapters_of, decisions_of
from booklet.text.folders import LARGEST
from booklet.views.roles import WRITERS

STYLE = Path(__file__).resolve().parent.parent / "taken.css"
FORMS = ("html", "folder")


@require_GET
@never_cache
def taking(request: HttpRequest, project_slug: str) -> HttpResponse:
    """How the booklet can be taken along, and where one comes in."""
    membership = require_role(request, project_slug, *WRITERS)
    return _page(request, membership)


@require_GET
@never_cache
def printed(request: HttpRequest, project_slug: str) -> HttpResponse:
    """All of it on one page, to be read in one go or printed."""
    membership = require_role(request, project_slug)
    return render(request, "booklet/printed.html", _whole(membership))


@require_POST
def taken_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The file, to be saved and never to be shown as a page of ours."""
    membership = require_role(request, project_slug, *WRITERS)
    form = request.POST.get("form", "")
    if form not in FORMS:
        raise Invalid(_("Take the booklet along as “html” or as “folder”."), field="form")
    note_taken(membership, form)
    day = timezone.localdate().isoformat()
    if form == "folder":
        content, name = as_folder(membership.project), f"{project_slug}-booklet-{day}.zip"
    else:
        context = _whole(membership, as_data) | {"style": STYLE.read_text("utf-8")}
        content, name = (
            render_to_string("booklet/taken.html", context).encode(),
            f"{project_slug}-booklet-{day}.html",
        )
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
def brought_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """A folder that was taken along from another project comes in."""
    membership = require_role(request, project_slug, *WRITERS)
    sent = request.FILES.get("file")
    try:
        if sent is None:
            raise Invalid(_("Choose the ZIP of a booklet first."), field="file")
        brought = bring_in(membership.project, read_booklet(sent.read(LARGEST + 1)), membership.user)
    except Problem as problem:
        return _page(request, membership, problem)
    messages.success(
        request,
        _("Brought in: %(pages)s pages, %(examples)s examples, %(decisions)s decisions.")
        % {"pages": brought.pages, "examples": brought.examples, "decisions": brought.decisions},
    )
    for sentence in brought.left_out[:20]:
        messages.warning(request, sentence)
    if len(brought.left_out) > 20:
        messages.warning(request, _("And %(count)s more.") % {"count": len(brought.left_out) - 20})
    return redirect("booklet:index", project_slug)


def _page(request: HttpRequest, membership: Membership, problem: Problem | None = None) -> HttpResponse:
    context = {"project": membership.project, "membership": membership, "problem": problem}
    return render(request, "booklet/taking.html", context, status=problem.status if problem else 200)


def _whole(membership: Membership, picture: Address = address_of) -> dict[str, object]:
    return {
        "project": membership.project,
        "membership": membership,
        "chapters": chapters_of(membership, picture=picture),
        "decisions": decisions_of(membership, picture),
        "when": timezone.localdate(),
    }
