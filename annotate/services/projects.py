"""Making a project, changing what it is, and deciding who is in it."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotate.models import Event, Membership, Phase, Project, User
from annotate.problems import Conflict, Invalid
from annotate.roles import Role
from annotate.signals import announce

# Addresses below /projects/ that a project must not hide.
RESERVED_SLUGS = {"new"}


@transaction.atomic
def create_project(owner: User, name: str, slug: str = "", **settings: Any) -> Project:
    """A new project with its maker as owner, supervisor and annotator, in its production phase."""
    project = _make(slug or name, name=name, created_by=owner, **settings)
    Phase.objects.create(project=project, kind=Phase.Kind.PRODUCTION, name=_("production"))
    add_member(project, owner, [Role.OWNER, Role.SUPERVISOR, Role.ANNOTATOR], by=owner)
    Event.objects.create(project=project, actor=owner, kind="project created", detail={})
    return project


def _make(wish: str, **fields: Any) -> Project:
    """A row with a slug of its own; again with the next where somebody took it at the very moment (a double click)."""
    while True:
        try:
            with transaction.atomic():
                return Project.objects.create(slug=free_slug(wish), **fields)
        except IntegrityError as error:
            if "slug" not in str(error):
                raise


def free_slug(wish: str) -> str:
    """A slug nobody uses, as near to the wish as possible."""
    base = slugify(wish)[:50] or "project"
    taken = set(Project.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def change_project(project: Project, by: User, **settings: Any) -> list[str]:
    """Set these fields of the project and say in an event which of them changed. Returns their names."""
    project = lock_project(project)
    changed = [name for name, value in settings.items() if getattr(project, name) != value]
    if changed:
        for name in changed:
            setattr(project, name, settings[name])
        project.save(update_fields=changed)
        Event.objects.create(
            project=project, actor=by, kind="settings changed", detail={"fields": sorted(changed)}
        )
    return changed


def close_project(project: Project, by: User) -> None:
    """Serve nothing any more. Answers that are still under way are kept and marked extra."""
    _mark(project, by, "project closed", closed_at=timezone.now())


def reopen_project(project: Project, by: User) -> None:
    _mark(project, by, "project reopened", closed_at=None)


def retire_project(project: Project, by: User) -> None:
    """Take the project from everybody's list. Nothing is deleted; an owner can restore it."""
    _mark(project, by, "project retired", retired_at=timezone.now())


def restore_project(project: Project, by: User) -> None:
    _mark(project, by, "project restored", retired_at=None)


@transaction.atomic
def _mark(project: Project, by: User, kind: str, **mark: Any) -> None:
    """Set one of the project's times, once: doing it again changes nothing and says nothing."""
    project = lock_project(project)
    ((name, value),) = mark.items()
    if (getattr(project, name) is None) == (value is None):
        return
    setattr(project, name, value)
    project.save(update_fields=[name])
    Event.objects.create(project=project, actor=by, kind=kind, detail={})


def lock_project(project: Project) -> Project:
    """The project's row as nobody else can change it until the end of this transaction. Saves go on."""
    return Project.objects.select_for_update(of=["self"], no_key=True).get(id=project.id)


@transaction.atomic
def add_member(project: Project, user: User, roles: Iterable[str], by: User) -> Membership:
    """Make somebody a member with these roles, or change the roles of one who is."""
    lock_project(project)
    roles = checked_roles(roles)
    membership, _is_new = Membership.objects.update_or_create(
        project=project, user=user, defaults={"roles": roles, "ended_at": None}
    )
    check_has_owner(project)
    Event.objects.create(
        project=project, actor=by, kind="member set", detail={"user": user.id, "roles": roles}
    )
    announce("membership", project.id, [membership.id])
    return membership


def checked_roles(roles: Iterable[str]) -> list[str]:
    roles = sorted({str(Role(role)) for role in roles})
    if not roles:
        raise Invalid(
            _("A member needs at least one role. To take all away, end the membership."), field="roles"
        )
    return roles


def check_has_owner(project: Project) -> None:
    """An owner whose account is shut changes nothing. Raises LastOwner."""
    owners = project.memberships.filter(ended_at=None, roles__contains=[Role.OWNER])
    if not owners.filter(user__is_active=True).exists():
        raise LastOwner(
            _("A project needs at least one owner. Make somebody else an owner first."), field="roles"
        )


class LastOwner(Conflict):
    """Nobody would be left to change the project's settings."""

    kind = "last_owner"
