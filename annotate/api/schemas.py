"""The questions of a project: every published schema, the current one, a new one."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.parsing import check_object
from annotate.models import Question, Schema
from annotate.models.schemas import COLOUR_SLOTS
from annotate.roles import Role
from annotate.services.publishing import publish_schema


class LabelSerializer(serializers.Serializer):
    id = serializers.IntegerField(required=False, help_text="Left out for a new label.")
    name = serializers.CharField()
    slot = serializers.IntegerField(
        required=False, min_value=1, max_value=COLOUR_SLOTS, help_text="The colour."
    )
    key = serializers.CharField(required=False, allow_blank=True)
    description = serializers.CharField(required=False, allow_blank=True)
    parent = serializers.IntegerField(required=False, allow_null=True)


class QuestionSerializer(serializers.Serializer):
    id = serializers.IntegerField(required=False, help_text="Left out for a new question.")
    kind = serializers.ChoiceField(choices=Question.Kind)
    name = serializers.CharField()
    help = serializers.CharField(required=False, allow_blank=True)
    required = serializers.BooleanField(required=False, default=True)
    overlapping = serializers.BooleanField(required=False, default=True)
    labels = LabelSerializer(many=True)


class PublishedSchema(serializers.ModelSerializer):
    questions = QuestionSerializer(many=True, read_only=True)

    class Meta:
        model = Schema
        fields = ["id", "number", "published_at", "questions"]
        read_only_fields = fields


class NewSchema(serializers.Serializer):
    questions = QuestionSerializer(many=True)


@extend_schema(
    methods=["GET"],
    operation_id="schema_list",
    summary="Every schema that was published, the newest first",
    responses=PublishedSchema(many=True),
)
@extend_schema(
    methods=["POST"],
    operation_id="schema_publish",
    summary="Publish the next schema",
    description="A question or label with an id goes on under it; one that is left out is retired.",
    request=NewSchema,
    responses={201: PublishedSchema},
)
@api_view(["GET", "POST"])
def schema_list(request: Request, project_slug: str) -> Response:
    if request.method == "POST":
        return _publish(request, project_slug)
    membership = require_member(request, project_slug, Scope.READ)
    refuse_unknown_parameters(request)
    return Response(PublishedSchema(membership.project.schemas.all(), many=True).data)


def _publish(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.SETTINGS, Role.OWNER)
    questions = check_object(request.data).get("questions")
    schema = publish_schema(membership.project, questions, membership.user)
    return Response(PublishedSchema(schema).data, status=201)


@extend_schema(operation_id="schema_current", summary="What the project asks now", responses=PublishedSchema)
@api_view(["GET"])
def current_schema(request: Request, project_slug: str) -> Response:
    schema = require_member(request, project_slug, Scope.READ).project.schema
    if schema is None:
        raise Http404
    return Response(PublishedSchema(schema).data)
