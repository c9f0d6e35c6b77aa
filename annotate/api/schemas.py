"""The questions of a project: every published schema, the current one, a new one."""

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.parsing import check_object
from annotate.models import Question, Schema
from annotate.models.schemas import COLOUR_SLOTS
from annotate.roles import Role
from annotate.services.flaws import LONGEST_ANSWER, MOST_RATING
from annotate.services.publishing import publish_schema
from annotate.services.response_checks import SCALE

LINK = {
    "oneOf": [
        {"type": "integer"},
        {"type": "object", "properties": {"place": {"type": "integer"}}, "required": ["place"]},
    ]
}


@extend_schema_field(LINK)
class LinkField(serializers.JSONField):
    """The id of a question or label or, before it has one, its place in the list, counted from 0."""


class ConditionSerializer(serializers.Serializer):
    question = LinkField(help_text="A question above this one that asks for labels of the whole text.")
    labels = serializers.ListField(
        child=LinkField(), help_text="One of these, or of those below them, must be chosen."
    )


class ScaleSerializer(serializers.Serializer):
    least = serializers.IntegerField(required=False, default=SCALE["least"], min_value=0)
    most = serializers.IntegerField(required=False, default=SCALE["most"], max_value=MOST_RATING)
    least_name = serializers.CharField(required=False, allow_blank=True)
    most_name = serializers.CharField(required=False, allow_blank=True)


class LabelSerializer(serializers.Serializer):
    id = serializers.IntegerField(required=False, help_text="Left out for a new label.")
    name = serializers.CharField()
    slot = serializers.IntegerField(
        required=False, min_value=1, max_value=COLOUR_SLOTS, help_text="The colour."
    )
    key = serializers.CharField(required=False, allow_blank=True)
    description = serializers.CharField(required=False, allow_blank=True)
    parent = LinkField(required=False, allow_null=True, help_text="The label it stands below.")


class QuestionSerializer(serializers.Serializer):
    id = serializers.IntegerField(required=False, help_text="Left out for a new question.")
    kind = serializers.ChoiceField(choices=Question.Kind)
    name = serializers.CharField()
    help = serializers.CharField(required=False, allow_blank=True)
    required = serializers.BooleanField(required=False, default=True)
    overlapping = serializers.BooleanField(required=False, default=True)
    labels = LabelSerializer(many=True, required=False, help_text="Not for texts and ratings.")
    shown_when = ConditionSerializer(
        required=False, allow_null=True, help_text="Asked only after one of these labels. Left out: always."
    )
    between = LinkField(required=False, help_text="Relations: the question whose spans they join.")
    longest = serializers.IntegerField(
        required=False, min_value=1, max_value=LONGEST_ANSWER, help_text="Texts: characters at most."
    )
    scale = ScaleSerializer(required=False, help_text="Ratings: at most 11 steps.")


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
    description=(
        "A question or label with an id goes on under it; one that is left out is retired. What has no id yet is "
        'named by its place: `{"place": 0}` is the first question, or the first label of the question in question.'
    ),
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
