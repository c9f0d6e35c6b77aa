"""Who may write rules in Python: nobody, until an owner lets people of some roles."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import jobs
from annotate.models import Event, Membership, Project, User
from annotate.problems import Invalid
from annotate.roles import Role
from weaklabels.models import PythonPermission
from weaklabels.services.functions import APPLY

MAY_BE_ALLOWED = (Role.EXPERT, Role.SUPERVISOR, Role.OWNER)  # those who write rules


def roles_allowed(project: Project) -> list[str]:
    """Empty where nobody may."""
    permission = PythonPermission.objects.filter(project=project).first()
    return permission.roles if permission else []


def may_write_python(membership: Membership) -> bool:
    return bool(set(membership.roles) & set(roles_allowed(membership.project)))


@transaction.atomic
def allow_python(project: Project, roles: Iterable[str], by: User) -> None:
    """From now on members with one of these roles may; with none, nobody, and such rules rest. Raises Invalid."""
    roles = sorted(set(roles))
    if unknown := set(roles) - set(MAY_BE_ALLOWED):
        raise Invalid(
            _("%(role)s writes no rules. Choose among %(roles)s.")
            % {"role": min(unknown), "roles": ", ".join(str(role.label) for role in MAY_BE_ALLOWED)},
            field="roles",
        )
    if roles:
        PythonPermission.objects.update_or_create(
            project=project, defaults={"roles": roles, "changed_at": timezone.now()}
        )
    else:
        PythonPermission.objects.filter(project=project).delete()
    Event.objects.create(
        project=project, actor=by, kind="rules in Python allowed", detail={"roles": [*map(str, roles)]}
    )
    jobs.due(APPLY, project.id)
