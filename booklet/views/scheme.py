"""Changing the scheme: choose an act, see what it touches, apply it with a reason, watch it, take it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Problem
from annotate.roles import Role
from annotate.services.drafting import StaleDraft
from annotate.views.settings import settings_context
from booklet.models import SchemeChange
from booklet.services.scheme import applying
from booklet.services.scheme.plans import ACTS, Wish, plan_of
from booklet.services.scheme.previews import preview_of
from booklet.services.scheme.writing import left, written_by
from booklet.views.forms import whole
from booklet.views.roles import WRITERS

MOST_SHOWN = 100
TOLD = {
    "rename": gettext_lazy("Another name for the same label. Its answers stay."),
    "merge": gettext_lazy(
        "Several labels become one of them. Their answers are written anew; nobody is asked again."
    ),
    "move": gettext_lazy("A label stands below another one, or on the first level. Its answers stay."),
    "transfer": gettext_lazy(
        "A label answers another question. Its answers are written anew; whoever said nothing else is asked again."
    ),
    "split": gettext_lazy("A label becomes several. Its answers go back to those who gave them."),
}


@require_GET
@never_cache
def scheme(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What can be done to labels, and what was done."""
    membership = require_role(request, project_slug, *WRITERS)
    act = request.GET.get("act", "merge")
    return _page(request, membership, Wish(act if act in ACTS else "merge", ()))


@require_GET
@never_cache
def preview(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What the change would touch. Nothing is changed yet."""
    membership = require_role(request, project_slug, *WRITERS)
    return _preview(request, membership, _wish(request.GET))


@require_POST
def change_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Make the change that was looked at."""
    membership = require_role(request, project_slug, Role.OWNER)
    wish, reason = _wish(request.POST), request.POST.get("reason", "")
    seen = whole(request.POST.get("schema"))
    try:
        made = applying.apply(membership.project, wish, reason, membership.user, seen=seen)
    except Problem as problem:
        return _preview(request, membership, wish, problem, reason)
    messages.success(
        request, _("Schema %(number)s is published, with the change.") % {"number": made.after.number}
    )
    return redirect("booklet:scheme-change", project_slug, made.id)


@require_GET
@never_cache
def change(request: HttpRequest, project_slug: str, change_id: int) -> HttpResponse:
    """What a change did, how far its job is, and taking it back."""
    membership = require_role(request, project_slug, *WRITERS)
    return _change(request, membership, _change_of(membership, change_id))


@require_POST
def undoing_list(request: HttpRequest, project_slug: str, change_id: int) -> HttpResponse:
    """Take the change back, as a further schema."""
    membership = require_role(request, project_slug, Role.OWNER)
    made = _change_of(membership, change_id)
    try:
        undo = applying.take_back(made, request.POST.get("reason", ""), membership.user)
    except Problem as problem:
        return _change(request, membership, made, problem)
    messages.success(
        request, _("Schema %(number)s is published, without the change.") % {"number": undo.after.number}
    )
    return redirect("booklet:scheme-change", project_slug, undo.id)


@require_POST
def resumption_list(request: HttpRequest, project_slug: str, change_id: int) -> HttpResponse:
    """Write anew the answers that a cancelled or failed job left."""
    membership = require_role(request, project_slug, Role.OWNER)
    made = _change_of(membership, change_id)
    applying.go_on(made, membership.user)
    return redirect("booklet:scheme-change", project_slug, made.id)


def _wish(form: Any) -> Wish:
    into, question = form.get("into", ""), form.get("question", "")
    return Wish(
        form.get("act", ""),
        tuple(dict.fromkeys(whole(label) for label in form.getlist("labels"))),
        whole(into) if into else None,
        tuple(form.get("names", "")[:10_000].splitlines()),
        whole(question) if question else None,
    )


def _change_of(membership: Membership, change_id: int) -> SchemeChange:
    changes = membership.project.scheme_changes.select_related(
        "project__schema", "before", "after", "decision", "author", "source__user", "undone_by", "undoes__decision",
        "undoes__source__user", "undoes__after",
    )  # fmt: skip
    return get_object_or_404(changes, id=change_id)


def _page(
    request: HttpRequest, membership: Membership, wish: Wish, problem: Problem | None = None
) -> HttpResponse:
    project = membership.project
    questions = project.schema.questions if project.schema else []
    changes = project.scheme_changes.select_related("decision", "author", "undone_by", "after")
    context = settings_context(membership) | {
        "acts": [{"key": act, "name": SchemeChange.Act(act).label, "told": TOLD[act]} for act in ACTS],
        "wish": wish,
        "told": TOLD.get(wish.act, ""),
        "names": "\n".join(wish.names),
        "questions": [one for one in questions if one["labels"]],
        "changes": changes[:MOST_SHOWN],
        "problem": problem,
    }
    return render(request, "booklet/scheme.html", context, status=problem.status if problem else 200)


def _preview(
    request: HttpRequest, membership: Membership, wish: Wish, problem: Problem | None = None, reason: str = ""
) -> HttpResponse:
    """The preview as things are now; or the choice again, where the wish makes no sense as things are."""
    project = membership.project
    project.refresh_from_db(fields=["schema"])
    try:
        plan = plan_of(project.schema.questions if project.schema else [], wish)
    except Problem as flaw:
        return _page(request, membership, wish, problem if isinstance(problem, StaleDraft) else flaw)
    context = settings_context(membership) | {
        "preview": preview_of(project, plan),
        "act": SchemeChange.Act(wish.act).label,
        "names": "\n".join(wish.names),
        "reason": reason,
        "problem": problem,
        "may_apply": membership.has(Role.OWNER),
        "next_number": project.schema.number + 1,
    }
    status = problem.status if problem else 200
    return render(request, "booklet/scheme_preview.html", context, status=status)


def _change(
    request: HttpRequest, membership: Membership, made: SchemeChange, problem: Problem | None = None
) -> HttpResponse:
    job = applying.job_of(made)
    context = settings_context(membership) | {
        "change": made,
        "job": job,
        "written": written_by(made),
        "left": 0 if made.is_undone or (job and not job.is_over) else left(made),
        "may_apply": membership.has(Role.OWNER),
        "may_undo": membership.has(Role.OWNER) and made.act != SchemeChange.Act.UNDO and not made.is_undone,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "booklet/scheme_change.html", context, status=status)
