"""Projects: the caller's own, a new one, one with its settings."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import (
    Scope,
    projects_of,
    refuse_bound_token,
    refuse_unknown_parameters,
    require_caller,
    require_member,
)
from annotate.api.parsing import Confirmation, StrictSerializer, checked
from annotate.models import Membership, Project
from annotate.models.projects import MOST_ANSWERS, MOST_CHECKS
from annotate.roles import Role
from annotate.services.estimates import pace_of
from annotate.services.projects import (
    close_project,
    create_project,
    reopen_project,
    restore_project,
    retire_project,
)
from annotate.services.sharing import change_answers_wanted
from annotate.services.tallies import progress_of


class ProjectSerializer(serializers.ModelSerializer):
    roles = serializers.SerializerMethodField(help_text="What the caller may do here.")

    class Meta:
        model = Project
        fields = [
            "slug",
            "name",
            "description",
            "created_at",
            "closed_at",
            "schema",
            "guideline_version",
            "is_blind",
            "shows_suggestions",
            "suggestions_hidden_percent",
            "advance_on_key",
            "wants",
            "overlap_wants",
            "overlap_percent",
            "gold_check_percent",
            "repeat_percent",
            "seconds_per_answer",
            "roles",
        ]
        read_only_fields = fields
        extra_kwargs = {"overlap_percent": {"coerce_to_string": False}}

    def get_roles(self, project: Project) -> list[str]:
        return self.context["roles"][project.id]


class ProjectSettings(StrictSerializer):
    """What an owner may set. What is left out stays as it is."""

    name = serializers.CharField(max_length=120)
    description = serializers.CharField(required=False, allow_blank=True, max_length=10_000)
    is_blind = serializers.BooleanField(required=False)
    shows_suggestions = serializers.BooleanField(required=False)
    suggestions_hidden_percent = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        help_text="The share of documents on which they are hidden, by chance.",
    )
    advance_on_key = serializers.BooleanField(required=False)
    wants = serializers.IntegerField(required=False, min_value=1, max_value=MOST_ANSWERS)
    overlap_wants = serializers.IntegerField(required=False, min_value=1, max_value=MOST_ANSWERS)
    overlap_percent = serializers.DecimalField(
        required=False, max_digits=5, decimal_places=2, min_value=0, max_value=100, coerce_to_string=False
    )
    gold_check_percent = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_CHECKS,
        help_text="Of the documents served: known ones that the annotator has not seen.",
    )
    repeat_percent = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_CHECKS,
        help_text="Of the documents served: some the annotator answered long ago.",
    )
    seconds_per_answer = serializers.FloatField(
        required=False, allow_null=True, min_value=0.1, max_value=86_400
    )

    def validate(self, settings: dict[str, Any]) -> dict[str, Any]:
        project = self.instance or Project()
        wants = settings.get("wants", project.wants)
        overlap_wants = settings.get("overlap_wants", max(project.overlap_wants, wants))
        if overlap_wants < wants:
            raise serializers.ValidationError(
                {"overlap_wants": _("An overlap document wants at least as many answers as any other.")}
            )
        return settings | {"overlap_wants": overlap_wants}


class NewProject(ProjectSettings):
    slug = serializers.SlugField(
        required=False, max_length=50, help_text="A wish; the answer says what it became."
    )


class ProjectChange(ProjectSettings):
    is_open = serializers.BooleanField(
        required=False, help_text="False closes the project, True opens it again."
    )


class ProjectProgress(serializers.Serializer):
    documents = serializers.IntegerField()
    finished = serializers.IntegerField(help_text="Documents with all the answers they want.")
    held = serializers.IntegerField(help_text="Documents served to nobody until somebody decides.")
    given = serializers.IntegerField(help_text="Answers.")
    to_come = serializers.IntegerField(help_text="Answers still wanted.")
    seconds_per_answer = serializers.FloatField()
    is_measured = serializers.BooleanField(help_text="False: stated by an owner, or a guess.")
    hours = serializers.FloatField(help_text="Until all answers are there, at that pace.")


@extend_schema(
    methods=["GET"],
    operation_id="project_list",
    summary="Your projects",
    responses=ProjectSerializer(many=True),
)
@extend_schema(
    methods=["POST"],
    operation_id="project_create",
    summary="Make a project",
    request=NewProject,
    responses={201: ProjectSerializer},
)
@api_view(["GET", "POST"])
def project_list(request: Request) -> Response:
    if request.method == "POST":
        return _create(request)
    user = require_caller(request, Scope.READ)
    refuse_unknown_parameters(request)
    memberships = Membership.objects.filter(user=user, ended_at=None)
    roles = dict(memberships.values_list("project_id", "roles"))
    return Response(ProjectSerializer(projects_of(request), many=True, context={"roles": roles}).data)


def _create(request: Request) -> Response:
    user = require_caller(request, Scope.SETTINGS)
    refuse_bound_token(request)
    wish = checked(NewProject, request.data)
    project = create_project(user, **wish)
    return Response(_body(project.memberships.get(user=user)), status=201)


@extend_schema(
    methods=["GET"], operation_id="project_retrieve", summary="A project", responses=ProjectSerializer
)
@extend_schema(
    methods=["PATCH"],
    operation_id="project_update",
    summary="Change a project's settings",
    request=ProjectChange(partial=True),
    responses=ProjectSerializer,
)
@api_view(["GET", "PATCH"])
def project_detail(request: Request, project_slug: str) -> Response:
    if request.method == "PATCH":
        return _update(request, project_slug)
    return Response(_body(require_member(request, project_slug, Scope.READ)))


def _update(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.SETTINGS, Role.OWNER)
    project = membership.project
    settings = checked(ProjectChange, request.data, instance=project, partial=True)
    is_open = settings.pop("is_open", None)
    change_answers_wanted(project, membership.user, **settings)
    if is_open is not None:
        (reopen_project if is_open else close_project)(project, membership.user)
    project.refresh_from_db()
    return Response(_body(membership))


@extend_schema(
    operation_id="project_retire",
    summary="Take a project from everybody's list",
    description="Nothing is deleted; restoring it brings everything back.",
    request=Confirmation,
    responses={204: None},
)
@api_view(["POST"])
def retirement_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.SETTINGS, Role.OWNER)
    checked(Confirmation, request.data)
    retire_project(membership.project, membership.user)
    return Response(status=204)


@extend_schema(
    operation_id="project_restore", summary="Restore a retired project", request=None, responses={204: None}
)
@api_view(["POST"])
def restoration_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.SETTINGS, Role.OWNER, even_retired=True)
    restore_project(membership.project, membership.user)
    return Response(status=204)


@extend_schema(
    operation_id="project_progress", summary="How far it is, and how long it takes", responses=ProjectProgress
)
@api_view(["GET"])
def progress(request: Request, project_slug: str) -> Response:
    figures = (Role.SUPERVISOR, Role.OWNER, Role.EXPERT, Role.VIEWER)
    project = require_member(request, project_slug, Scope.READ, *figures).project
    refuse_unknown_parameters(request)
    now, pace = progress_of(project), pace_of(project)
    counts = {name: getattr(now, name) for name in ("documents", "finished", "held", "given", "to_come")}
    return Response(
        {
            **counts,
            "seconds_per_answer": pace.seconds,
            "is_measured": pace.is_measured,
            "hours": pace.hours(now.to_come),
        }
    )


def _body(membership: Membership) -> dict[str, Any]:
    context = {"roles": {membership.project_id: membership.roles}}
    return ProjectSerializer(membership.project, context=context).data
