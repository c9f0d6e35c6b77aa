"""Background work: what is under way, calling it off, fetching what it made; and the start of an export."""

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import jobs
from annotate.api.access import Scope, refuse_unknown_parameters, require_member, require_scope
from annotate.api.parsing import StrictSerializer, checked
from annotate.exports import Contents, Form, Wish
from annotate.models import Job, StoredFile
from annotate.roles import Role
from annotate.views.documents import SUPERVISORS
from annotate.views.jobs import MOST_LISTED, file_of, job_for, jobs_of

# Whoever may start a job may see how far it is.
FOLLOWING = (Scope.READ, Scope.DOCUMENTS, Scope.EXPORT)


def scope_of(job: Job) -> Scope:
    """What a token needs to call this job off or fetch what it made. The name of every export begins so."""
    return Scope.EXPORT if job.kind.startswith("export") else Scope.DOCUMENTS


class JobFile(serializers.ModelSerializer):
    class Meta:
        model = StoredFile
        fields = ["id", "name", "size", "sha256"]
        read_only_fields = fields


class JobSerializer(serializers.ModelSerializer):
    owner = serializers.IntegerField(source="owner_id", allow_null=True, read_only=True)
    report = serializers.DictField(read_only=True, help_text="What came of it.")
    files = JobFile(many=True, read_only=True)

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "state",
            "owner",
            "progress",
            "total",
            "error",
            "report",
            "created_at",
            "started_at",
            "beat_at",
            "finished_at",
            "files",
        ]
        read_only_fields = fields


class ExportWish(StrictSerializer):
    contents = serializers.ChoiceField(choices=Contents)
    form = serializers.ChoiceField(choices=Form, default=Form.JSONL)
    all_documents = serializers.BooleanField(default=False, help_text="Also those without an answer or gold.")


@extend_schema(
    operation_id="job_list", summary="The newest background work", responses=JobSerializer(many=True)
)
@api_view(["GET"])
def job_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.READ, Role.SUPERVISOR, Role.OWNER)
    refuse_unknown_parameters(request)
    return Response(JobSerializer(jobs_of(membership)[:MOST_LISTED], many=True).data)


@extend_schema(operation_id="job_retrieve", summary="How far a job is", responses=JobSerializer)
@api_view(["GET"])
def job_detail(request: Request, project_slug: str, job_id: int) -> Response:
    membership = require_member(request, project_slug, FOLLOWING)
    return Response(JobSerializer(job_for(membership, job_id)).data)


@extend_schema(
    operation_id="job_cancel",
    summary="Call a job off",
    description="One that waits ends at once, one that runs at its next step. One that is over stays as it is.",
    request=None,
    responses=JobSerializer,
)
@api_view(["POST"])
def job_cancellation(request: Request, project_slug: str, job_id: int) -> Response:
    job = job_for(require_member(request, project_slug, FOLLOWING), job_id)
    require_scope(request, scope_of(job))
    jobs.cancel(job)
    return Response(JobSerializer(job).data)


@extend_schema(
    operation_id="job_file",
    summary="A file that a job made",
    responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
)
@api_view(["GET"])
def job_file(request: Request, project_slug: str, job_id: int, file_id: int) -> FileResponse:
    job = job_for(require_member(request, project_slug, FOLLOWING), job_id)
    require_scope(request, scope_of(job))
    return file_of(job, file_id)


@extend_schema(
    operation_id="export_create",
    summary="Start an export",
    description="The answer is its job: ask for it until it is done, then fetch its file.",
    request=ExportWish,
    responses={202: JobSerializer},
)
@api_view(["POST"])
def export_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.EXPORT, *SUPERVISORS)
    wish = Wish.read(checked(ExportWish, request.data))
    job = jobs.start(
        "export", project=membership.project, owner=membership.user, arguments=wish.as_arguments()
    )
    return Response(JobSerializer(job).data, status=202)
