"""Who may do what: a stranger gets 404, a wrong role 403, nobody at all is led to sign in."""

import codecs
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.db.models import FilteredRelation, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from annotate.models import Document, Membership, User
from annotate.prepared import Query
from annotate.problems import Invalid, Problem
from annotate.roles import Role
from annotate.unsent import typed, unsent


def living_membership(slug: str, user: int) -> QuerySet[Membership]:
    return (
        Membership.objects.select_related("project", "project__schema")
        .filter(project__slug=slug, user=user, ended_at=None)
        .order_by()
    )


MEMBERSHIP = Query("membership", living_membership, slug="-", user=-1)
WITH_DOCUMENT = Query(
    "membership_with_document",
    lambda slug, user, document: (
        living_membership(slug, user)
        .alias(asked_for=FilteredRelation("project__documents", condition=Q(project__documents__id=document)))
        .select_related("project__schema", "asked_for")
    ),
    slug="-",
    user=-1,
    document=-2,
)

# What psycopg2 says of a text no database can hold, and PostgreSQL of one in JSON; nothing of it was written.
NUL_REFUSED = {ValueError: "cannot contain NUL", DataError: "\\u0000"}


FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
UTF_8 = "utf-8"


class NotReadHere(Problem):
    """A form in another encoding than the one that pages of ours send, or where JSON belongs."""

    status = 415
    kind = "media_type"


class WrongMethod(Problem):
    """An address that is only sent to was opened, or the other way round."""

    status = 405
    kind = "method"

    def __init__(self, allowed: str) -> None:
        super().__init__(
            _("This address takes %(allowed)s only. If you opened it by hand, go to the page it belongs to.")
            % {"allowed": allowed}
        )


class SignInNeeded(Exception):
    """Raised where nobody is signed in; the middleware turns it into a redirect or a 401."""


def require_user(request: HttpRequest) -> User:
    if not request.user.is_authenticated:
        raise SignInNeeded
    return request.user


def require_administrator(request: HttpRequest) -> User:
    user = require_user(request)
    if not user.is_administrator:
        raise PermissionDenied(_("Only an administrator may do this."))
    return user


def membership_of(user: User, project_slug: str, *, even_retired: bool = False) -> Membership:
    """The living membership of this person in this project, or 404. A retired project is there for its restoration."""
    return _living(MEMBERSHIP.first(slug=project_slug, user=user.id), even_retired=even_retired)


def require_role(
    request: HttpRequest, project_slug: str, *roles: Role, even_retired: bool = False
) -> Membership:
    """The membership of the person asking. With no roles named, any member may."""
    user = require_user(request)
    return _entitled(membership_of(user, project_slug, even_retired=even_retired), user, *roles)


def require_role_for_document(
    request: HttpRequest, project_slug: str, document_id: int, *roles: Role
) -> tuple[Membership, Document | None]:
    """The same with a document of the project, in one question, because each step of an annotator asks it."""
    user = require_user(request)
    membership = WITH_DOCUMENT.first(slug=project_slug, user=user.id, document=document_id)
    return _entitled(_living(membership), user, *roles), getattr(membership, "asked_for", None)


def _living(membership: Membership | None, *, even_retired: bool = False) -> Membership:
    if membership is None or (membership.project.retired_at and not even_retired):
        raise Http404(_("There is no such project, or you are not a member of it."))
    return membership


def _entitled(membership: Membership, user: User, *roles: Role) -> Membership:
    membership.user = user  # the row is at hand: no second query
    if roles and not membership.has(*roles):
        raise PermissionDenied(
            _("This needs the role %(roles)s in this project. An owner can give it to you.")
            % {"roles": " / ".join(str(role.label) for role in roles)}
        )
    return membership


def wants_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json" or "application/json" in request.headers.get(
        "Accept", ""
    )


def error_on_our_side(request: HttpRequest) -> HttpResponse:
    """The answer to a fault, also while the database is being started again: to a program as JSON."""
    if wants_json(request):
        sentence = _("An error on our side. What was saved is kept. Try again in a moment.")
        return JsonResponse({"error": sentence, "kind": "fault"}, status=500)
    return server_error(request)


def is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def read_as_utf8(request: HttpRequest) -> None:
    """Addresses and forms are UTF-8. Django would read them in whatever the request names: any codec of Python's,
    also those that make halves of surrogate pairs, or bytes. Raises NotReadHere.
    """
    named = request.encoding
    if not named or codecs.lookup(named).name == UTF_8:
        return
    if request.content_type in FORMS:
        raise NotReadHere(
            _("The form is sent as “%(encoding)s”. Forms are read as UTF-8; send it so.")
            % {"encoding": named}
        )
    request.encoding = UTF_8


def _is_bare(response: HttpResponse) -> bool:
    """Does it refuse a method without a word, as Django does?"""
    return response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content


class AccessMiddleware:
    """Turns SignInNeeded, PermissionDenied, 404, Problem and a NUL anywhere into the form the asker can read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            read_as_utf8(request)
        except NotReadHere as problem:
            return self._problem(request, problem)
        response = self.get_response(request)
        return self._wrong_method(request, response) if _is_bare(response) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, SignInNeeded):
            return self._sign_in(request)
        if isinstance(exception, Problem):
            return self._problem(request, exception)
        if isinstance(exception, RawPostDataException):  # the look for a token has read the form already
            sentence = _(
                "This address reads JSON, not a form. Send it with the content type application/json."
            )
            return self._problem(request, NotReadHere(sentence))
        if any(isinstance(exception, kind) and said in str(exception) for kind, said in NUL_REFUSED.items()):
            return self._problem(request, Invalid(_("What you sent holds a NUL character. Take it out.")))
        if wants_json(request):
            return self._refusal_as_json(exception)
        return None

    @staticmethod
    def _sign_in(request: HttpRequest) -> HttpResponse:
        sentence = _("You are signed out. Sign in again; nothing you have done is lost.")
        if wants_json(request):
            return JsonResponse({"error": sentence, "kind": "signed_out"}, status=401)
        if is_fragment(request):
            return HttpResponse(sentence, status=401, content_type="text/plain; charset=utf-8")
        if typed(request):
            return unsent(request, 401)
        here = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"/sign-in/?{urlencode({'next': here})}")

    def _wrong_method(self, request: HttpRequest, bare: HttpResponse) -> HttpResponse:
        said = self._problem(request, WrongMethod(bare["Allow"]))
        said["Allow"] = bare["Allow"]
        return said

    @staticmethod
    def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
        if wants_json(request):
            return problem.answer()
        template = "_problem.html" if is_fragment(request) else "problem.html"
        response = render(request, template, {"problem": problem}, status=problem.status)
        if request.method == "POST":  # in its place, not instead of it: the next try looks for it there
            response["HX-Reswap"] = "innerHTML"
            response["HX-Reselect"] = ".notice"  # there is nothing else in it that could be picked out
        return response

    @staticmethod
    def _refusal_as_json(exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PermissionDenied):
            return JsonResponse({"error": str(exception), "kind": "forbidden"}, status=403)
        if isinstance(exception, Http404):
            return JsonResponse({"error": _("There is no such thing here."), "kind": "not_found"}, status=404)
        return None
