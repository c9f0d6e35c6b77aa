"""What a supervisor decides about a document: withdraw, let go, erase, return an answer, accept one as gold."""

from collections.abc import Callable

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import jobs
from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.jobs import JobSerializer
from annotate.api.parsing import Confirmation, StrictSerializer, checked
from annotate.models import Annotation, Document, Flag, User
from annotate.roles import Role
from annotate.services.flags import resolve_flag
from annotate.services.gold import make_gold
from annotate.services.holds import release_document, restore_document, withdraw_document
from annotate.services.returns import return_answer
from annotate.services.work import LONGEST_NOTE
from annotate.views.document import document_in
from annotate.views.documents import SUPERVISORS

MOST_FLAGS = 500
LARGEST_ID = 2**63 - 1


class Return(StrictSerializer):
    annotator = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text="Whose answer.")
    note = serializers.CharField(max_length=LONGEST_NOTE, help_text="What to look at again.")


class GoldWish(StrictSerializer):
    annotation = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, help_text="The answer to accept."
    )


class DecidedGold(serializers.Serializer):
    gold = serializers.ListField(child=serializers.IntegerField())


class FlagSerializer(serializers.ModelSerializer):
    author = serializers.CharField(source="author.username", read_only=True)

    class Meta:
        model = Flag
        fields = ["id", "document", "author", "note", "raised_at", "resolved_at"]
        read_only_fields = fields


@extend_schema(
    operation_id="document_withdraw",
    summary="Take a document out of the work",
    request=None,
    responses={204: None},
)
@api_view(["POST"])
def withdrawal_list(request: Request, project_slug: str, document_id: int) -> Response:
    return _decide(request, project_slug, document_id, withdraw_document)


@extend_schema(
    operation_id="document_restore", summary="Take a withdrawal back", request=None, responses={204: None}
)
@api_view(["POST"])
def restoration_list(request: Request, project_slug: str, document_id: int) -> Response:
    return _decide(request, project_slug, document_id, restore_document)


@extend_schema(
    operation_id="document_release",
    summary="Let a held document back into the queue",
    request=None,
    responses={204: None},
)
@api_view(["POST"])
def release_list(request: Request, project_slug: str, document_id: int) -> Response:
    return _decide(request, project_slug, document_id, release_document)


def _decide(
    request: Request, project_slug: str, document_id: int, service: Callable[[Document, User], None]
) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    service(document_in(membership, document_id), membership.user)
    return Response(status=204)


@extend_schema(
    operation_id="document_erase",
    summary="Erase a document for good, as a job",
    description="Its text and everything that quotes it go; this cannot be undone.",
    request=Confirmation,
    responses={202: JobSerializer},
)
@api_view(["POST"])
def erasure_list(request: Request, project_slug: str, document_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.SETTINGS, Role.OWNER)
    document = get_object_or_404(membership.project.documents, id=document_id, erased_at=None)
    checked(Confirmation, request.data)
    job = jobs.start(
        "erase_document",
        project=membership.project,
        owner=membership.user,
        arguments={"document": document.id},
    )
    return Response(JobSerializer(job).data, status=202)


@extend_schema(
    operation_id="answer_return",
    summary="Return an answer to its annotator",
    request=Return,
    responses={204: None},
)
@api_view(["POST"])
def return_list(request: Request, project_slug: str, document_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    document = document_in(membership, document_id)
    wish = checked(Return, request.data)
    people = User.objects.filter(standings__document=document, standings__occasion="work")
    return_answer(document, get_object_or_404(people, id=wish["annotator"]), wish["note"], by=membership.user)
    return Response(status=204)


@extend_schema(
    operation_id="gold_create",
    summary="Accept an answer as gold",
    request=GoldWish,
    responses={201: DecidedGold},
)
@api_view(["POST"])
def gold_list(request: Request, project_slug: str, document_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    document = document_in(membership, document_id)
    wish = checked(GoldWish, request.data)
    annotation = get_object_or_404(Annotation, id=wish["annotation"], document=document)
    return Response({"gold": [gold.id for gold in make_gold(annotation, by=membership.user)]}, status=201)


@extend_schema(
    operation_id="flag_list",
    summary="Notes of annotators nobody has dealt with yet",
    responses=FlagSerializer(many=True),
)
@api_view(["GET"])
def flag_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.READ, *SUPERVISORS)
    refuse_unknown_parameters(request)
    flags = Flag.objects.filter(project=membership.project, resolved_at=None).select_related("author")
    return Response(FlagSerializer(flags.order_by("id")[:MOST_FLAGS], many=True).data)


@extend_schema(
    operation_id="flag_resolve", summary="Mark a note as dealt with", request=None, responses={204: None}
)
@api_view(["POST"])
def flag_resolution(request: Request, project_slug: str, document_id: int, flag_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    document = document_in(membership, document_id)
    resolve_flag(get_object_or_404(Flag, id=flag_id, document=document), by=membership.user)
    return Response(status=204)
