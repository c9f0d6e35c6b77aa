"""Who is in a project, for its owners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from annotate.access import require_role
from annotate.forms.projects import NewMemberForm
from annotate.models import Membership
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services import members
from annotate.views.settings import settings_context

# What each role may do, in the words of the page.
ROLE_MEANINGS = {
    Role.ANNOTATOR: gettext_lazy("labels documents, and sees own work only"),
    Role.EXPERT: gettext_lazy("writes the booklet and the rules"),
    Role.SUPERVISOR: gettext_lazy("imports and assigns documents, sees all answers, exports"),
    Role.OWNER: gettext_lazy("changes settings, members and tokens"),
    Role.VIEWER: gettext_lazy("sees the figures"),
}


@require_http_methods(["GET", "POST"])
def member_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    if request.method == "GET":
        return _page(request, membership, NewMemberForm())
    form = NewMemberForm(request.POST)
    if not form.is_valid():
        return _page(request, membership, form, status=422)
    try:
        added = members.add_existing(membership.project, by=membership.user, **form.cleaned_data)
    except Invalid as problem:
        form.add_error("username", problem.sentence)
        return _page(request, membership, form, status=422)
    messages.success(request, _("%(name)s is a member now.") % {"name": added.user})
    return redirect("annotate:members", project_slug)


@require_POST
def member(request: HttpRequest, project_slug: str, member_id: int) -> HttpResponse:
    """Change a member's roles to those that are ticked."""
    membership = require_role(request, project_slug, Role.OWNER)
    changed = _member_of(membership, member_id)
    try:
        members.change_roles(changed, request.POST.getlist("roles"), membership.user)
    except ValueError as error:
        raise Invalid(_("There is no such role: %(error)s") % {"error": error}, field="roles") from error
    messages.success(request, _("The roles of %(name)s are saved.") % {"name": changed.user})
    return redirect("annotate:members", project_slug)


@require_POST
def member_ending(request: HttpRequest, project_slug: str, member_id: int) -> HttpResponse:
    """Let a member go; what they said stays."""
    membership = require_role(request, project_slug, Role.OWNER)
    gone = _member_of(membership, member_id)
    members.end_membership(gone, membership.user)
    messages.success(
        request,
        _("%(name)s is no member any more. What was lent to them is free again; what they said stays.")
        % {"name": gone.user},
    )
    if gone.user_id == membership.user_id:
        return redirect("annotate:projects")
    return redirect("annotate:members", project_slug)


def _member_of(membership: Membership, member_id: int) -> Membership:
    return get_object_or_404(
        membership.project.memberships.select_related("user", "project"), id=member_id, ended_at=None
    )


def _page(
    request: HttpRequest, membership: Membership, form: NewMemberForm, status: int = 200
) -> HttpResponse:
    context = settings_context(membership) | {
        "form": form,
        "members": membership.project.memberships.filter(ended_at=None).select_related("user"),
        "roles": [(role, role.label, meaning) for role, meaning in ROLE_MEANINGS.items()],
    }
    return render(request, "annotate/settings_members.html", context, status=status)
