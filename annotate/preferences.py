"""A person's language and time zone, from the first line of a request to the last."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from annotate.models import User

View = Callable[[HttpRequest], HttpResponse]


def preferences(get_response: View) -> View:
    """Middleware. Nobody signed in: the browser's language and the house's time zone stay."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            prefer(request.user)
            request.LANGUAGE_CODE = translation.get_language()
        try:
            return get_response(request)
        finally:
            timezone.deactivate()

    return middleware


def prefer(user: User) -> None:
    """Speak this person's language and count in their days until the request ends."""
    translation.activate(user.language)
    timezone.activate(ZoneInfo(user.time_zone))
