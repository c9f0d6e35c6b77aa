"""Questions of annotators: asking, one's own with the replies; and for supervisors, listing and answering."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.parsing import StrictSerializer, check_object, checked
from annotate.api.work import Before, annotator
from annotate.models import Inquiry
from annotate.problems import Invalid
from annotate.services.inquiries import ask, inquiries_of, own_inquiries, parse_inquiry, reply
from annotate.services.work import LONGEST_NOTE
from annotate.views.asked import SHOWS
from annotate.views.documents import SUPERVISORS
from annotate.views.workbench import own_document

MOST_LISTED = 500
SHOW = OpenApiParameter("show", OpenApiTypes.STR, enum=list(SHOWS), description="Default: open.")


class Ask(serializers.Serializer):
    key = serializers.UUIDField(help_text="Made by you; sending it again asks nothing twice.")
    text = serializers.CharField(max_length=LONGEST_NOTE)
    label = serializers.IntegerField(required=False, allow_null=True, help_text="The label it is about.")
    start = serializers.IntegerField(required=False, allow_null=True, help_text="Of the passage it is about.")
    end = serializers.IntegerField(required=False, allow_null=True, help_text="Exclusive, in code points.")
    responses = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="Your answer to the document so far."
    )


class AskedSerializer(serializers.Serializer):
    inquiry = serializers.IntegerField()


class OwnInquiry(serializers.Serializer):
    id = serializers.IntegerField()
    document = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    excerpt = serializers.CharField()
    label = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    asked_at = serializers.DateTimeField()
    reply = serializers.CharField(allow_null=True)
    answered_by = serializers.CharField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class OwnInquiries(serializers.Serializer):
    inquiries = OwnInquiry(many=True)
    next = serializers.CharField(allow_null=True)


class InquirySerializer(serializers.ModelSerializer):
    author = serializers.CharField(source="author.username", read_only=True)
    quote = serializers.CharField(read_only=True, help_text="The passage, or nothing.")
    responses = serializers.ListField(
        child=serializers.JSONField(), read_only=True, help_text="The answer so far, as it was sent."
    )

    class Meta:
        model = Inquiry
        fields = [
            "id",
            "document",
            "author",
            "label",
            "start",
            "end",
            "quote",
            "responses",
            "text",
            "asked_at",
            "reply",
            "answered_at",
        ]
        read_only_fields = fields


class Reply(StrictSerializer):
    reply = serializers.CharField(max_length=LONGEST_NOTE)


@extend_schema(
    operation_id="work_ask", summary="Ask the supervisors", request=Ask, responses={201: AskedSerializer}
)
@api_view(["POST"])
def inquiry(request: Request, project_slug: str, document_id: int) -> Response:
    membership = annotator(request, project_slug)
    document = own_document(membership, document_id)
    asked = ask(membership, document, parse_inquiry(check_object(request.data)))
    return Response({"inquiry": asked.id}, status=201)


@extend_schema(
    operation_id="work_inquiries",
    summary="Your own questions with the replies, the newest first",
    parameters=[Before],
    responses=OwnInquiries,
)
@api_view(["GET"])
def own_inquiry_list(request: Request, project_slug: str) -> Response:
    membership = annotator(request, project_slug)
    before = checked(Before, request.query_params.dict()).get("before")
    return Response(own_inquiries(membership, before))


@extend_schema(
    operation_id="inquiry_list",
    summary="Questions of annotators",
    parameters=[SHOW],
    responses=InquirySerializer(many=True),
)
@api_view(["GET"])
def inquiry_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.READ, *SUPERVISORS)
    refuse_unknown_parameters(request, "show")
    shows = request.query_params.get("show", "open")
    if shows not in SHOWS:
        raise Invalid(
            _("“%(show)s” is no list here. Choose one of: %(allowed)s.")
            % {"show": shows, "allowed": ", ".join(SHOWS)},
            field="show",
        )
    found = inquiries_of(membership.project, answered=shows == "answered")
    return Response(InquirySerializer(found[:MOST_LISTED], many=True).data)


@extend_schema(
    operation_id="inquiry_answer", summary="Answer a question", request=Reply, responses=InquirySerializer
)
@api_view(["POST"])
def inquiry_answer_list(request: Request, project_slug: str, inquiry_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    asked = get_object_or_404(
        membership.project.inquiries.select_related("document", "author"), id=inquiry_id
    )
    return Response(
        InquirySerializer(reply(asked, checked(Reply, request.data)["reply"], membership.user)).data
    )
