"""The documents of a project: a page of them, one of them, a few new ones, and what was said of one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.answers import AnnotationSerializer, annotations_of
from annotate.api.parsing import check_object
from annotate.documents.filters import State, read_filters, sees_answers
from annotate.documents.finding import Page, count, find_page
from annotate.documents.rows import Row, rows_of
from annotate.models import Document, Membership
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services.few_documents import MOST_AT_ONCE, add_few
from annotate.views.document import document_in
from annotate.views.documents import READERS, cursor_of


class SaidLabel(serializers.Serializer):
    label = serializers.IntegerField()
    count = serializers.IntegerField(help_text="How many people say so.")


class Involved(serializers.Serializer):
    user = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.CharField()


class AboutAnswers(serializers.Serializer):
    state = serializers.ChoiceField(choices=State)
    wants = serializers.IntegerField()
    flags = serializers.IntegerField(help_text="Notes of annotators nobody has dealt with yet.")
    labels = SaidLabel(many=True)
    people = Involved(many=True)


class DocumentLine(serializers.Serializer):
    """A document in a list: its text only as far as `excerpt` goes."""

    id = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    excerpt = serializers.CharField()
    length = serializers.IntegerField()
    group = serializers.CharField()
    answers = AboutAnswers(allow_null=True, help_text="None for those who must stay blind.")


class DocumentPage(serializers.Serializer):
    documents = DocumentLine(many=True)
    after = serializers.IntegerField(allow_null=True, help_text="Send it as “after” for the next page.")
    before = serializers.IntegerField(allow_null=True, help_text="Send it as “before” for the page before.")


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
            "erased_at",
        ]
        read_only_fields = fields

    def get_sha256(self, document: Document) -> str:
        return bytes(document.sha256).hex()


class Filtering(serializers.Serializer):
    """Which documents are listed. All that is sent must hold; other names are refused."""

    q = serializers.CharField(required=False, help_text="Words, beginnings of words*, “phrases”.")
    meta = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="key=value; may be sent several times."
    )
    batch = serializers.IntegerField(required=False)
    state = serializers.ChoiceField(choices=State, required=False)
    label = serializers.IntegerField(required=False)
    answered_by = serializers.IntegerField(required=False, help_text="The id of a person or source.")
    waits_for = serializers.IntegerField(required=False, help_text="The id of a person.")


class PageWish(Filtering):
    external_id = serializers.CharField(required=False, help_text="The one with this id; send nothing else.")
    after = serializers.IntegerField(required=False)
    before = serializers.IntegerField(required=False)


class Counted(serializers.Serializer):
    number = serializers.IntegerField()
    is_exact = serializers.BooleanField(help_text="False: at least so many.")


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
    membership = require_member(request, project_slug, Scope.READ, *READERS)
    page = _page(request, membership)
    rows = rows_of(page.ids, with_answers=sees_answers(membership))
    lines = [_line(row, with_answers=sees_answers(membership)) for row in rows]
    return Response({"documents": lines, "after": page.after, "before": page.before})


def _page(request: Request, membership: Membership) -> Page:
    wanted = request.query_params.get("external_id")
    if wanted is not None:
        refuse_unknown_parameters(request, "external_id")
        found = membership.project.documents.filter(external_id=wanted.replace("\0", ""))
        return Page(list(found.values_list("id", flat=True)))
    filters = read_filters(request.query_params, membership)
    before = cursor_of(request, "before")
    return find_page(membership.project, filters, after=cursor_of(request, "after") or 0, before=before)


def _line(row: Row, *, with_answers: bool) -> dict[str, Any]:
    answers = {
        "state": row.state,
        "wants": row.wants,
        "flags": row.flags,
        "labels": [{"label": label.id, "count": count} for label, count in row.labels],
        "people": [{"user": one.id, "name": str(one), "state": state} for one, state in row.people],
    }
    known = {name: getattr(row, name) for name in ("id", "external_id", "excerpt", "length", "group")}
    return known | {"answers": answers if with_answers else None}


@extend_schema(
    operation_id="document_count",
    summary="How many documents match",
    parameters=[Filtering],
    responses=Counted,
)
@api_view(["GET"])
def document_count(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.READ, *READERS)
    refuse_unknown_parameters(request, *Filtering().fields)
    found = count(membership.project, read_filters(request.query_params, membership))
    return Response({"number": found.number, "is_exact": found.is_exact})


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
    membership = require_member(request, project_slug, Scope.READ, *READERS)
    return Response(DocumentSerializer(document_in(membership, document_id)).data)


@extend_schema(
    operation_id="annotation_list",
    summary="Everybody's current answers to a document",
    parameters=[
        OpenApiParameter("history", bool, description="Also answers that were changed since.", default=False)
    ],
    responses=AnnotationSerializer(many=True),
)
@api_view(["GET"])
def annotation_list(request: Request, project_slug: str, document_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.READ, *READERS)
    refuse_unknown_parameters(request, "history")
    if not sees_answers(membership):
        raise PermissionDenied(_("This project is blind: whoever annotates in it sees no answers of others."))
    document = document_in(membership, document_id)
    with_history = request.query_params.get("history", "false") != "false"
    return Response(annotations_of(document, with_history=with_history))
