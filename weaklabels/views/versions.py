"""Publishing a run for programs, taking the newest version back, and downloading one."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.roles import Role
from weaklabels.models import ModelRun
from weaklabels.services.learning.bundling import bundle_of
from weaklabels.services.learning.publishing import publish, roll_back


@require_POST
def publication_list(request: HttpRequest, project_slug: str, run_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    version = publish(get_object_or_404(_runs(membership), id=run_id), membership.user)
    messages.success(
        request,
        _("Published as version %(version)s: programs can ask it now.") % {"version": version.version},
    )
    return redirect("learning:model", project_slug)


@require_POST
def rollback_list(request: HttpRequest, project_slug: str, question_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    question = get_object_or_404(membership.project.questions.select_related("project"), id=question_id)
    before = roll_back(question, membership.user)
    messages.success(
        request,
        _("Taken back. Programs are answered by version %(version)s again.") % {"version": before.version}
        if before
        else _("Taken back. No version of this model answers programs now."),
    )
    return redirect("learning:model", project_slug)


@require_GET
def bundle_file(request: HttpRequest, project_slug: str, run_id: int) -> HttpResponse:
    """The model to take along."""
    membership = require_role(request, project_slug, Role.OWNER)
    run = get_object_or_404(_runs(membership), id=run_id)
    name = f"{membership.project.slug}-{run.question_id}-run-{run.number}.zip"
    return HttpResponse(
        bundle_of(run),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _runs(membership: Membership) -> QuerySet[ModelRun]:
    return ModelRun.objects.filter(project=membership.project).select_related(
        "question__project__schema", "project", "file"
    )
