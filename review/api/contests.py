"""Contesting, for programs: the same as the key C on one's own page."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, require_member
from annotate.api.parsing import StrictSerializer, checked
from annotate.roles import Role
from annotate.services.work import LONGEST_NOTE
from review.services.gold_checks.returned import contest_answer


class ContestWish(StrictSerializer):
    key = serializers.UUIDField(help_text="Made by you; the same again contests once.")
    annotation = serializers.IntegerField(
        min_value=1, help_text="Your answer: one that was returned to you, or a gold check you were told of."
    )
    reason = serializers.CharField(max_length=LONGEST_NOTE, help_text="Why it is right.")


class ContestMade(serializers.Serializer):
    document = serializers.IntegerField()
    annotation = serializers.IntegerField()
    contested_at = serializers.DateTimeField()


@extend_schema(
    operation_id="contest_create",
    summary="Contest that an answer of yours was returned, or the gold of a check",
    request=ContestWish,
    responses={201: ContestMade},
)
@api_view(["POST"])
def contest_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.ANNOTATE, Role.ANNOTATOR)
    wish = checked(ContestWish, request.data)
    made = contest_answer(membership, wish["annotation"], wish["key"], wish["reason"])
    told = {
        "document": made.document_id,
        "annotation": made.annotation_id,
        "contested_at": made.contested_at,
    }
    return Response(ContestMade(told).data, status=201)
