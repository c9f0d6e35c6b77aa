"""The data profile: what is in the documents, and the documents behind each figure."""

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from annotate.access import require_role
from annotate.exports.encoding import harmless
from annotate.models import Membership
from annotate.problems import Conflict
from annotate.profile.figures import Figures
from annotate.profile.listing import page_of, read_wish
from annotate.profile.showing import rows_of, shown, title_of
from annotate.profile.staleness import is_stale, job_of, profile_of, start_profile
from annotate.views.documents import READERS


@require_http_methods(["GET", "POST"])
@never_cache
def profile(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The figures of the last profile, and how the next one stands; with POST it begins."""
    membership = require_role(request, project_slug, *READERS)
    project = membership.project
    if request.method == "POST":
        start_profile(project, membership.user)
        return redirect("annotate:profile", project_slug)
    kept = profile_of(project)
    context = {
        **_shell(membership),
        "profile": kept,
        "shown": shown(Figures(**kept.figures)) if kept else None,
        "is_stale": is_stale(kept) if kept else False,
        "has_documents": project.documents.exists(),
        "job": job_of(project),
    }
    return render(request, "annotate/profile.html", context)


@require_GET
@never_cache
def document_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The documents behind one figure; what is likely personal is masked."""
    membership = require_role(request, project_slug, *READERS)
    wish = read_wish(request.GET)
    page = page_of(membership.project, wish, request.GET.get("after", ""))
    context = {
        **_shell(membership),
        "wish": wish,
        "page": page,
        "title": title_of(wish),
    }
    return render(request, "annotate/profile_documents.html", context)


@require_GET
@never_cache
def figures(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The figures as CSV. No spreadsheet takes a cell for a formula."""
    membership = require_role(request, project_slug, *READERS)
    kept = profile_of(membership.project)
    if kept is None:
        raise Conflict(_("There is no data profile yet. Make one first."))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{project_slug}-data-profile.csv"'
    rows = rows_of(Figures(**kept.figures))
    csv.writer(response).writerows([harmless(str(cell)) for cell in row] for row in rows)
    return response


def _shell(membership: Membership) -> dict[str, Any]:
    return {"project": membership.project, "membership": membership}
