"""Writing: a new page, an edit with its preview and its draft, restoring, moving, retiring."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role, wants_json
from annotate.models import Label, Membership
from annotate.problems import Invalid, Problem
from booklet.models import Page
from booklet.services.blocks import filled
from booklet.services.drafts import draft_of, drop_draft, keep_draft
from booklet.services.links import parts_of_text
from booklet.services.pages import (
    LONGEST_TEXT,
    Edit,
    Overlapping,
    bring_back,
    check_length,
    make_page,
    move_page,
    restore_revision,
    retire_page,
    save_page,
)
from booklet.services.proposals import propose_edit
from booklet.services.starting import description_of, label_text, start_booklet
from booklet.text.differences import rows_of
from booklet.views.forms import edit_of, whole
from booklet.views.reading import page_of
from booklet.views.roles import PROPOSERS, WRITERS


@require_http_methods(["GET", "POST"])
@never_cache
def page_new(request: HttpRequest, project_slug: str) -> HttpResponse:
    """An empty page, or a label's that nobody has described; with POST, the page."""
    membership = require_role(request, project_slug, *WRITERS)
    project = membership.project
    label = _label(membership, request.POST.get("label") or request.GET.get("label", ""))
    if request.method == "GET":
        title = label.name if label else request.GET.get("title", "")
        text = label_text(description_of(project, label)) if label else ""
        return _form(request, membership, None, Edit(title, text), label=label)
    try:
        made = make_page(
            project, edit_of(request.POST), membership.user, parent=_parent(membership, request), label=label
        )
    except Problem as problem:
        return _form(request, membership, None, edit_of(request.POST), label=label, problem=problem)
    messages.success(request, _("“%(title)s” is in the booklet now.") % {"title": made})
    return redirect("booklet:page", project_slug, made.id)


@require_http_methods(["GET", "POST"])
@never_cache
def page_edit(request: HttpRequest, project_slug: str, page_id: int) -> HttpResponse:
    """The text of a page to change; who may not edit suggests the change."""
    membership = require_role(request, project_slug, *PROPOSERS)
    page = page_of(membership, page_id)
    if request.method == "GET":
        draft = draft_of(page, membership.user)
        edit = (
            Edit(draft.title, draft.text, draft.base)
            if draft
            else Edit(page.title, page.current.text, page.current.number)
        )
        return _form(request, membership, page, edit, draft=draft)
    edit = edit_of(request.POST)
    try:
        return _kept(request, membership, page, edit)
    except Overlapping as overlapping:
        both = Edit(edit.title, overlapping.text, overlapping.newest.number, edit.note, edit.changes_meaning)
        return _form(request, membership, page, both, problem=overlapping)
    except Problem as problem:
        return _form(request, membership, page, edit, problem=problem)


def _kept(request: HttpRequest, membership: Membership, page: Page, edit: Edit) -> HttpResponse:
    if membership.has(*WRITERS):
        save_page(page, edit, membership.user)
        messages.success(request, _("Saved."))
    else:
        propose_edit(page, edit, membership.user)
        messages.success(request, _("Your suggestion is with the experts."))
    return redirect("booklet:page", membership.project.slug, page.id)


@require_POST
@never_cache
def preview_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What the text in the form will look like. Nothing is kept."""
    membership = require_role(request, project_slug, *PROPOSERS)
    project = membership.project
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        check_length(text)
    except Invalid as problem:
        return render(request, "booklet/_preview.html", {"problem": problem}, status=problem.status)
    parts = parts_of_text(project, text)
    return render(request, "booklet/_preview.html", {"parts": filled(membership, parts), "project": project})


@require_POST
@never_cache
def draft_list(request: HttpRequest, project_slug: str, page_id: int) -> HttpResponse:
    """Keep what is being written; with `drop`, let it go."""
    membership = require_role(request, project_slug, *PROPOSERS)
    page = page_of(membership, page_id)
    if "drop" in request.POST:
        drop_draft(page, membership.user)
        return redirect("booklet:page-edit", project_slug, page.id)
    edit = edit_of(request.POST)
    try:
        draft = keep_draft(page, membership.user, base=edit.base, title=edit.title, text=edit.text)
    except Invalid as problem:
        return render(request, "booklet/_draft.html", {"problem": problem}, status=problem.status)
    return render(request, "booklet/_draft.html", {"draft": draft})


@require_GET
@never_cache
def history(request: HttpRequest, project_slug: str, page_id: int) -> HttpResponse:
    """Every revision, and what changed between two of them, side by side."""
    membership = require_role(request, project_slug)
    page = page_of(membership, page_id)
    kept = page.revisions.select_related("author", "approved_by")
    revisions = list(kept.defer("text"))  # there may be thousands, and two of their texts are shown
    after = kept.filter(number=whole(request.GET.get("to"))).first() or page.current
    before = kept.filter(number=whole(request.GET.get("from"), after.number - 1)).first()
    context = {
        "project": membership.project,
        "membership": membership,
        "page": page,
        "revisions": revisions,
        "before": before,
        "after": after,
        "rows": rows_of(before.text if before else "", after.text),
        "may_write": membership.has(*WRITERS),
    }
    return render(request, "booklet/history.html", context)


@require_POST
def restoration_list(request: HttpRequest, project_slug: str, page_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    page = page_of(membership, page_id)
    form = request.POST
    restore_revision(page, whole(form.get("number")), whole(form.get("base")), membership.user)
    messages.success(request, _("The page says again what it said then. Annotators are asked to read it."))
    return redirect("booklet:page", project_slug, page.id)


@require_POST
def retirement_list(request: HttpRequest, project_slug: str, page_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    retire_page(page_of(membership, page_id), membership.user)
    messages.success(request, _("The page is out of the booklet. Nothing is deleted: it can come back."))
    return redirect("booklet:page", project_slug, page_id)


@require_POST
def return_list(request: HttpRequest, project_slug: str, page_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    bring_back(page_of(membership, page_id), membership.user)
    return redirect("booklet:page", project_slug, page_id)


@require_POST
def move_list(request: HttpRequest, project_slug: str, page_id: int) -> HttpResponse:
    """Put a page under another one and at a place among its siblings."""
    membership = require_role(request, project_slug, *WRITERS)
    page = page_of(membership, page_id)
    move_page(page, _parent(membership, request), whole(request.POST.get("place")), membership.user)
    if wants_json(request):  # the outline has moved it on the screen already
        return HttpResponse(status=204)
    return redirect("booklet:page", project_slug, page.id)


@require_POST
def start_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The pages every booklet begins with."""
    membership = require_role(request, project_slug, *WRITERS)
    made = start_booklet(membership.project, membership.user)
    messages.success(request, _("%(count)s pages wait to be filled.") % {"count": made})
    return redirect("booklet:index", project_slug)


def _parent(membership: Membership, request: HttpRequest) -> Page | None:
    if not request.POST.get("parent"):
        return None
    parent = membership.project.pages.living().filter(id=whole(request.POST["parent"])).first()
    if parent is None:
        raise Invalid(_("The page above must be one of this booklet that is in use."), field="parent")
    return parent


def _label(membership: Membership, label: str) -> Label | None:
    if not label:
        return None
    labels = Label.objects.filter(question__project=membership.project_id, page=None)
    return get_object_or_404(labels, id=whole(label))


def _form(
    request: HttpRequest, membership: Membership, page: Page | None, edit: Edit, **more: Any
) -> HttpResponse:
    project = membership.project
    problem = more.get("problem")
    text = edit.text[:LONGEST_TEXT]
    parts = parts_of_text(project, text, page)
    pages = project.pages.living().with_text()
    context = {
        "project": project,
        "membership": membership,
        "page": page,
        "edit": edit,
        "parts": filled(membership, parts),
        "may_write": membership.has(*WRITERS),
        "pages": pages.exclude(id=page.id) if page else pages,
        **more,
    }
    return render(request, "booklet/edit.html", context, status=problem.status if problem else 200)
