"""Signing in, passwords, sessions, and what an administrator may do to an account."""

from collections.abc import Iterable

from django.contrib.auth import authenticate
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import sessions
from annotate.models import Event, ResetLink, User
from annotate.problems import Invalid, Problem
from annotate.services import secrets
from annotate.services.members import take_work_back
from annotate.services.throttling import count_success, count_try, take_turns


class WrongPassword(Problem):
    """The name is unknown, the password wrong or the account inactive: which, nobody is told."""


class LinkOver(Problem):
    """A one-time link that was used, revoked, or is too old."""

    status = 410
    kind = "link_over"

    def __init__(self) -> None:
        super().__init__(_("This link was used already, was revoked or is too old. Ask for a new one."))


def sign_in(username: str, password: str, address: str | None) -> User:
    """The person with this name and password. Raises WrongPassword or TooManyTries.

    Takes the same time whether the name exists or not: an unknown one is hashed for nothing.
    """
    attempt = count_try(username, address)
    user = authenticate(username=username, password=password)
    if user is None:
        raise WrongPassword(_("The user name or the password is wrong."))
    count_success(attempt)
    _note(user, "signed in")
    return user


def check_password(user: User, password: str, address: str | None) -> None:
    """Is this the person's password? Counted like a sign-in. Raises WrongPassword or TooManyTries."""
    attempt = count_try(user.username, address)
    if not user.check_password(password):
        raise WrongPassword(_("That is not your present password."), field="old_password")
    count_success(attempt)


def change_profile(user: User, names: Iterable[str]) -> None:
    """Keep these of the person's settings as they are set here. The rest of the row is others' to write meanwhile."""
    User.objects.filter(id=user.id, erased_at=None).update(**{name: getattr(user, name) for name in names})


@transaction.atomic
def change_password(user: User, password: str, keep_session: str | None) -> None:
    """Set a new password and end every session but the one it was set in."""
    _set_password(user, password, keep_session)
    _note(user, "password changed")


@transaction.atomic
def end_other_sessions(user: User, keep_session: str | None) -> int:
    ended = sessions.end_all(user, but=keep_session)
    _note(user, "sessions ended", ended=ended)
    return ended


def deactivate(user: User, by: User) -> None:
    """Shut an account: its sessions end at once, its tokens and links open nothing. Its answers stay.

    What was lent or assigned to it is free again, or nobody would ever get these documents.
    """
    _shut(user, by)
    for membership in user.memberships.filter(ended_at=None).order_by("project"):
        with transaction.atomic():  # of each project by itself: no transaction waits in a second queue
            take_work_back(membership)


@transaction.atomic
def _shut(user: User, by: User) -> None:
    lock_administrators()
    user.is_active = False
    user.save(update_fields=["is_active"])
    _check_has_administrator()
    sessions.end_all(user)
    _revoke_reset_links(user)
    _note(by, "user deactivated", user=user.id)


@transaction.atomic
def activate(user: User, by: User) -> None:
    user = User.objects.select_for_update(no_key=True).get(id=user.id)  # an erasure may be under way
    if user.erased_at:
        raise Invalid(_("This person was erased. Invite them anew."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    _note(by, "user activated", user=user.id)


@transaction.atomic
def set_administrator(user: User, is_administrator: bool, by: User) -> None:
    """Let somebody manage users and invitations, or no longer. It grants nothing in any project."""
    lock_administrators()
    user.is_administrator = is_administrator
    user.save(update_fields=["is_administrator"])
    _check_has_administrator()
    _note(by, "administrator set", user=user.id, is_administrator=is_administrator)


@transaction.atomic
def make_reset_link(user: User, by: User | None) -> str:
    """The secret of a link that sets a new password once. Earlier links of this person end."""
    if not user.is_active or user.is_source:
        raise Invalid(_("This account is not active. Activate it first."))
    _revoke_reset_links(user)
    secret = secrets.new_secret()
    ResetLink.objects.create(
        token_hash=secrets.hash_of(secret),
        user=user,
        created_by=by,
        expires_at=timezone.now() + ResetLink.LIFETIME,
    )
    _note(by, "reset link made", user=user.id)
    return secret


def reset_link(secret: str) -> ResetLink:
    """The usable link with this secret. Raises LinkOver."""
    links = ResetLink.objects.usable().select_related("user")
    link = links.filter(token_hash=secrets.hash_of(secret), user__is_active=True).first()
    if link is None:
        raise LinkOver
    return link


@transaction.atomic
def reset_password(link: ResetLink, password: str) -> User:
    """Use the link up: set the password and end every session. Raises LinkOver if somebody was faster."""
    used = ResetLink.objects.usable().filter(id=link.id).update(used_at=timezone.now())
    if not used:
        raise LinkOver
    _set_password(link.user, password, keep_session=None)
    _note(link.user, "password reset")
    return link.user


def _set_password(user: User, password: str, keep_session: str | None) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    sessions.end_all(user, but=keep_session)
    _revoke_reset_links(user)


def _revoke_reset_links(user: User) -> None:
    ResetLink.objects.usable().filter(user=user).update(revoked_at=timezone.now())


def lock_administrators() -> None:
    """Until this transaction ends nobody else takes an administrator away: two could each count on the other."""
    take_turns("administrators", "")


def _check_has_administrator() -> None:
    if not User.objects.filter(is_active=True, is_administrator=True).exists():
        raise Invalid(
            _("Somebody must be administrator. Make another person administrator first, then repeat this.")
        )


def _note(actor: User | None, kind: str, **detail: int | bool) -> None:
    Event.objects.create(actor=actor, kind=kind, detail=detail)
