"""What an administrator does: who has an account, invitations to the house, reset links. No project is open here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_administrator
from annotate.forms.invitations import HouseInvitationForm
from annotate.models import User
from annotate.services import accounts, invitations
from annotate.views.signing_in import link_to


@never_cache
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    require_administrator(request)
    return _people_page(request)


def _people_page(
    request: HttpRequest, form: HouseInvitationForm | None = None, status: int = 200, **made: str | User
) -> HttpResponse:
    context = {
        "people": User.objects.people().order_by("-is_active", "name", "id"),
        "form": form or HouseInvitationForm(),
        "invitations": invitations.open_invitations(project=None),
        **made,
    }
    return render(request, "annotate/people.html", context, status=status)


@never_cache
@require_POST
def house_invitation_list(request: HttpRequest) -> HttpResponse:
    """Invite somebody to the house. The answer is the only place that ever shows the link."""
    administrator = require_administrator(request)
    form = HouseInvitationForm(request.POST)
    if not form.is_valid():
        return _people_page(request, form, status=422)
    secret = invitations.invite_to_house(administrator, **form.cleaned_data)
    link = link_to(request, "annotate:invitation-acceptance", secret)
    return _people_page(request, invitation_link=link)


@require_POST
def house_invitation_revocation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    administrator = require_administrator(request)
    invitation = get_object_or_404(invitations.open_invitations(project=None), id=invitation_id)
    invitations.revoke_invitation(invitation, administrator)
    messages.success(request, _("The invitation is revoked; its link opens nothing any more."))
    return redirect("annotate:people")


@never_cache
@require_POST
def reset_link_list(request: HttpRequest, user_id: int) -> HttpResponse:
    """Make a reset link for somebody. The answer is the only place that ever shows it."""
    administrator = require_administrator(request)
    person = get_object_or_404(User.objects.people(), id=user_id)
    secret = accounts.make_reset_link(person, administrator)
    return _people_page(
        request, reset_link=link_to(request, "annotate:password-reset", secret), person=person
    )


@require_POST
def deactivation(request: HttpRequest, user_id: int) -> HttpResponse:
    administrator = require_administrator(request)
    person = get_object_or_404(User.objects.people(), id=user_id)
    accounts.deactivate(person, administrator)
    messages.success(
        request,
        _(
            "%(name)s is signed out everywhere and cannot sign in. What was assigned to them is free for others; "
            "their answers stay."
        )
        % {"name": person},
    )
    return redirect("annotate:people")


@require_POST
def activation(request: HttpRequest, user_id: int) -> HttpResponse:
    administrator = require_administrator(request)
    person = get_object_or_404(User.objects.people(), id=user_id)
    accounts.activate(person, administrator)
    messages.success(request, _("%(name)s can sign in again.") % {"name": person})
    return redirect("annotate:people")


@require_POST
def administrator_change(request: HttpRequest, user_id: int) -> HttpResponse:
    """Make somebody an administrator, or one an ordinary member again."""
    administrator = require_administrator(request)
    person = get_object_or_404(User.objects.people(), id=user_id)
    accounts.set_administrator(person, request.POST.get("is_administrator") == "True", administrator)
    return redirect("annotate:people" if person != administrator else "/")
