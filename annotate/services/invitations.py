"""Letting people in: a one-time link makes an account, a membership, or both. There is no open sign-up."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Invitation, Membership, Project, User
from annotate.models.people import LinkQuerySet
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services import secrets
from annotate.services.accounts import LinkOver
from annotate.services.projects import add_member


def invite_to_project(project: Project, roles: Iterable[str], by: User, note: str = "") -> str:
    """The secret of a link that makes whoever opens it a member of the project with these roles."""
    roles = sorted({str(Role(role)) for role in roles})
    if not roles:
        raise Invalid(_("A member needs at least one role."), field="roles")
    return _invite(by, project=project, roles=roles, note=note)


def invite_to_house(by: User | None, makes_administrator: bool = False, note: str = "") -> str:
    """The secret of a link that makes an account without a project. `by` nobody: from the console."""
    return _invite(by, makes_administrator=makes_administrator, note=note)


@transaction.atomic
def _invite(by: User | None, **fields: object) -> str:
    secret = secrets.new_secret()
    invitation = Invitation.objects.create(
        token_hash=secrets.hash_of(secret),
        created_by=by,
        expires_at=timezone.now() + Invitation.LIFETIME,
        **fields,
    )
    _note(invitation, by, "invitation made")
    return secret


def open_invitations(project: Project | None) -> LinkQuerySet:
    """The invitations to this project, or to the house, that can still be used."""
    return _backed().filter(project=project).select_related("created_by").order_by("-id")


def invitation_with(secret: str) -> Invitation:
    """The usable invitation with this secret. Raises LinkOver."""
    invitations = _backed().select_related("project", "created_by")
    invitation = invitations.filter(token_hash=secrets.hash_of(secret)).first()
    if invitation is None:
        raise LinkOver
    return invitation


def _backed() -> LinkQuerySet:
    """Usable invitations whose maker may still invite: an owner who left takes theirs along."""
    ownership = Membership.objects.filter(
        project=OuterRef("project"),
        project__retired_at=None,
        user=OuterRef("created_by"),
        user__is_active=True,
        roles__contains=[Role.OWNER],
        ended_at=None,
    )
    from_administrator = Q(created_by__is_active=True, created_by__is_administrator=True)
    from_console = Q(created_by=None)
    return Invitation.objects.usable().filter(
        Q(Exists(ownership), project__isnull=False) | Q(from_administrator | from_console, project=None)
    )


@transaction.atomic
def revoke_invitation(invitation: Invitation, by: User) -> None:
    Invitation.objects.usable().filter(id=invitation.id).update(revoked_at=timezone.now())
    _note(invitation, by, "invitation revoked")


def revoke_console_invitations() -> None:
    """At most one link from the console is open: who makes a new one has lost the last."""
    Invitation.objects.usable().filter(created_by=None).update(revoked_at=timezone.now())


@transaction.atomic
def accept_as_new(
    invitation: Invitation, username: str, name: str, password: str, language: str, time_zone: str
) -> User:
    """Make the account and what the invitation grants. Raises LinkOver, or Invalid when the name is taken."""
    _use_up(invitation)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username, password, name=name, language=language, time_zone=time_zone
            )
    except IntegrityError as error:
        raise username_taken() from error
    _grant(invitation, user)
    return user


@transaction.atomic
def accept_as(invitation: Invitation, user: User) -> None:
    """Give a person who has an account what the invitation grants. Raises LinkOver."""
    _use_up(invitation)
    _grant(invitation, user)


def username_taken() -> Invalid:
    return Invalid(_("This user name is taken. Choose another."), field="username")


def _use_up(invitation: Invitation) -> None:
    """Of two who open the link at once, one gets in."""
    if not Invitation.objects.usable().filter(id=invitation.id).update(used_at=timezone.now()):
        raise LinkOver


def _grant(invitation: Invitation, user: User) -> None:
    Invitation.objects.filter(id=invitation.id).update(used_by=user)
    if invitation.makes_administrator and not user.is_administrator:
        user.is_administrator = True
        user.save(update_fields=["is_administrator"])
    if invitation.project:
        membership = Membership.objects.filter(project=invitation.project, user=user, ended_at=None).first()
        roles = {*invitation.roles, *(membership.roles if membership else [])}  # nothing is taken away
        add_member(invitation.project, user, roles, by=invitation.created_by)
    _note(invitation, user, "invitation accepted")


def _note(invitation: Invitation, actor: User | None, kind: str) -> None:
    detail = {"invitation": invitation.id}
    Event.objects.create(project=invitation.project, actor=actor, kind=kind, detail=detail)
