"""Erasing a person: who they were goes, what they said of documents stays."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import jobs, ports, sessions
from annotate.erasure.documents import LET_THROUGH
from annotate.erasure.holders import OF_PERSON, erase_all
from annotate.models import ApiToken, Event, Membership, Project, ResetLink, User
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services.accounts import lock_administrators
from annotate.services.throttling import forget_attempts_of
from annotate.signals import announce


def check_may_erase(person: User) -> None:
    """Raises Invalid with what has to be settled before this person can go."""
    others = User.objects.filter(is_active=True, is_administrator=True).exclude(id=person.id)
    if person.is_administrator and not others.exists():
        raise Invalid(_("This is the only administrator. Make another person administrator first."))
    orphaned = [membership.project.name for membership in _owned(person) if not _has_other_owner(membership)]
    if orphaned:
        raise Invalid(
            _("This person is the only owner of: %(projects)s. Make somebody else an owner there first.")
            % {"projects": ", ".join(orphaned)}
        )


@transaction.atomic
def erase_person(person: User, by: User | None) -> dict[str, Any]:
    """Replace name, user name and the person's own notes and drafts; end everything they could act by.

    Their answers stay, by "erased-<id>". Files that could name them are erased by a job of each project:
    no export can then be under way there. Harmless to repeat. Raises Invalid.
    """
    lock_administrators()
    check_may_erase(person)
    with connection.cursor() as cursor:
        cursor.execute(LET_THROUGH)
    is_first = person.erased_at is None
    if is_first:
        forget_attempts_of(person.username)
    _leave_tombstone(person)  # again, too: a request under way may have put a name back
    sessions.end_all(person)
    now = timezone.now()
    ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=now)
    ResetLink.objects.filter(user=person, used_at=None, revoked_at=None).update(revoked_at=now)
    rows = erase_all(OF_PERSON, person) + sum(erase(person) for erase in ports.person_erasers)
    projects = _projects_of(person)
    Membership.objects.filter(user=person, ended_at=None).update(ended_at=now)
    for project_id in projects:
        jobs.due("erase_files", project_id)
        announce("membership", project_id, [])
    if is_first:
        Event.objects.create(actor=by, kind="person erased", detail={"user": person.id, "projects": projects})
    return {"rows": rows, "projects": projects}


def _leave_tombstone(person: User) -> None:
    person.username, person.name = f"erased-{person.id}", ""
    person.is_active = person.is_administrator = False
    person.language, person.time_zone, person.theme = "en", "UTC", User.Theme.SYSTEM
    person.workbench = {}
    person.email, person.wants_digest = "", False
    person.last_login, person.erased_at = None, person.erased_at or timezone.now()
    person.set_unusable_password()
    person.save()


def _projects_of(person: User) -> list[int]:
    """Where somebody may have written the person's name into a file."""
    named = Project.objects.filter(memberships__user=person) | Project.objects.filter(sources__user=person)
    return sorted(set(named.values_list("id", flat=True)))


def _owned(person: User) -> list[Membership]:
    owning = Membership.objects.filter(user=person, ended_at=None, roles__contains=[Role.OWNER])
    return list(owning.filter(project__retired_at=None).select_related("project"))


def _has_other_owner(membership: Membership) -> bool:
    owners = membership.project.memberships.filter(
        ended_at=None, roles__contains=[Role.OWNER], user__is_active=True
    )
    return owners.exclude(user=membership.user_id).exists()
