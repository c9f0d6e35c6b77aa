"""Releases for programs: which there are, what is in one, and its file."""

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from review.models import Release
from review.registration import READERS
from review.services.releases.running import has_file
from review.views.releases import MOST_LISTED, archive_of, release_in, releases_of


class DataReleaseSerializer(serializers.ModelSerializer):
    documents = serializers.SerializerMethodField(help_text="How many in each part.")
    schema = serializers.IntegerField(source="names.schema", allow_null=True, default=None)
    guideline_version = serializers.IntegerField(source="names.guideline", default=None, allow_null=True)
    archive_sha256 = serializers.CharField(help_text="Of the ZIP; empty until it is built.")
    has_file = serializers.SerializerMethodField(
        help_text="Can it be fetched, or must it be built again first?"
    )

    class Meta:
        model = Release
        fields = [
            "id",
            "name",
            "made_at",
            "as_of",
            "published_at",
            "retired_at",
            "retired_because",
            "documents",
            "schema",
            "guideline_version",
            "archive_sha256",
            "has_file",
        ]
        read_only_fields = fields

    def get_documents(self, release: Release) -> dict[str, int]:
        return release.counts.get("documents", {})

    def get_has_file(self, release: Release) -> bool:
        return has_file(release)


class WholeReleaseSerializer(DataReleaseSerializer):
    wish = serializers.DictField(help_text="What was asked for: labels by question id, documents, parts.")
    ways = serializers.DictField(
        help_text="By question id: how one label was made of several answers, and from how much that learned."
    )
    counts = serializers.DictField(help_text="Documents, labels by question and part, what was left out.")
    files = serializers.DictField(help_text="SHA-256 and size of each file in the ZIP.")
    erased_documents = serializers.SerializerMethodField(help_text="More than 0: it is no longer complete.")

    class Meta(DataReleaseSerializer.Meta):
        fields = [
            *DataReleaseSerializer.Meta.fields,
            "wish",
            "ways",
            "seed",
            "counts",
            "statement",
            "files",
            "erased_documents",
        ]
        read_only_fields = fields

    def get_erased_documents(self, release: Release) -> int:
        return release.documents.filter(document__erased_at__isnull=False).count()


@extend_schema(
    operation_id="data_release_list",
    summary="Releases, the newest first",
    responses=DataReleaseSerializer(many=True),
)
@api_view(["GET"])
def data_release_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.READ, *READERS)
    refuse_unknown_parameters(request)
    return Response(DataReleaseSerializer(releases_of(membership)[:MOST_LISTED], many=True).data)


@extend_schema(operation_id="data_release_detail", summary="A release", responses=WholeReleaseSerializer)
@api_view(["GET"])
def data_release(request: Request, project_slug: str, release_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.READ, *READERS)
    return Response(WholeReleaseSerializer(release_in(membership, release_id)).data)


@extend_schema(
    operation_id="data_release_archive",
    summary="The ZIP of a published release",
    description="404 where it has to be built again first: an erasure takes all files that may hold a text.",
    responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
)
@api_view(["GET"])
def data_release_archive(request: Request, project_slug: str, release_id: int) -> FileResponse:
    membership = require_member(request, project_slug, Scope.EXPORT, *READERS)
    return archive_of(release_in(membership, release_id))
