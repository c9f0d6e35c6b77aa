"""Standing rules by which documents that come are shared out."""

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.assignments import Share
from annotate.api.jobs import JobSerializer
from annotate.api.parsing import StrictSerializer, checked
from annotate.models import Membership, Sharing, SharingRule, User
from annotate.services import sharing_rules
from annotate.services.sharing_rules import LARGEST_CAP, LONGEST_NAME, RuleWish
from annotate.views.documents import SUPERVISORS

MOST_LINES = 200


class RuleShareSerializer(serializers.Serializer):
    user = serializers.IntegerField(source="user_id")
    name = serializers.CharField(source="user")
    share = serializers.IntegerField(source="weight")
    given = serializers.IntegerField(help_text="Documents since the shares were set.")


class RuleSerializer(serializers.ModelSerializer):
    people = RuleShareSerializer(source="shares", many=True)
    meta = serializers.SerializerMethodField()

    class Meta:
        model = SharingRule
        fields = [
            "id",
            "name",
            "meta",
            "people",
            "answers",
            "cap_a_day",
            "shared_until",
            "full_since",
            "created_at",
            "paused_at",
            "retired_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "shared_until": {"help_text": "Id of the last document that was dealt with."},
            "full_since": {"help_text": "The day (UTC) on which nobody had room for more."},
        }

    def get_meta(self, rule: SharingRule) -> list[str]:
        return [f"{key}={value}" for key, value in rule.meta]


class RuleSettings(StrictSerializer):
    """All of a rule: what is left out becomes its default."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    people = Share(many=True, allow_empty=False)
    meta = serializers.ListField(
        child=serializers.CharField(), required=False, default=list, help_text="key=value; all must hold."
    )
    answers = serializers.IntegerField(
        required=False, default=1, help_text="To how many of them each document goes."
    )
    cap_a_day = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=LARGEST_CAP,
        help_text="Documents a person gets in a day (UTC) at most; null: no limit.",
    )


class NewRule(RuleSettings):
    takes_earlier = serializers.BooleanField(
        required=False, default=False, help_text="Also the documents that are there already."
    )


class SharingSerializer(serializers.ModelSerializer):
    given = serializers.DictField(child=serializers.IntegerField(), help_text="User id: how many documents.")
    refused = serializers.DictField(child=serializers.IntegerField(), help_text="Reason: how many documents.")

    class Meta:
        model = Sharing
        fields = ["at", "day", "job", "given", "refused"]
        read_only_fields = fields


@extend_schema(
    methods=["GET"],
    operation_id="sharing_rule_list",
    summary="The sharing rules",
    responses=RuleSerializer(many=True),
)
@extend_schema(
    methods=["POST"],
    operation_id="sharing_rule_create",
    summary="Make a sharing rule",
    request=NewRule,
    responses={201: RuleSerializer},
)
@api_view(["GET", "POST"])
def rule_list(request: Request, project_slug: str) -> Response:
    if request.method == "POST":
        membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
        made = sharing_rules.make_rule(
            membership.project, _wish(checked(NewRule, request.data)), membership.user
        )
        return Response(RuleSerializer(made).data, status=201)
    membership = require_member(request, project_slug, Scope.READ, *SUPERVISORS)
    refuse_unknown_parameters(request)
    rules = membership.project.sharing_rules.prefetch_related("shares__user")
    return Response(RuleSerializer(rules, many=True).data)


@extend_schema(
    methods=["GET"],
    operation_id="sharing_rule_retrieve",
    summary="A sharing rule",
    responses=RuleSerializer,
)
@extend_schema(
    methods=["PUT"],
    operation_id="sharing_rule_update",
    summary="Change a sharing rule",
    request=RuleSettings,
    responses=RuleSerializer,
)
@api_view(["GET", "PUT"])
def rule_detail(request: Request, project_slug: str, rule_id: int) -> Response:
    if request.method == "GET":
        membership = require_member(request, project_slug, Scope.READ, *SUPERVISORS)
        return Response(RuleSerializer(_rule_of(membership, rule_id)).data)
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    rule = _rule_of(membership, rule_id)
    wish = _wish(checked(RuleSettings, request.data))
    return Response(RuleSerializer(sharing_rules.change_rule(rule, wish, membership.user)).data)


@extend_schema(
    operation_id="sharing_rule_apply",
    summary="Share out now what waits for the rules, as a job",
    request=None,
    responses={202: JobSerializer},
)
@api_view(["POST"])
def application_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    job = sharing_rules.apply_rules(membership.project, membership.user)
    return Response(JobSerializer(job).data, status=202)


@extend_schema(
    operation_id="sharing_rule_pause", summary="Let a rule rest", request=None, responses={204: None}
)
@api_view(["POST"])
def pause_list(request: Request, project_slug: str, rule_id: int) -> Response:
    return _decide(request, project_slug, rule_id, sharing_rules.pause_rule)


@extend_schema(
    operation_id="sharing_rule_resume", summary="Let a rule go on", request=None, responses={204: None}
)
@api_view(["POST"])
def resumption_list(request: Request, project_slug: str, rule_id: int) -> Response:
    return _decide(request, project_slug, rule_id, sharing_rules.resume_rule)


@extend_schema(
    operation_id="sharing_rule_retire", summary="End a rule for good", request=None, responses={204: None}
)
@api_view(["POST"])
def retirement_list(request: Request, project_slug: str, rule_id: int) -> Response:
    return _decide(request, project_slug, rule_id, sharing_rules.retire_rule)


@extend_schema(
    operation_id="sharing_list",
    summary="What a rule gave to whom, the newest first",
    responses=SharingSerializer(many=True),
)
@api_view(["GET"])
def sharing_list(request: Request, project_slug: str, rule_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.READ, *SUPERVISORS)
    refuse_unknown_parameters(request)
    lines = _rule_of(membership, rule_id).sharings.all()[:MOST_LINES]
    return Response(SharingSerializer(lines, many=True).data)


def _decide(
    request: Request, project_slug: str, rule_id: int, service: Callable[[SharingRule, User], None]
) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    service(_rule_of(membership, rule_id), membership.user)
    return Response(status=204)


def _rule_of(membership: Membership, rule_id: int) -> SharingRule:
    return get_object_or_404(membership.project.sharing_rules.select_related("project"), id=rule_id)


def _wish(wish: dict[str, Any]) -> RuleWish:
    people = {entry["user"]: entry["share"] for entry in wish.pop("people")}
    return RuleWish(people=people, **wish)
