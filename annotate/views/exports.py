"""Taking the data out: choose, watch it being written, download."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotate import jobs
from annotate.access import require_role
from annotate.exports import Contents, Form, Wish
from annotate.views.documents import SUPERVISORS

MOST_LISTED = 20


@require_http_methods(["GET", "POST"])
@never_cache
def export_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The exports made so far and the form for the next; with POST it begins."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    project = membership.project
    if request.method == "POST":
        wish = Wish.read(request.POST)
        jobs.start("export", project=project, owner=membership.user, arguments=wish.as_arguments())
        return redirect("annotate:export-list", project_slug)
    exports = project.jobs.filter(kind="export").select_related("owner", "project").prefetch_related("files")
    context = {
        "project": project,
        "membership": membership,
        "contents": Contents.choices,
        "forms": Form.choices,
        "exports": [(job, Wish.read(job.arguments)) for job in exports[:MOST_LISTED]],
        "has_answers": project.standings.filter(current__isnull=False).exists(),
    }
    return render(request, "annotate/exports.html", context)
