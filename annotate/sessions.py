"""Database sessions that know whose they are, so that a person can see and end them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from annotate.models import Session, User
from annotate.prepared import Query

LIFETIME = timedelta(seconds=settings.SESSION_COOKIE_AGE)
SEEN_EVERY = timedelta(minutes=5)
BACKEND = "annotate.sessions.Backend"


LIVING_SESSION = Query(
    "living_session",
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key="-",
    now=datetime.max.replace(tzinfo=UTC),
)
PERSON = Query("person", lambda user: User.objects.filter(id=user), user=-1)


class Backend(ModelBackend):
    """Django's own, with the question of every request planned once."""

    def get_user(self, user_id: int) -> User | None:
        user = PERSON.first(user=user_id)
        return user if user and self.user_can_authenticate(user) else None


class SessionStore(DatabaseStore):
    """Django's database sessions with columns for whose, since when, where from and when last used."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        now = timezone.now()
        row = LIVING_SESSION.first(key=self.session_key, now=now)
        if row is None:
            self._session_key = None
            return {}
        if row.last_seen_at < now - SEEN_EVERY:
            Session.objects.filter(session_key=row.session_key).update(last_seen_at=now)
        return self.decode(row.session_data)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        session.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        session.user_agent = data.get("user_agent", "")[:200]
        session.started_at = session.expire_date - LIFETIME  # it ends at a fixed time: see begin()
        return session


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
