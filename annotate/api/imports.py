"""Importing a file: upload its bytes, say what its columns are, have it checked, publish it or throw it away."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, parser_classes
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.jobs import JobSerializer
from annotate.api.parsing import StrictSerializer, Unread, checked
from annotate.formats.encodings import ENCODINGS
from annotate.formats.reading import Format
from annotate.forms.imports import as_sent, options_from, reading_from
from annotate.imports import lifecycle
from annotate.imports.options import AnswersAs, Options, Unit
from annotate.imports.preview import columns_of
from annotate.imports.uploading import StoreUpload
from annotate.models import Import, Membership
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.views.imports import MOST_LISTED, begin, check_size, import_of, questions_of


class ReadingSerializer(StrictSerializer):
    format = serializers.ChoiceField(choices=Format, required=False)
    encoding = serializers.ChoiceField(choices=list(ENCODINGS), required=False)
    delimiter = serializers.CharField(required=False, trim_whitespace=False, max_length=1)
    has_header = serializers.BooleanField(required=False)
    has_quotes = serializers.BooleanField(required=False)


class OptionsSerializer(StrictSerializer):
    reading = ReadingSerializer(required=False)
    columns = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text="What each column is: text, id, group, position, metadata, question:<id>, …",
    )
    answers_as = serializers.ChoiceField(choices=AnswersAs, required=False)
    source = serializers.CharField(
        required=False, help_text="Who answered, where the file does not say.", allow_blank=True
    )
    source_counts = serializers.BooleanField(required=False)
    external = serializers.BooleanField(
        required=False, help_text="Those who answered are people outside this house, such as a crowd."
    )
    unit = serializers.ChoiceField(choices=Unit, required=False)


class Problem(serializers.Serializer):
    line = serializers.IntegerField()
    reason = serializers.CharField()


class ReportSerializer(serializers.Serializer):
    lines = serializers.IntegerField()
    new = serializers.IntegerField(help_text="Documents to be added.")
    known = serializers.IntegerField(help_text="Documents the project has, or an earlier line.")
    refused = serializers.IntegerField()
    answered = serializers.IntegerField()
    unknown = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text="Labels the questions do not have: question id, label, how often.",
    )
    problems = Problem(many=True, help_text="The first refused lines.")


class ImportSerializer(serializers.ModelSerializer):
    options = OptionsSerializer(read_only=True)
    report = ReportSerializer(
        read_only=True, allow_null=True, help_text="None: not checked as it is described now."
    )

    class Meta:
        model = Import
        fields = [
            "id",
            "name",
            "state",
            "created_at",
            "options",
            "report",
            "check_job",
            "publish_job",
            "batch",
        ]
        read_only_fields = fields


class UploadWish(StrictSerializer):
    name = serializers.CharField(max_length=200, help_text="What the file is called, with its ending.")


class Publication(StrictSerializer):
    leave_out_refused = serializers.BooleanField(
        default=False, help_text="Publish the good lines although others are refused."
    )


@extend_schema(
    methods=["GET"],
    operation_id="import_list",
    summary="The newest imports",
    responses=ImportSerializer(many=True),
)
@extend_schema(
    methods=["POST"],
    operation_id="import_create",
    summary="Upload a file",
    description="The body is the file itself. Nothing becomes a document before it is checked and published.",
    parameters=[UploadWish],
    request={"application/octet-stream": OpenApiTypes.BINARY},
    responses={201: ImportSerializer},
)
@api_view(["GET", "POST"])
@parser_classes([Unread])
def import_list(request: Request, project_slug: str) -> Response:
    if request.method == "POST":
        return _upload(request, project_slug)
    membership = require_member(request, project_slug, (Scope.READ, Scope.DOCUMENTS), Role.SUPERVISOR)
    refuse_unknown_parameters(request)
    imports = membership.project.imports.exclude(state=Import.State.DISCARDED)[:MOST_LISTED]
    return Response([import_body(entry) for entry in imports])


def _upload(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, Role.SUPERVISOR)
    name = checked(UploadWish, request.query_params.dict())["name"]
    check_size(request)
    with StoreUpload(request, membership.project, membership.user) as upload:
        receive(request, upload, name)
        return Response(import_body(begin(membership, upload)), status=201)


def receive(request: Request, upload: StoreUpload, name: str) -> None:
    """Write the body into the store. Raises Invalid when less arrived than was announced."""
    announced = int(request.META.get("CONTENT_LENGTH") or 0)
    upload.new_file("file", name, "application/octet-stream", announced)
    while block := request.stream and request.stream.read(upload.chunk_size):
        upload.receive_data_chunk(block, upload.out.size)
    if not announced or upload.out.size != announced:
        raise Invalid(
            _("%(arrived)s of %(announced)s bytes arrived, so nothing was kept. Send the file as the body.")
            % {"arrived": upload.out.size, "announced": announced}
        )


@extend_schema(operation_id="import_retrieve", summary="Where an import stands", responses=ImportSerializer)
@api_view(["GET"])
def import_detail(request: Request, project_slug: str, import_id: int) -> Response:
    membership = require_member(request, project_slug, (Scope.READ, Scope.DOCUMENTS), Role.SUPERVISOR)
    return Response(import_body(import_of(membership, import_id)))


@extend_schema(
    operation_id="import_check",
    summary="Have the file checked",
    description="Send what is to be other than guessed; the rest stays. The answer is the job.",
    request=OptionsSerializer,
    responses={202: JobSerializer},
)
@api_view(["POST"])
def check_list(request: Request, project_slug: str, import_id: int) -> Response:
    membership, entry = _importer(request, project_slug, import_id)
    lifecycle.check_open(entry)
    options = _options(membership, entry, checked(OptionsSerializer, request.data))
    job = lifecycle.start_check(entry, options, membership.user)
    return Response(JobSerializer(job).data, status=202)


def _options(membership: Membership, entry: Import, wish: dict[str, Any]) -> Options:
    """The options of the import with what is wished otherwise, by the rules of the page's form."""
    before = Options.from_json(entry.options)
    now = described(before)
    form = _as_form({**now, **wish, "reading": now["reading"] | wish.get("reading", {})})
    reading = reading_from(form, before.reading)
    names = columns_of(entry, reading)
    roles = before.columns | _known_columns(wish.get("columns", {}), names)
    for number, name in enumerate(names):
        form |= {f"name-{number}": as_sent(name), f"role-{number}": roles.get(name, before.rest)}
    options, problems = options_from(form, reading, names, questions_of(membership))
    if options is None:
        raise Invalid(" ".join(map(str, problems)), problems=[str(problem) for problem in problems])
    return options


def _as_form(sent: dict[str, Any]) -> dict[str, Any]:
    """Options as the page's form sends them: a box that is not ticked is not there."""
    answers = {name: sent[name] for name in ("answers_as", "source", "source_counts", "external", "unit")}
    return {name: value for name, value in (sent["reading"] | answers).items() if value is not False}


def _known_columns(columns: dict[str, str], names: list[str]) -> dict[str, str]:
    if unknown := columns.keys() - set(names):
        raise Invalid(
            _("The file has no column “%(name)s”. It has: %(known)s.")
            % {"name": min(unknown)[:80], "known": ", ".join(names)[:500]},
            field="columns",
        )
    return columns


@extend_schema(
    operation_id="import_add_labels",
    summary="Add the labels the check did not know to the questions, and check again",
    request=None,
    responses={202: JobSerializer},
)
@api_view(["POST"])
def label_list(request: Request, project_slug: str, import_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.SETTINGS, Role.OWNER)
    entry = import_of(membership, import_id)
    lifecycle.add_unknown_labels(entry, membership.user)
    job = lifecycle.start_check(entry, Options.from_json(entry.options), membership.user)
    return Response(JobSerializer(job).data, status=202)


@extend_schema(
    operation_id="import_publish",
    summary="Publish what is good: all or nothing",
    request=Publication,
    responses={202: JobSerializer},
)
@api_view(["POST"])
def publication_list(request: Request, project_slug: str, import_id: int) -> Response:
    membership, entry = _importer(request, project_slug, import_id)
    wish = checked(Publication, request.data)
    job = lifecycle.start_publication(entry, membership.user, **wish)
    return Response(JobSerializer(job).data, status=202)


@extend_schema(
    operation_id="import_discard", summary="Throw an import away", request=None, responses={204: None}
)
@api_view(["POST"])
def discard_list(request: Request, project_slug: str, import_id: int) -> Response:
    _membership, entry = _importer(request, project_slug, import_id)
    lifecycle.discard(entry)
    return Response(status=204)


def _importer(request: Request, project_slug: str, import_id: int) -> tuple[Membership, Import]:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, Role.SUPERVISOR)
    return membership, import_of(membership, import_id)


def import_body(entry: Import) -> dict[str, Any]:
    report = entry.report and {
        **{name: entry.report[name] for name in ("lines", "new", "known", "refused", "answered", "unknown")},
        "problems": [{"line": line, "reason": reason} for line, reason in entry.report["problems"]],
    }
    return {
        "id": entry.id,
        "name": entry.name,
        "state": entry.state,
        "created_at": entry.created_at,
        "options": described(Options.from_json(entry.options)),
        "report": report,
        "check_job": entry.check_job_id,
        "publish_job": entry.publish_job_id,
        "batch": entry.batch_id,
    }


def described(options: Options) -> dict[str, Any]:
    """Options as programs read and send them."""
    reading = options.reading
    return {
        "reading": {"format": reading.format, "encoding": reading.encoding, **asdict(reading.table)},
        "columns": options.columns,
        "answers_as": options.answers_as,
        "source": options.source,
        "source_counts": options.source_counts,
        "external": options.external,
        "unit": options.unit,
    }
