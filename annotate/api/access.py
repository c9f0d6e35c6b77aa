"""May this caller do that? First the person's role, as on the pages; then what their token allows."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.request import Request

from annotate.access import require_role
from annotate.models import ApiToken, Membership, Project, User
from annotate.problems import Invalid
from annotate.roles import Role

Scope = ApiToken.Scope


def require_member(
    request: Request,
    project_slug: str,
    scope: Scope | tuple[Scope, ...],
    *roles: Role,
    even_retired: bool = False,
) -> Membership:
    """The caller's membership: 404 for a stranger or another project's token, 403 for a wrong role or scope.

    Of several scopes, any one will do.
    """
    token = request.auth
    if token and token.project_id and token.project.slug != project_slug:
        raise Http404
    membership = require_role(request, project_slug, *roles, even_retired=even_retired)
    require_scope(request, scope)
    return membership


def require_caller(request: Request, scope: Scope) -> User:
    """Whoever asks, where no project is named."""
    require_scope(request, scope)
    return request.user


def projects_of(request: Request) -> QuerySet[Project]:
    """The caller's projects, as far as the token reaches."""
    projects = Project.objects.of(request.user)
    bound_to = request.auth.project_id if request.auth else None
    return projects.filter(id=bound_to) if bound_to else projects


def refuse_bound_token(request: Request) -> None:
    """What is about no project of the token's is beyond a token that was made for one."""
    if request.auth and request.auth.project_id:
        raise PermissionDenied(_("This token is for one project only. Use one that is for all of yours."))


def refuse_unknown_parameters(request: Request, *known: str) -> None:
    """A filter that is not understood is refused, so that it cannot be taken for one that matched."""
    for name in request.query_params:
        if name not in known:
            raise Invalid(
                _("There is no parameter “%(name)s” here. Allowed: %(known)s.")
                % {"name": name, "known": ", ".join(known) or _("none")},
                field=name,
            )


def require_scope(request: Request, scope: Scope | tuple[Scope, ...]) -> None:
    """A session may do all that the person may; a token has its scopes."""
    wanted = scope if isinstance(scope, tuple) else (scope,)
    if request.auth and not set(wanted) & set(request.auth.scopes):
        raise PermissionDenied(
            _("This token lacks the scope “%(scope)s” (%(meaning)s). Make one that has it.")
            % {"scope": wanted[0].value, "meaning": wanted[0].label}
        )
