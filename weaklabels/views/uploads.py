"""Votes made elsewhere: upload a file, see what it would become, keep it as rules or throw it away."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.files import new_file
from annotate.models import Membership, StoredFile
from annotate.problems import Problem
from annotate.views.imports import check_size
from weaklabels.models import LabelingFunction, VoteUpload
from weaklabels.numbers import number_in
from weaklabels.services.functions import ASKED_BY_RULES
from weaklabels.services.questions import question_of
from weaklabels.services.uploads.choosing import guessed_choices, labels_of
from weaklabels.services.uploads.keeping import begin_upload, discard_upload, keep_upload
from weaklabels.services.uploads.reading import FORMS
from weaklabels.views.roles import WRITERS

MOST_LISTED = 20
ENDINGS = ".csv,.tsv,.jsonl,.ndjson,.parquet,.pq,.npz"


@require_http_methods(["GET", "POST"])
@never_cache
def upload_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The form and what was uploaded; with POST, a file to be checked."""
    membership = require_role(request, project_slug, *WRITERS)
    if request.method == "GET":
        return _list_page(request, membership)
    check_size(request)
    file, order = request.FILES.get("file"), request.FILES.get("order")
    if not file or not file.size:
        return _list_page(request, membership, _("Choose a file with something in it."))
    try:
        made = begin_upload(
            question_of(membership.project, request.POST),
            _stored(membership, file),
            _stored(membership, order) if order else None,
            membership.user,
        )
    except Problem as problem:
        return _list_page(request, membership, problem.sentence, problem.status)
    return redirect("weaklabels:vote-upload", project_slug, made.id)


@require_GET
@never_cache
def upload_page(request: HttpRequest, project_slug: str, vote_upload_id: int) -> HttpResponse:
    """What the file would become, once it is checked."""
    membership = require_role(request, project_slug, *WRITERS)
    return _page(request, membership, upload_of(membership, vote_upload_id))


@require_POST
def keeping_list(request: HttpRequest, project_slug: str, vote_upload_id: int) -> HttpResponse:
    """Make rules of its columns, or the next versions of those there are."""
    membership = require_role(request, project_slug, *WRITERS)
    upload = upload_of(membership, vote_upload_id)
    try:
        keep_upload(upload, _chosen(request.POST), membership.user)
    except Problem as problem:
        return _page(request, membership, upload, problem)
    return redirect("weaklabels:vote-upload", project_slug, upload.id)


@require_POST
def discard_list(request: HttpRequest, project_slug: str, vote_upload_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    discard_upload(upload_of(membership, vote_upload_id))
    messages.success(request, _("The file is thrown away. No rule was made of it."))
    return redirect("weaklabels:vote-uploads", project_slug)


def upload_of(membership: Membership, vote_upload_id: int) -> VoteUpload:
    uploads = VoteUpload.objects.select_related("question__project", "file", "job__project", "project")
    return get_object_or_404(uploads, project=membership.project, id=vote_upload_id)


def _stored(membership: Membership, file: UploadedFile) -> StoredFile:
    with new_file(membership.project, file.name or "file", membership.user) as out:
        for block in file.chunks():
            out.write(block)
    return out.stored


def _chosen(form: QueryDict) -> dict[str, Any]:
    """Columns and values are told by their places, so that no name of a field holds what a file says."""
    names = {
        form[f"column-{place}"]: form.get(f"name-{place}", "")
        for place in form.getlist("keep")
        if f"column-{place}" in form
    }
    values = {
        form[key]: form.get(f"label-{key.removeprefix('value-')}", "")
        for key in form
        if key.startswith("value-")
    }
    labels = {value: number_in(label) or None for value, label in values.items()}
    return {"columns": names, "labels": labels, "adding": "adding" in form}


def _page(
    request: HttpRequest, membership: Membership, upload: VoteUpload, problem: Problem | None = None
) -> HttpResponse:
    chosen = _chosen(request.POST) if problem else guessed_choices(upload.report) if upload.report else {}
    context = {
        "project": membership.project,
        "membership": membership,
        "upload": upload,
        "job": upload.job,
        "problem": problem,
        "is_under_way": bool(upload.job and not upload.job.is_over),
        "is_open": upload.state == VoteUpload.State.OPEN,
        "columns": (columns := _columns(upload, chosen)),
        "has_earlier": any(column["is_there"] for column in columns),
        "is_adding": chosen.get("adding", True),
        "values": _values(upload, chosen),
        "labels": labels_of(upload.question),
    }
    return render(request, "weaklabels/upload.html", context, status=problem.status if problem else 200)


def _columns(upload: VoteUpload, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """With the name each would get, and whether that is a rule that is there."""
    there = set(
        upload.project.labeling_functions.living()
        .filter(kind=LabelingFunction.Kind.UPLOADED, question=upload.question)
        .values_list("name", flat=True)
    )
    names = chosen.get("columns", {})
    return [
        column
        | {
            "rule": names.get(column["name"], column["name"]),
            "is_kept": column["name"] in names,
            "is_there": names.get(column["name"], column["name"]) in there,
        }
        for column in (upload.report or {}).get("columns", [])
    ]


def _values(upload: VoteUpload, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    labels = chosen.get("labels", {})
    return [
        value | {"chosen": labels.get(value["value"])} for value in (upload.report or {}).get("values", [])
    ]


def _list_page(
    request: HttpRequest, membership: Membership, problem: str = "", status: int = 422
) -> HttpResponse:
    project = membership.project
    uploads = project.vote_uploads.exclude(state=VoteUpload.State.DISCARDED)
    context = {
        "project": project,
        "membership": membership,
        "questions": project.questions.filter(retired_at=None, kind__in=ASKED_BY_RULES),
        "uploads": uploads.select_related("file", "question", "created_by", "job")[:MOST_LISTED],
        "forms": FORMS,
        "endings": ENDINGS,
        "problem": problem,
    }
    return render(request, "weaklabels/uploads.html", context, status=status if problem else 200)
