"""Who is in a project, with which roles, and what becomes of the work of somebody who leaves."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import queue
from annotate.models import Event, Membership, Project, Standing, User
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services.projects import add_member, check_has_owner, checked_roles, lock_project
from annotate.signals import announce


def add_existing(project: Project, username: str, roles: Iterable[str], by: User) -> Membership:
    """Add somebody who has an account in this house. Raises Invalid."""
    user = User.objects.named(username.strip()).filter(is_active=True, is_source=False).first()
    if user is None:
        raise Invalid(
            _("Nobody in this house has the user name “%(name)s”. Check it, or make an invitation link.")
            % {"name": username},
            field="username",
        )
    if project.memberships.filter(user=user, ended_at=None).exists():
        raise Invalid(
            _("%(name)s is a member already. Change the roles in the list.") % {"name": user},
            field="username",
        )
    return add_member(project, user, roles, by)


@transaction.atomic
def change_roles(membership: Membership, roles: Iterable[str], by: User) -> None:
    """Give a member these roles instead. Raises LastOwner or Invalid."""
    roles = checked_roles(roles)
    lock_project(membership.project)
    Membership.objects.filter(id=membership.id, ended_at=None).update(roles=roles)
    check_has_owner(membership.project)
    if Role.ANNOTATOR not in roles:
        take_work_back(membership)
    _note(membership, by, "member set", {"roles": roles})


@transaction.atomic
def end_membership(membership: Membership, by: User) -> None:
    """Let somebody go: what was lent or assigned to them is free again, what they said stays. Raises LastOwner."""
    lock_project(membership.project)
    Membership.objects.filter(id=membership.id, ended_at=None).update(ended_at=timezone.now())
    check_has_owner(membership.project)
    take_work_back(membership)
    _note(membership, by, "member left", {})


def take_work_back(membership: Membership) -> None:
    """End the leases and assignments of somebody who will not work on them. Answers keep their slots."""
    queue.lock_annotator(membership.project_id, membership.user_id)
    own = Standing.objects.filter(
        project=membership.project_id, annotator=membership.user_id, occasion="work", holds_slot=True
    )
    leased = list(own.filter(state=Standing.State.LEASED).values_list("document_id", flat=True))
    queue.release(membership.project_id, membership.user_id, leased)
    assigned = own.filter(state=Standing.State.ASSIGNED).order_by("document_id").select_for_update()
    documents = list(assigned.values_list("document_id", flat=True))
    own.filter(state=Standing.State.ASSIGNED, document__in=documents).update(
        state=Standing.State.LAPSED, holds_slot=False, lease_until=None, changed_at=timezone.now()
    )
    queue.free_slot(documents)


def _note(membership: Membership, by: User, kind: str, detail: dict[str, object]) -> None:
    Event.objects.create(
        project=membership.project, actor=by, kind=kind, detail={"user": membership.user_id, **detail}
    )
    announce("membership", membership.project_id, [membership.id])
