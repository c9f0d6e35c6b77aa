"""The ways in and out: a password, an invitation, a reset link."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from annotate import sessions
from annotate.addresses import client_address
from annotate.forms.accounts import NewAccountForm, NewPasswordForm, SignInForm
from annotate.models import Invitation, User
from annotate.problems import Invalid
from annotate.services import accounts, invitations
from annotate.services.accounts import LinkOver, WrongPassword
from annotate.services.throttling import TooManyTries, make_known

HOME = "/"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    target = safe_target(request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(target)
    if request.method == "GET":
        return _sign_in_page(request, SignInForm(), target)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, target, status=422)
    try:
        user = accounts.sign_in(**form.cleaned_data, address=client_address(request))
    except (WrongPassword, TooManyTries) as problem:
        form.add_error(None, problem.sentence)
        response = _sign_in_page(request, form, target, status=problem.status)
        return with_retry_after(response, problem)
    sessions.begin(request, user)
    return redirect(target)


def safe_target(wish: str) -> str:
    """Where to go after signing in: a path of ours, else the first page. Never another site."""
    is_ours = wish.startswith("/") and url_has_allowed_host_and_scheme(wish, allowed_hosts=None)
    return wish if is_ours else HOME


def _sign_in_page(request: HttpRequest, form: SignInForm, target: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "next": target, "nobody_yet": not User.objects.filter(is_active=True).exists()}
    return render(request, "annotate/sign_in.html", context, status=status)


def with_retry_after(response: HttpResponse, problem: WrongPassword | TooManyTries) -> HttpResponse:
    if "retry_seconds" in problem.details:
        response["Retry-After"] = problem.details["retry_seconds"]
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("annotate:sign-in")


@never_cache
@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "POST"])
def invitation_acceptance(request: HttpRequest, secret: str) -> HttpResponse:
    """Open an invitation. Looking uses nothing up, so a preview of the address in a chat does no harm."""
    try:
        invitation = invitations.invitation_with(secret)
        if request.user.is_authenticated:
            return _accept_as_oneself(request, invitation)
        return _accept_as_new(request, invitation)
    except LinkOver as problem:
        return render(request, "annotate/link_over.html", {"problem": problem}, status=problem.status)


def _accept_as_oneself(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    grants = invitation.project or (invitation.makes_administrator and not request.user.is_administrator)
    if request.method == "GET" or not grants:
        context = {"invitation": invitation, "grants": grants}
        return render(request, "annotate/invitation_for_member.html", context)
    invitations.accept_as(invitation, request.user)
    return redirect(_after(invitation))


@sensitive_variables("form")
def _accept_as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = NewAccountForm(posted(request), user=User())
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("username", "name", "password")}
        try:
            user = invitations.accept_as_new(
                invitation, **chosen, language=browser_language(), time_zone=settings.TIME_ZONE
            )
        except Invalid as problem:
            form.add_error(problem.details["field"], problem.sentence)
        else:
            return _let_in(request, user, _after(invitation))
    return render(
        request,
        "annotate/invitation.html",
        {"form": form, "invitation": invitation},
        status=422 if request.method == "POST" else 200,
    )


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing at all on GET."""
    return request.POST if request.method == "POST" else None


def browser_language() -> str:
    """The language the page was shown in, as far as it is one of ours."""
    return get_language() if get_language() in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _after(invitation: Invitation) -> str:
    return f"/projects/{invitation.project.slug}/" if invitation.project else HOME


@never_cache
@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest, secret: str) -> HttpResponse:
    try:
        link = accounts.reset_link(secret)
        form = NewPasswordForm(posted(request), user=link.user)
        if request.method == "POST" and form.is_valid():
            user = accounts.reset_password(link, form.cleaned_data["password"])
            messages.success(request, _("Your new password is set, and your other sessions are ended."))
            return _let_in(request, user, HOME)
    except LinkOver as problem:
        return render(request, "annotate/link_over.html", {"problem": problem}, status=problem.status)
    status = 422 if request.method == "POST" else 200
    return render(request, "annotate/password_reset.html", {"form": form, "person": link.user}, status=status)


def _let_in(request: HttpRequest, user: User, target: str) -> HttpResponse:
    """Somebody showed a one-time link: sign them in, and know their address."""
    make_known(user.username, client_address(request))
    sessions.begin(request, user)
    return redirect(target)


def link_to(request: HttpRequest, name: str, secret: str) -> str:
    """The full address of a one-time link, to be copied."""
    return request.build_absolute_uri(reverse(name, args=[secret]))
