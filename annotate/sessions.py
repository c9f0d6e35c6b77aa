"""Database sessions that know whose they are, so that a person can see and end them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user, login
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from annotate.models import Session, User
from annotate.prepared import Query

LIFETIME = timedelta(seconds=settings.SESSION_COOKIE_AGE)
SEEN_EVERY = timedelta(minutes=5)
BACKEND = "annotate.sessions.Backend"
View = Callable[[HttpRequest], HttpResponse]

LIVING_SESSION = Query(
    "living_session",
    lambda key, now: Session.objects.select_related("user").filter(session_key=key, expire_date__gt=now),
    key="-",
    now=datetime.max.replace(tzinfo=UTC),
)


class Backend(ModelBackend):
    """Django's own, under the name that our sessions hold."""


class SessionStore(DatabaseStore):
    """Django's database sessions with columns for whose, since when, where from and when last used."""

    person: User | None = None  # whose it is, read with it

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _validate_session_key(self, key: str | None) -> bool:
        """Ours are letters and digits. A cookie in quotes may hold anything, NUL too, which no database takes."""
        return bool(super()._validate_session_key(key)) and key.isalnum()

    def load(self) -> dict[str, Any]:
        now = timezone.now()
        row = LIVING_SESSION.first(key=self.session_key, now=now)
        if row is None:
            self._session_key = None
            return {}
        if row.last_seen_at < now - SEEN_EVERY:
            Session.objects.filter(session_key=row.session_key).update(last_seen_at=now)
        self.person = row.user
        return self.decode(row.session_data)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        session.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        session.user_agent = data.get("user_agent", "")[:200]
        session.started_at = session.expire_date - LIFETIME  # it ends at a fixed time: see begin()
        return session


def signed_in(get_response: View) -> View:
    """Middleware: `request.user`. Django's own asks for the session first and then for the person."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(partial(who_asks, request))
        return get_response(request)

    return middleware


def who_asks(request: HttpRequest) -> User | AnonymousUser:
    """The person whose living session it is. Wherever that is not plain to see, Django looks into it."""
    session = request.session
    said = session.get(SESSION_KEY), session.get(BACKEND_SESSION_KEY)  # the person is read with the session
    person = session.person
    if person is None or not person.is_active or said != (str(person.pk), BACKEND):
        return get_user(request)
    # Another password since, or another secret key: Django ends the session, or knows the key that was used before.
    is_proven = constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    return person if is_proven else get_user(request)


def begin(request: HttpRequest, user: User) -> None:
    """Sign this person in under a new session key. It lasts LIFETIME from now, however busy it is."""
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session.set_expiry(timezone.now() + LIFETIME)
    request.session["user_agent"] = request.headers.get("User-Agent", "")[:200]


def sessions_of(user: User) -> QuerySet[Session]:
    """The living sessions of this person, the last used one first."""
    return user.sessions.filter(expire_date__gt=timezone.now()).order_by("-last_seen_at")


def end_all(user: User, but: str | None = None) -> int:
    """End this person's sessions, except the one with the key `but`. Returns how many."""
    ended, _per_model = Session.objects.filter(user=user).exclude(session_key=but or "").delete()
    return ended
