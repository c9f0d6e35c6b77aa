"""The account page: name, language, time zone, theme, password, sessions, tokens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from annotate import sessions
from annotate.access import require_user
from annotate.addresses import client_address
from annotate.forms.accounts import PasswordChangeForm, ProfileForm, TokenForm
from annotate.json_bodies import read_json
from annotate.models import User
from annotate.preferences import prefer
from annotate.problems import Invalid
from annotate.services import accounts, reading_habits, tokens
from annotate.services.accounts import WrongPassword
from annotate.services.throttling import TooManyTries
from annotate.views.signing_in import with_retry_after

LARGEST_PREFERENCES = 16 * 1024


@never_cache
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    user = require_user(request)
    if request.method == "GET":
        return _account_page(request, user)
    form = ProfileForm(request.POST, instance=User.objects.get(id=user.id))
    if not form.is_valid():
        return _account_page(request, user, status=422, profile=form)
    accounts.change_profile(form.instance, form.changed_data)
    prefer(form.instance)  # the answer is already in the language just chosen
    messages.success(request, _("Your settings are saved."))
    return redirect("annotate:account")


@require_http_methods(["PUT"])
def workbench_preferences(request: HttpRequest) -> HttpResponse:
    user = require_user(request)
    if len(request.body) > LARGEST_PREFERENCES:
        raise Invalid(_("The request is too large."))
    reading_habits.prefer(user, reading_habits.parse(read_json(request.body)))
    return HttpResponse(status=204)


@never_cache
@sensitive_post_parameters("old_password", "password", "repeated")
@require_POST
def password_change(request: HttpRequest) -> HttpResponse:
    user = require_user(request)
    form = PasswordChangeForm(request.POST, user=user)
    if not form.is_valid():
        return _account_page(request, user, status=422, password=form)
    try:
        accounts.check_password(user, form.cleaned_data["old_password"], client_address(request))
    except (WrongPassword, TooManyTries) as problem:
        form.add_error("old_password", problem.sentence)
        response = _account_page(request, user, status=problem.status, password=form)
        return with_retry_after(response, problem)
    accounts.change_password(user, form.cleaned_data["password"], request.session.session_key)
    sessions.begin(request, user)  # under a new key: the old cookie is worth nothing even here
    messages.success(request, _("Your password is changed, and your other sessions are ended."))
    return redirect("annotate:account")


@require_POST
def other_sessions_end(request: HttpRequest) -> HttpResponse:
    user = require_user(request)
    ended = accounts.end_other_sessions(user, request.session.session_key)
    messages.success(
        request,
        ngettext("%(n)s other session is ended.", "%(n)s other sessions are ended.", ended) % {"n": ended},
    )
    return redirect("annotate:account")


def _account_page(
    request: HttpRequest,
    user: User,
    status: int = 200,
    profile: ProfileForm | None = None,
    password: PasswordChangeForm | None = None,
) -> HttpResponse:
    context = {
        "profile": profile or ProfileForm(instance=user),
        "password": password or PasswordChangeForm(user=user),
        "sessions": sessions.sessions_of(user),
        "this_session": request.session.session_key,
    }
    return render(request, "annotate/account.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """The person's tokens. The answer to making one is the only place that ever shows its secret."""
    user = require_user(request)
    if request.method == "GET":
        return _token_page(request, user, TokenForm(user=user))
    form = TokenForm(request.POST, user=user)
    if not form.is_valid():
        return _token_page(request, user, form, status=422)
    wish = form.cleaned_data
    try:
        token, secret = tokens.make_token(
            user, wish["name"], wish["scopes"], timezone.now() + form.life, wish["project"]
        )
    except Invalid as problem:
        form.add_error(problem.details["field"], problem.sentence)
        return _token_page(request, user, form, status=422)
    return _token_page(request, user, TokenForm(user=user), made=token.name, secret=secret)


def _token_page(
    request: HttpRequest, user: User, form: TokenForm, status: int = 200, **made: str
) -> HttpResponse:
    context = {"form": form, "tokens": tokens.tokens_of(user), "now": timezone.now(), **made}
    return render(request, "annotate/tokens.html", context, status=status)


@require_POST
def token_revocation(request: HttpRequest, token_id: int) -> HttpResponse:
    user = require_user(request)
    token = get_object_or_404(tokens.tokens_of(user), id=token_id)
    tokens.revoke_token(token)
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": token.name})
    return redirect("annotate:token-list")
