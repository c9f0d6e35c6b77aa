"""Looking at background work, calling it off, and fetching what it made."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate import jobs
from annotate.access import is_fragment, require_role
from annotate.files import open_file
from annotate.models import Job, Membership
from annotate.roles import Role

MOST_LISTED = 100


@require_GET
def job_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.SUPERVISOR, Role.OWNER)
    newest = jobs_of(membership)[:MOST_LISTED]
    return render(request, "annotate/jobs.html", _context(membership) | {"jobs": newest})


@require_GET
@never_cache
def job(request: HttpRequest, project_slug: str, job_id: int) -> HttpResponse:
    """The page of a job; for htmx the fragment on it, which asks for itself again until the job is over."""
    membership = require_role(request, project_slug)
    return _answer(request, membership, job_for(membership, job_id))


@require_POST
def job_cancellation(request: HttpRequest, project_slug: str, job_id: int) -> HttpResponse:
    membership = require_role(request, project_slug)
    job = job_for(membership, job_id)
    jobs.cancel(job)
    if is_fragment(request):
        return _answer(request, membership, job)
    return redirect("annotate:job", project_slug, job.id)


@require_GET
def job_file(request: HttpRequest, project_slug: str, job_id: int, file_id: int) -> FileResponse:
    """A file of a job, to be saved and never to be shown: no browser takes it for a page of ours."""
    membership = require_role(request, project_slug)
    return file_of(job_for(membership, job_id), file_id)


def file_of(job: Job, file_id: int) -> FileResponse:
    stored = get_object_or_404(job.files, id=file_id)
    try:
        content = open_file(stored)
    except FileNotFoundError:
        raise Http404(_("The content of this file is gone.")) from None
    return FileResponse(
        content, as_attachment=True, filename=stored.name, content_type="application/octet-stream"
    )


def jobs_of(membership: Membership) -> QuerySet[Job]:
    return membership.project.jobs.select_related("project", "owner").prefetch_related("files")


def job_for(membership: Membership, job_id: int) -> Job:
    """A job of the project, for supervisors and owners; for others only their own."""
    job = get_object_or_404(jobs_of(membership), id=job_id)
    if not membership.has(Role.SUPERVISOR, Role.OWNER) and job.owner_id != membership.user_id:
        raise PermissionDenied(_("Only a supervisor, an owner or whoever started this job may see it."))
    return job


def _answer(request: HttpRequest, membership: Membership, job: Job) -> HttpResponse:
    template = "annotate/_job.html" if is_fragment(request) else "annotate/job.html"
    response = render(request, template, _context(membership) | {"job": job})
    if job.is_over:
        response["HX-Trigger"] = "job-over"  # for a page around the fragment that shows what came of it
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(membership: Membership) -> dict[str, object]:
    return {"project": membership.project, "membership": membership}
