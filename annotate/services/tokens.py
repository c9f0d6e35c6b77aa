"""Keys for programs: shown once, kept hashed, limited in scope, project and time."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import BinaryField, Func, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import ApiToken, Event, Membership, Project, User
from annotate.prepared import Query
from annotate.problems import Invalid
from annotate.services import secrets

PREFIX = "ann_"
SHOWN = 8  # characters by which its owner tells one token from another
LONGEST_LIFE = timedelta(days=365)
USE_NOTED_EVERY = timedelta(minutes=1)

# Asked at each request of a program.
LIVING_TOKEN = Query(
    "living_token",
    lambda written, now: ApiToken.objects.select_related("user", "project").filter(
        token_hash=Func(Value(written), Value("hex"), function="decode", output_field=BinaryField()),
        revoked_at=None,
        expires_at__gt=now,
        user__is_active=True,
    ),
    written="-",
    now=datetime.max.replace(tzinfo=UTC),
)


@transaction.atomic
def make_token(
    user: User, name: str, scopes: Iterable[str], expires_at: datetime, project: Project | None = None
) -> tuple[ApiToken, str]:
    """A new token, and the secret that nobody will see again. It can never do more than its owner may."""
    scopes = sorted({str(ApiToken.Scope(scope)) for scope in scopes})
    if not scopes:
        raise Invalid(_("Choose at least one thing the token may do."), field="scopes")
    if not timezone.now() < expires_at <= timezone.now() + LONGEST_LIFE:
        raise Invalid(_("A token ends at a time in the future, at most a year from now."), field="expires_at")
    if project and not Membership.objects.filter(project=project, user=user, ended_at=None).exists():
        raise Invalid(_("You are not a member of that project."), field="project")
    secret = PREFIX + secrets.new_secret()
    token = ApiToken.objects.create(
        user=user,
        project=project,
        name=name,
        prefix=secret[:SHOWN],
        token_hash=secrets.hash_of(secret),
        scopes=scopes,
        expires_at=expires_at,
    )
    _note(token, "token made")
    return token, secret


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The person's tokens that are not revoked, the newest first; expired ones show that they are."""
    return user.tokens.filter(revoked_at=None).select_related("project").order_by("-id")


@transaction.atomic
def revoke_token(token: ApiToken) -> None:
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    _note(token, "token revoked")


def token_with(secret: str) -> ApiToken | None:
    """The living token with this secret, if its owner is active. Its use is noted once a minute at most."""
    now = timezone.now()
    token = LIVING_TOKEN.first(written=secrets.hash_of(secret).hex(), now=now)
    if token is None:
        return None
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        ApiToken.objects.filter(id=token.id).update(last_used_at=now)
    return token


def _note(token: ApiToken, kind: str) -> None:
    Event.objects.create(project=token.project, actor=token.user, kind=kind, detail={"token": token.id})
