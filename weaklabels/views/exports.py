"""Taking out what the rules say: choose the form, watch it being written, download."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotate import jobs
from annotate.access import require_role
from annotate.exports import Form
from weaklabels.exports.running import EXPORT, form_of
from weaklabels.models import LabelModelFit
from weaklabels.views.roles import DECIDERS

MOST_LISTED = 20


@require_http_methods(["GET", "POST"])
@never_cache
def export_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The exports made so far and the form for the next; with POST it begins."""
    membership = require_role(request, project_slug, *DECIDERS)
    project = membership.project
    if request.method == "POST":
        form = form_of(request.POST.get("form", ""))
        jobs.start(EXPORT, project=project, owner=membership.user, arguments={"form": form})
        return redirect("weaklabels:exports", project_slug)
    exports = project.jobs.filter(kind=EXPORT).select_related("owner", "project").prefetch_related("files")
    context = {
        "project": project,
        "membership": membership,
        "forms": Form.choices,
        "exports": [(job, form_of(job.arguments.get("form", "")).label) for job in exports[:MOST_LISTED]],
        "are_weighed": LabelModelFit.objects.filter(project=project).exists(),
    }
    return render(request, "weaklabels/exports.html", context)
