"""Database sessions that know whose they are, so that a person can see and end them."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from annotate.models import Session


class SessionStore(DatabaseStore):
    """Django's database sessions with a user column."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        session.user_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        session.user_agent = str(data.get("user_agent", ""))[:200]
        started = Session.objects.filter(session_key=session.session_key).values_list("started_at", flat=True)
        session.started_at = started.first() or session.started_at
        return session
