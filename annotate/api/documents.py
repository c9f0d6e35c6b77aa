"""The documents of a project: a page of them, one of them, a few new ones, and what was said of one."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.answers import AnnotationSerializer, annotations_of
from annotate.api.parsing import StrictSerializer, check_object, checked
from annotate.models import Document
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services.few_documents import MOST_AT_ONCE, add_few

PAGE, MOST_A_PAGE = 50, 500
EXCERPT = 200


class DocumentLine(serializers.ModelSerializer):
    """A document in a list: its text only as far as `excerpt` goes."""

    excerpt = serializers.CharField(read_only=True)

    class Meta:
        model = Document
        fields = [
            "id",
            "external_id",
            "excerpt",
            "length",
            "metadata",
            "group",
            "position",
            "batch",
            "withdrawn_at",
        ]
        read_only_fields = fields


class DocumentPage(serializers.Serializer):
    documents = DocumentLine(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="Send it as “after” for the next page.")


class DocumentSerializer(serializers.ModelSerializer):
    sha256 = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = [
            "id",
            "external_id",
            "text",
            "sha256",
            "length",
            "metadata",
            "group",
            "position",
            "batch",
            "withdrawn_at",
        ]
        read_only_fields = fields

    def get_sha256(self, document: Document) -> str:
        return bytes(document.sha256).hex()


class PageWish(StrictSerializer):
    """Which documents are listed; an identity, a group or a batch narrows the list."""

    after = serializers.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST_A_PAGE, default=PAGE)
    external_id = serializers.CharField(required=False, max_length=500, trim_whitespace=False)
    group = serializers.CharField(required=False, max_length=500, trim_whitespace=False)
    batch = serializers.IntegerField(required=False, min_value=0, max_value=2**63 - 1)


class NewDocumentSerializer(serializers.Serializer):
    text = serializers.CharField()
    external_id = serializers.CharField(required=False, allow_null=True)
    metadata = serializers.DictField(required=False)
    group = serializers.CharField(required=False)
    position = serializers.IntegerField(required=False)


class NewDocuments(serializers.Serializer):
    name = serializers.CharField(required=False, max_length=200, help_text="What the batch is called.")
    documents = NewDocumentSerializer(many=True, max_length=MOST_AT_ONCE)


class AddedDocument(serializers.Serializer):
    id = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    is_new = serializers.BooleanField(help_text="False: the project had it already.")


class AddedDocuments(serializers.Serializer):
    batch = serializers.IntegerField(allow_null=True)
    documents = AddedDocument(many=True)


@extend_schema(
    methods=["GET"],
    operation_id="document_list",
    summary="A page of documents, in the order of their ids",
    parameters=[PageWish],
    responses=DocumentPage,
)
@extend_schema(
    methods=["POST"],
    operation_id="document_create",
    summary="Add a few documents, all or none",
    description=f"At most {MOST_AT_ONCE} at once; more are better uploaded as a file and imported. "
    "A document the project has already is found, not doubled.",
    request=NewDocuments,
    responses={201: AddedDocuments},
)
@api_view(["GET", "POST"])
def document_list(request: Request, project_slug: str) -> Response:
    if request.method == "POST":
        return _add(request, project_slug)
    membership = require_member(request, project_slug, Scope.READ, Role.SUPERVISOR)
    wish = checked(PageWish, request.query_params.dict())
    page = _page(membership.project.documents, wish)
    following = page[-1].id if len(page) == wish["limit"] else None
    return Response(DocumentPage({"documents": page, "next": following}).data)


def _page(documents: QuerySet[Document], wish: dict[str, Any]) -> list[Document]:
    narrowed = {name: wish[name] for name in ("external_id", "group", "batch") if name in wish}
    found = documents.filter(id__gt=wish.get("after", 0), erased_at=None, **narrowed)
    return list(found.defer("text").annotate(excerpt=Left("text", EXCERPT)).order_by("id")[: wish["limit"]])


def _add(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, Role.SUPERVISOR)
    body = check_object(request.data)
    added = add_few(membership.project, membership.user, _name(body), _records(body))
    documents = [
        {"id": document.id, "external_id": document.external_id, "is_new": is_new}
        for document, is_new in zip(added.documents, added.are_new, strict=True)
    ]
    batch = added.batch.id if added.batch else None
    return Response({"batch": batch, "documents": documents}, status=201)


def _records(body: dict[str, Any]) -> list[dict[str, Any]]:
    records = body.get("documents")
    are_objects = isinstance(records, list) and all(isinstance(record, dict) for record in records)
    if not are_objects or not 1 <= len(records) <= MOST_AT_ONCE:
        raise Invalid(
            _("“documents” must be a list of 1 to %(most)s objects with a “text”. Upload more as a file.")
            % {"most": MOST_AT_ONCE},
            field="documents",
        )
    return records


def _name(body: dict[str, Any]) -> str:
    name = body.get("name", _("sent by a program"))
    if not isinstance(name, str) or not 1 <= len(name) <= 200 or "\0" in name:
        raise Invalid(_("“name” must be text of 1 to 200 characters."), field="name")
    return name


@extend_schema(operation_id="document_retrieve", summary="A document", responses=DocumentSerializer)
@api_view(["GET"])
def document_detail(request: Request, project_slug: str, document_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.READ, Role.SUPERVISOR)
    document = get_object_or_404(membership.project.documents, id=document_id, erased_at=None)
    return Response(DocumentSerializer(document).data)


@extend_schema(
    operation_id="annotation_list",
    summary="Everybody's current answers to a document",
    responses=AnnotationSerializer(many=True),
)
@api_view(["GET"])
def annotation_list(request: Request, project_slug: str, document_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.READ, Role.SUPERVISOR)
    refuse_unknown_parameters(request, "history")
    document = get_object_or_404(membership.project.documents, id=document_id, erased_at=None)
    return Response(annotations_of(document, with_history="history" in request.query_params))
