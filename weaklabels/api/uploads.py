"""Votes made elsewhere by program: upload the file, read what it would become, keep it or throw it away."""

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, parser_classes
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.imports import receive
from annotate.api.parsing import Unread, checked
from annotate.files import remove_unnamed
from annotate.imports.uploading import StoreUpload
from annotate.models import Membership, Question
from annotate.problems import Invalid, Problem
from annotate.views.imports import check_size
from weaklabels.api.forms import KeepingWish, VoteUploadSerializer, VoteUploadWish
from weaklabels.api.rules import question_of
from weaklabels.models import VoteUpload
from weaklabels.services.functions import ASKED_BY_RULES
from weaklabels.services.uploads.keeping import begin_upload, discard_upload, keep_upload
from weaklabels.views.roles import WRITERS
from weaklabels.views.uploads import MOST_LISTED, upload_of


@extend_schema(
    methods=["GET"],
    operation_id="vote_upload_list",
    summary="The newest uploads of votes",
    responses=VoteUploadSerializer(many=True),
)
@extend_schema(
    methods=["POST"],
    operation_id="vote_upload_create",
    summary="Upload votes made elsewhere",
    description="The body is the file itself. It is checked by a job; nothing is kept before you say so.",
    parameters=[VoteUploadWish],
    request={"application/octet-stream": OpenApiTypes.BINARY},
    responses={201: VoteUploadSerializer},
)
@api_view(["GET", "POST"])
@parser_classes([Unread])
def upload_list(request: Request, project_slug: str) -> Response:
    if request.method == "POST":
        return _upload(request, project_slug)
    membership = require_member(request, project_slug, (Scope.READ, Scope.DOCUMENTS), *WRITERS)
    refuse_unknown_parameters(request)
    uploads = membership.project.vote_uploads.exclude(state=VoteUpload.State.DISCARDED).select_related("file")
    return Response(VoteUploadSerializer(uploads[:MOST_LISTED], many=True).data)


def _upload(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *WRITERS)
    sent = checked(VoteUploadWish, request.query_params.dict())
    question = _answered(question_of(membership, sent["question"]))
    check_size(request)
    with StoreUpload(request, membership.project, membership.user) as upload:
        receive(request, upload, sent["name"])
        return Response(VoteUploadSerializer(_begun(membership, question, upload)).data, status=201)


def _begun(membership: Membership, question: Question, upload: StoreUpload) -> VoteUpload:
    try:
        with transaction.atomic():
            return begin_upload(question, upload.keep(), None, membership.user)
    except Problem:
        remove_unnamed(upload.out.sha256)
        raise


def _answered(question: Question) -> Question:
    if question.kind not in ASKED_BY_RULES:
        raise Invalid(
            _("Rules answer questions with labels. This one asks for something else."), field="question"
        )
    return question


@extend_schema(
    operation_id="vote_upload_retrieve",
    summary="What a file of votes would become",
    responses=VoteUploadSerializer,
)
@api_view(["GET"])
def upload_detail(request: Request, project_slug: str, vote_upload_id: int) -> Response:
    membership = require_member(request, project_slug, (Scope.READ, Scope.DOCUMENTS), *WRITERS)
    return Response(VoteUploadSerializer(upload_of(membership, vote_upload_id)).data)


@extend_schema(
    operation_id="vote_upload_keep",
    summary="Make rules of its columns",
    description="With neither columns nor labels as they were guessed. The upload names the job.",
    request=KeepingWish,
    responses={202: VoteUploadSerializer},
)
@api_view(["POST"])
def keeping_list(request: Request, project_slug: str, vote_upload_id: int) -> Response:
    membership, upload = _writer(request, project_slug, vote_upload_id)
    chosen = checked(KeepingWish, request.data)
    return Response(VoteUploadSerializer(keep_upload(upload, chosen, membership.user)).data, status=202)


@extend_schema(
    operation_id="vote_upload_discard", summary="Throw the file away", request=None, responses={204: None}
)
@api_view(["POST"])
def discard_list(request: Request, project_slug: str, vote_upload_id: int) -> Response:
    discard_upload(_writer(request, project_slug, vote_upload_id)[1])
    return Response(status=204)


def _writer(request: Request, project_slug: str, vote_upload_id: int) -> tuple[Membership, VoteUpload]:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *WRITERS)
    return membership, upload_of(membership, vote_upload_id)
