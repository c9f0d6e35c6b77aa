"""Invitations to a project, by its owners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotate.access import require_role
from annotate.forms.invitations import ProjectInvitationForm
from annotate.models import Membership
from annotate.roles import Role
from annotate.services import invitations
from annotate.views.signing_in import link_to


@never_cache
@require_http_methods(["GET", "POST"])
def invitation_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The project's open invitations. The answer to making one is the only place that shows its link."""
    membership = require_role(request, project_slug, Role.OWNER)
    if request.method == "GET":
        return _page(request, membership, ProjectInvitationForm())
    form = ProjectInvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, membership, form, status=422)
    secret = invitations.invite_to_project(membership.project, by=membership.user, **form.cleaned_data)
    link = link_to(request, "annotate:invitation-acceptance", secret)
    return _page(request, membership, ProjectInvitationForm(), invitation_link=link)


def _page(
    request: HttpRequest, membership: Membership, form: ProjectInvitationForm, status: int = 200, **made: str
) -> HttpResponse:
    context = {
        "project": membership.project,
        "membership": membership,
        "form": form,
        "invitations": invitations.open_invitations(membership.project),
        **made,
    }
    return render(request, "annotate/invitations.html", context, status=status)


@require_POST
def invitation_revocation(request: HttpRequest, project_slug: str, invitation_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    invitation = get_object_or_404(invitations.open_invitations(membership.project), id=invitation_id)
    invitations.revoke_invitation(invitation, membership.user)
    messages.success(request, _("The invitation is revoked; its link opens nothing any more."))
    return redirect("annotate:invitation-list", project_slug)
