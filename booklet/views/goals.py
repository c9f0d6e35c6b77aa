"""The goal of a project: read and signed by every member, written by owners."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Invalid
from annotate.roles import Role
from booklet.models import Goal
from booklet.services.goals import ChangedMeanwhile, Said, goal_of, save_goal, sign_off
from booklet.views.forms import whole
from booklet.views.goal_form import GoalForm

MOST_REVISIONS = 50


@require_GET
@never_cache
def goal(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What holds, who signed which revision, and the revisions before."""
    membership = require_role(request, project_slug)
    goals = membership.project.goals.select_related("owner", "author")
    revisions = list(goals.prefetch_related("sign_offs__member")[:MOST_REVISIONS])
    newest = revisions[0] if revisions else None
    signed = {one.member_id for one in newest.sign_offs.all()} if newest else set()
    context = {
        "goal": newest,
        "revisions": revisions,
        "has_signed": membership.user_id in signed,
        "owner_has_signed": newest is not None and newest.owner_id in signed,
    }
    return _page(request, membership, "booklet/goal.html", **context)


@require_http_methods(["GET", "POST"])
@never_cache
def goal_edit(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    project = membership.project
    if request.method == "GET":
        goal = goal_of(project)
        return _form(request, membership, GoalForm(initial=_begun(goal, membership), project=project))
    form = GoalForm(request.POST, project=project)
    if not form.is_valid():
        return _form(request, membership, form, status=422)
    try:
        save_goal(project, form.said(), form.cleaned_data["base"], membership.user, form.cleaned_data["note"])
    except ChangedMeanwhile as changed:
        return _both(request, membership, changed, form.cleaned_data["note"])
    except Invalid as invalid:
        form.add_error(invalid.details["field"], invalid.sentence)
        return _form(request, membership, form, status=422)
    messages.success(request, _("Saved. Ask the members to sign it."))
    return redirect("booklet:goal", project_slug)


@require_POST
def sign_off_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Agree with the goal as it stands in the revision that was read."""
    membership = require_role(request, project_slug)
    sign_off(membership, whole(request.POST.get("number")))
    messages.success(request, _("You have signed the goal."))
    return redirect("booklet:goal", project_slug)


def _begun(goal: Goal | None, membership: Membership) -> dict[str, Any]:
    if goal is None:
        return {"base": 0, "measure": Goal.Measure.AGREEMENT, "owner": membership.user_id}
    return _values(Said.of(goal)) | {"base": goal.number}


def _values(said: Said) -> dict[str, Any]:
    return {name: getattr(said, name) for name in Said.__dataclass_fields__}


def _both(request: HttpRequest, membership: Membership, changed: ChangedMeanwhile, note: str) -> HttpResponse:
    """The form with what was typed, and beside it what stands now; saved again, it follows what stands now."""
    data = _values(changed.merged) | {"base": changed.newest.number, "note": note}
    form = GoalForm(initial=data, project=membership.project)
    theirs = [(form[name].label, _shown(changed.newest, name)) for name in changed.parts]
    return _form(request, membership, form, status=changed.status, problem=changed, theirs=theirs)


def _shown(goal: Goal, name: str) -> object:
    return goal.get_measure_display() if name == "measure" else getattr(goal, name)


def _form(
    request: HttpRequest, membership: Membership, form: GoalForm, status: int = 200, **more: Any
) -> HttpResponse:
    return _page(request, membership, "booklet/goal_edit.html", status, form=form, **more)


def _page(
    request: HttpRequest, membership: Membership, template: str, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"project": membership.project, "membership": membership, **more}
    return render(request, template, context, status=status)
