"""Sharing, by the project's owners: what is shown, the link, its visitors, and what they said."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Problem
from annotate.roles import Role
from annotate.views.signing_in import link_to
from booklet.models import Share, SharedDocument
from booklet.services.shares.comments import comments_on, reply_to_visitor
from booklet.services.shares.documents import add_drawn, add_named, documents_of
from booklet.services.shares.making import (
    DAYS,
    LONGEST_INTRODUCTION,
    Wish,
    change_share,
    make_link,
    make_share,
    mark_of,
    open_link,
    revoke_link,
)
from booklet.services.shares.showing import in_order
from booklet.services.shares.visits import uses_of
from booklet.views.forms import whole
from booklet.views.shared import visitors_page


@require_http_methods(["GET", "POST"])
@never_cache
def share_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What is shared, and a new one."""
    membership = require_role(request, project_slug, Role.OWNER)
    problem = None
    if request.method == "POST":
        try:
            made = make_share(membership.project, request.POST.get("name", ""), membership.user)
            return redirect("booklet:share", project_slug, made.id)
        except Problem as refused:
            problem = refused
    shares = membership.project.shares.select_related("made_by").order_by("-id")
    rows = [
        {"share": one, "link": open_link(one), "waiting": one.comments.filter(replied_at=None).count()}
        for one in shares
    ]
    context = _context(membership) | {"rows": rows, "problem": problem, "name": request.POST.get("name", "")}
    return render(request, "booklet/shares.html", context, status=problem.status if problem else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def share(request: HttpRequest, project_slug: str, share_id: int) -> HttpResponse:
    """One share; with POST, what it shows is changed."""
    membership = require_role(request, project_slug, Role.OWNER)
    shared = _share(membership, share_id)
    if request.method == "GET":
        return _page(request, membership, shared)
    wish = _wish_in(request)
    try:
        change_share(shared, wish, membership.user, seen=request.POST.get("seen", ""))
    except Problem as problem:
        shared.name, shared.introduction, shared.sections = wish.name, wish.introduction, {**wish.sections}
        return _page(request, membership, shared, problem=problem)
    messages.success(request, _("Saved. Whoever has the link sees it so from now on."))
    return redirect("booklet:share", project_slug, share_id)


@require_POST
def link_list(request: HttpRequest, project_slug: str, share_id: int) -> HttpResponse:
    """A new link; the answer is the only place that shows it. One that was open before ends."""
    membership = require_role(request, project_slug, Role.OWNER)
    shared = _share(membership, share_id)
    try:
        secret = make_link(shared, whole(request.POST.get("days")), membership.user)
    except Problem as problem:
        return _page(request, membership, shared, problem=problem)
    return _page(request, membership, shared, link_made=link_to(request, "shared:visit", secret))


@require_POST
def revocation_list(request: HttpRequest, project_slug: str, share_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    revoke_link(_share(membership, share_id), membership.user)
    messages.success(request, _("The link is revoked; it shows nothing any more."))
    return redirect("booklet:share", project_slug, share_id)


@require_GET
@never_cache
def preview(request: HttpRequest, project_slug: str, share_id: int) -> HttpResponse:
    """The very page a visitor sees, with nothing to send."""
    membership = require_role(request, project_slug, Role.OWNER)
    return visitors_page(request, _share(membership, share_id), is_preview=True)


@require_POST
def document_list(request: HttpRequest, project_slug: str, share_id: int) -> HttpResponse:
    """Documents are added: those that are named, or some drawn at random."""
    membership = require_role(request, project_slug, Role.OWNER)
    shared = _share(membership, share_id)
    form = request.POST
    try:
        if "draw" in form:
            added = add_drawn(shared, whole(form.get("number")), form.get("output", ""))
        else:
            added = add_named(shared, form.get("names", "").splitlines(), form.get("output", ""))
    except Problem as problem:
        return _page(request, membership, shared, problem=problem, names=form.get("names", ""))
    messages.success(
        request,
        ngettext("%(count)s document added.", "%(count)s documents added.", added) % {"count": added},
    )
    return redirect("booklet:share", project_slug, share_id)


@require_POST
def reply_list(
    request: HttpRequest, project_slug: str, share_id: int, visitor_comment_id: int
) -> HttpResponse:
    """A visitor's comment is answered."""
    membership = require_role(request, project_slug, Role.OWNER)
    shared = _share(membership, share_id)
    comment = get_object_or_404(comments_on(shared), id=visitor_comment_id)
    try:
        reply_to_visitor(comment, request.POST.get("text", ""), membership.user)
    except Problem as problem:
        return _page(request, membership, shared, problem=problem)
    return redirect(f"{request.path.rsplit('/comments/', 1)[0]}/#comment-{comment.id}")


def _wish_in(request: HttpRequest) -> Wish:
    """A section is shown if it is ticked, or something in it is."""
    form = request.POST
    sections = {
        section.name: form.getlist(f"choice-{section.name}")
        for section in in_order()
        if (form.getlist(f"choice-{section.name}") if section.choices else form.get(f"shows-{section.name}"))
    }
    return Wish(form.get("name", ""), form.get("introduction", ""), sections)


def _page(
    request: HttpRequest,
    membership: Membership,
    shared: Share,
    problem: Problem | None = None,
    link_made: str = "",
    names: str = "",
) -> HttpResponse:
    project = membership.project
    sections = [
        {
            "section": section,
            "choices": section.choices(project) if section.choices else None,
            "chosen": shared.sections.get(section.name, []),
            "is_shown": section.name in shared.sections,
        }
        for section in in_order()
    ]
    context = _context(membership) | {
        "share": shared,
        "sections": sections,
        "seen": mark_of(Share.objects.get(id=shared.id)),  # `shared` may hold what was sent and refused
        "documents": documents_of(shared),
        "outputs": SharedDocument.Output.choices,
        "link": open_link(shared),
        "link_made": link_made,
        "days": DAYS,
        "longest": LONGEST_INTRODUCTION,
        "uses": uses_of(shared),
        "comments": comments_on(shared),
        "problem": problem,
        "names": names,
    }
    return render(request, "booklet/share.html", context, status=problem.status if problem else 200)


def _context(membership: Membership) -> dict[str, Any]:
    return {"project": membership.project, "membership": membership}


def _share(membership: Membership, share_id: int) -> Share:
    shares = membership.project.shares.select_related("project__schema", "made_by")
    return get_object_or_404(shares, id=share_id)
