"""Importing a file: upload, describe, check, publish or throw away. A job does the work; a page shows it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role, wants_json
from annotate.files import remove_unnamed
from annotate.forms.imports import AnswersForm, ReadingForm, options_from, reading_from, role_choices
from annotate.imports import lifecycle
from annotate.imports.options import Options
from annotate.imports.preview import columns_of, preview
from annotate.imports.report import Report
from annotate.imports.uploading import StoreUpload
from annotate.models import Import, Membership
from annotate.problems import Invalid, Problem
from annotate.roles import Role

MOST_LISTED = 50
SHOWN_PROBLEMS = 100


class TooLarge(Problem):
    status = 413
    kind = "too_large"


@require_http_methods(["GET", "POST"])
@csrf_exempt  # the token is asked for by _upload: to look for it reads the body, which goes to the store
@never_cache
def import_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The imports of the project and the form for another one; with POST, a file."""
    membership = require_role(request, project_slug, Role.SUPERVISOR)
    if request.method == "GET":
        return _list_page(request, membership)
    check_size(request)
    with StoreUpload(request, membership.project, membership.user) as upload:
        request.upload_handlers = [upload]
        return _upload(request, membership, upload)


def check_size(request: HttpRequest) -> None:
    most = settings.LARGEST_UPLOAD_MB
    if int(request.META.get("CONTENT_LENGTH") or 0) > most * 2**20:
        raise TooLarge(
            _(
                "The file is larger than %(most)s MB. Split it, or put it on the server and use the command line."
            )
            % {"most": most}
        )


@csrf_protect
def _upload(request: HttpRequest, membership: Membership, upload: StoreUpload) -> HttpResponse:
    try:
        if request.POST.get("end") != "end":  # the form's last field: without it the body was cut off
            raise Invalid(_("The upload was cut off before its end. Nothing was kept; send the file again."))
        if upload.out is None or not upload.out.size:
            raise Invalid(_("Choose a file with something in it."), field="file")
        entry = begin(membership, upload)
    except Invalid as invalid:
        if wants_json(request):
            raise
        return _list_page(request, membership, invalid.sentence)
    if wants_json(request):
        return JsonResponse({"url": _url("import", entry)}, status=201)
    return redirect(_url("import", entry))


def begin(membership: Membership, upload: StoreUpload) -> Import:
    try:
        with transaction.atomic():
            return lifecycle.begin_import(membership.project, membership.user, upload.keep())
    except Invalid:
        remove_unnamed(upload.out.sha256)
        raise


@require_GET
@never_cache
def import_page(request: HttpRequest, project_slug: str, import_id: int) -> HttpResponse:
    """Where an import stands: its description, its check, what came of it."""
    membership = require_role(request, project_slug, Role.SUPERVISOR)
    entry = import_of(membership, import_id)
    if entry.state == Import.State.OPEN and not entry.job:
        return _open_page(request, membership, entry)
    return render(request, "annotate/import.html", _context(membership, entry))


@require_POST
def check_list(request: HttpRequest, project_slug: str, import_id: int) -> HttpResponse:
    """Check the file under the description sent."""
    membership = require_role(request, project_slug, Role.SUPERVISOR)
    entry = import_of(membership, import_id)
    lifecycle.check_open(entry)
    reading = reading_from(request.POST, Options.from_json(entry.options).reading)
    try:
        names = columns_of(entry, reading)
    except Invalid as invalid:
        return _open_page(request, membership, entry, [invalid.sentence])
    options, problems = options_from(request.POST, reading, names, questions_of(membership))
    if options is None:
        return _open_page(request, membership, entry, problems)
    lifecycle.start_check(entry, options, membership.user)
    return redirect(_url("import", entry))


@require_POST
def publication_list(request: HttpRequest, project_slug: str, import_id: int) -> HttpResponse:
    """Publish what is good; with `leave_out_refused`, without the rest."""
    membership = require_role(request, project_slug, Role.SUPERVISOR)
    entry = import_of(membership, import_id)
    leave_out = request.POST.get("leave_out_refused") == "yes"
    lifecycle.start_publication(entry, membership.user, leave_out_refused=leave_out)
    return redirect(_url("import", entry))


@require_POST
def label_list(request: HttpRequest, project_slug: str, import_id: int) -> HttpResponse:
    """Add the labels the check did not know to the project's questions, and check again."""
    membership = require_role(request, project_slug, Role.OWNER)
    entry = import_of(membership, import_id)
    lifecycle.add_unknown_labels(entry, membership.user)
    lifecycle.start_check(entry, Options.from_json(entry.options), membership.user)
    return redirect(_url("import", entry))


@require_POST
def discard_list(request: HttpRequest, project_slug: str, import_id: int) -> HttpResponse:
    """Throw the import away."""
    membership = require_role(request, project_slug, Role.SUPERVISOR)
    entry = import_of(membership, import_id)
    lifecycle.discard(entry)
    messages.success(request, _("“%(name)s” was thrown away. Nothing was added.") % {"name": entry.name})
    return redirect("annotate:import-list", membership.project.slug)


def _list_page(request: HttpRequest, membership: Membership, problem: str = "") -> HttpResponse:
    imports = membership.project.imports.select_related("created_by", "check_job", "publish_job")
    context = {
        "project": membership.project,
        "membership": membership,
        "imports": imports.exclude(state=Import.State.DISCARDED)[:MOST_LISTED],
        "problem": problem,
        "largest_mb": settings.LARGEST_UPLOAD_MB,
        "longest": settings.LONGEST_DOCUMENT,
    }
    return render(request, "annotate/imports.html", context, status=422 if problem else 200)


def _open_page(
    request: HttpRequest, membership: Membership, entry: Import, problems: list[str] | None = None
) -> HttpResponse:
    """The description of a file that can still be changed, and the report if it is checked."""
    options = Options.from_json(entry.options)
    sent = request.POST or request.GET
    reading_form = ReadingForm(sent) if "format" in sent else ReadingForm.showing(options.reading)
    reading = reading_from(sent, options.reading)
    context = _context(membership, entry) | {
        "reading": reading,
        "reading_form": reading_form,
        "answers_form": AnswersForm(request.POST or None, initial=options.as_json()),
        "roles": role_choices(questions_of(membership)),
        "problems": problems or [],
    }
    try:
        context["preview"] = preview(entry, reading)
    except Invalid as invalid:
        context["problems"] = [invalid.sentence]
    return render(request, "annotate/import.html", context, status=422 if problems else 200)


def _context(membership: Membership, entry: Import) -> dict[str, Any]:
    report = Report.from_json(entry.report) if entry.report else None
    failed = [
        job for job in (entry.publish_job, entry.check_job) if job and job.state in {"failed", "cancelled"}
    ]
    return {
        "project": membership.project,
        "membership": membership,
        "import": entry,
        "report": report,
        "shown_problems": report.problems[:SHOWN_PROBLEMS] if report else [],
        "unknown": _unknown_labels(membership, report) if report else [],
        "has_answers": Options.from_json(entry.options).has_answers,
        "last_job": entry.job or next(iter(failed), None),
    }


def _unknown_labels(membership: Membership, report: Report) -> list[tuple[str, list[tuple[str, int]]]]:
    """Questions by name with the labels they do not have, the most frequent first."""
    return [
        (question["name"], sorted(report.unknown[question["id"]].items(), key=lambda pair: -pair[1]))
        for question in questions_of(membership)
        if question["id"] in report.unknown
    ]


def questions_of(membership: Membership) -> list[Any]:
    schema = membership.project.schema
    return schema.questions if schema else []


def import_of(membership: Membership, import_id: int) -> Import:
    imports = membership.project.imports.select_related(
        "project__schema", "file", "check_job__project", "publish_job__project", "batch", "created_by"
    )
    return get_object_or_404(imports, id=import_id)


def _url(name: str, entry: Import) -> str:
    return reverse(f"annotate:{name}", args=[entry.project.slug, entry.id])
