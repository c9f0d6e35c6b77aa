"""Who may do what with rules."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from annotate.models import Membership
from annotate.roles import Role
from weaklabels.models import LabelingFunction
from weaklabels.services.python.permission import may_write_python, roles_allowed

WRITERS = (Role.EXPERT, Role.SUPERVISOR, Role.OWNER)
READERS = (*WRITERS, Role.VIEWER)
ASKERS = READERS  # of a model: no annotator, who could ask it about what others have answered
DECIDERS = (Role.SUPERVISOR, Role.OWNER)


def require_python(membership: Membership) -> None:
    """Only whom an owner lets write rules in Python. Raises PermissionDenied."""
    if may_write_python(membership):
        return
    roles = roles_allowed(membership.project)
    if not roles:
        raise PermissionDenied(
            _(
                "Nobody may write rules in Python in this project. An owner can allow it on the page of the rules."
            )
        )
    raise PermissionDenied(
        _("Rules in Python need the role %(roles)s in this project. An owner can give it to you.")
        % {"roles": " / ".join(str(Role(role).label) for role in roles)}
    )


def require_may_change(membership: Membership, function: LabelingFunction) -> None:
    if function.kind == LabelingFunction.Kind.PYTHON:
        require_python(membership)
