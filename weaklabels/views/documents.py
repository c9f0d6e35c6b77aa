"""The documents behind a figure: hits, conflicts, contradicted gold, and those of a label no rule hits."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Project
from weaklabels.numbers import number_in
from weaklabels.services.drilling import Asked, documents_behind, send_to_queue
from weaklabels.services.questions import question_of
from weaklabels.views.roles import DECIDERS, WRITERS

A_PAGE = 50


@require_GET
@never_cache
def document_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    asked = _asked(membership.project, request.GET)
    found = documents_behind(asked, after=number_in(request.GET.get("after", "")), most=A_PAGE)
    context = {
        "project": membership.project,
        "membership": membership,
        "asked": asked,
        "found": found,
        "may_decide": membership.has(*DECIDERS),
    }
    return render(request, "weaklabels/documents.html", context)


@require_POST
def ranking_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Send these documents to the annotators: they come first in the ranked stream."""
    membership = require_role(request, project_slug, *DECIDERS)
    sent = send_to_queue(_asked(membership.project, request.POST), membership.user)
    messages.success(
        request, _("%(count)s documents that want an answer come first from now on.") % {"count": sent}
    )
    return redirect("weaklabels:rules", project_slug)


def _asked(project: Project, form: Mapping[str, str]) -> Asked:
    """Which documents? Named rules must be of this project."""
    functions = project.labeling_functions.select_related("question")
    rule, other = form.get("rule", ""), form.get("other", "")
    return Asked(
        question=question_of(project, form),
        kind=form.get("kind", "hits"),
        rule=get_object_or_404(functions, id=number_in(rule)) if rule.isdecimal() else None,
        other=get_object_or_404(functions, id=number_in(other)) if other.isdecimal() else None,
        label_id=number_in(form.get("label", "")) or None,
    )
