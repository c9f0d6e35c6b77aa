"""Making a project and deciding who is in it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotate.models import Event, Membership, Phase, Project, User
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.signals import announce

# Addresses below /projects/ that a project must not hide.
RESERVED_SLUGS = {"new"}


@transaction.atomic
def create_project(owner: User, name: str, slug: str = "", **settings: Any) -> Project:
    """A new project with its maker as owner, supervisor and annotator, in its production phase."""
    project = Project.objects.create(name=name, slug=free_slug(slug or name), created_by=owner, **settings)
    Phase.objects.create(project=project, kind=Phase.Kind.PRODUCTION, name=_("production"))
    add_member(project, owner, [Role.OWNER, Role.SUPERVISOR, Role.ANNOTATOR], by=owner)
    return project


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
def add_member(project: Project, user: User, roles: Iterable[str], by: User) -> Membership:
    """Make somebody a member with these roles, or change the roles of one who is."""
    roles = sorted({str(Role(role)) for role in roles})
    if not roles:
        raise Invalid(_("A member needs at least one role."), field="roles")
    membership, _is_new = Membership.objects.update_or_create(
        project=project, user=user, defaults={"roles": roles, "ended_at": None}
    )
    check_has_owner(project)
    Event.objects.create(project=project, actor=by, kind="member set", detail={"user": user.id, "roles": roles})
    announce("membership", project.id, [membership.id])
    return membership


def check_has_owner(project: Project) -> None:
    if not project.memberships.filter(ended_at=None, roles__contains=[Role.OWNER]).exists():
        raise Invalid(_("A project needs at least one owner. Make somebody else an owner first."), field="roles")
