"""A form from nobody, or with the token of an earlier sign-in: what was typed goes back to who typed it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
SECRET = {"password", "old_password", "repeated"}  # what no page ever holds
FORM = "application/x-www-form-urlencoded"


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form of ours, to be sent once more; none of what another site or a program sent."""
    if request.content_type != FORM or not is_from_here(request) or SECRET & request.POST.keys():
        return []
    return [(name, value) for name, values in request.POST.lists() if name != TOKEN for value in values]


def is_from_here(request: HttpRequest) -> bool:
    """Every browser names the site whose page sends a form; who shows its fields for another site helps a forger."""
    return request.headers.get("Origin") in {
        f"{request.scheme}://{request.get_host()}",
        *settings.CSRF_TRUSTED_ORIGINS,
    }


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django asks for this where the token is not that of the session. Never JSON: server.js then takes a new token."""
    if request.headers.get("HX-Request") == "true" or request.content_type == "application/json":
        return _sentence(
            _("Somebody signed in anew since this page was opened. Load it again, then repeat this.")
        )
    if is_from_here(request):
        return unsent(request, 403)
    return _sentence(
        _(
            "That was not sent by a page of Gloss that is open now. Go back, load the page again and send it once "
            "more. If this comes at every sign-in, whoever runs Gloss adds the address it is opened under to "
            "CSRF_TRUSTED_ORIGINS."
        )
    )


def _sentence(said: str) -> HttpResponse:
    return HttpResponse(said, status=403, content_type="text/plain; charset=utf-8")


def unsent(request: HttpRequest, status: int) -> HttpResponse:
    """The page that says so, with the fields and a button to send them as whoever is signed in by then."""
    return render(request, "unsent.html", {"typed": typed(request)}, status=status)
