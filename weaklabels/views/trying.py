"""Try it: a text in, what the model says of it out, and a note where it is wrong."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotate.access import is_fragment, require_role
from annotate.models import Membership
from annotate.problems import Problem
from weaklabels.services.learning.telling import models_of, told_of
from weaklabels.services.learning.trying import LONGEST, check_text, flag_wrong
from weaklabels.views.roles import ASKERS


@require_http_methods(["GET", "POST"])
@never_cache
def trial(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The page; with POST, what the models say of the text."""
    membership = require_role(request, project_slug, *ASKERS)
    context = _context(membership)
    if request.method == "GET":
        return render(request, "learning/try.html", context)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    context["text"] = text
    try:
        check_text(text)
        context["told"] = told_of(membership.project, text)
        status = 200
    except Problem as problem:
        context["problem"], status = problem.sentence, problem.status
    template = "learning/_told.html" if is_fragment(request) else "learning/try.html"
    return render(request, template, context, status=status)


@require_POST
def flag_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The answer was wrong: the text becomes a document, with a note."""
    membership = require_role(request, project_slug, *ASKERS)
    note = request.POST.get("note", "").strip() or _("The model was wrong about this.")
    flag_wrong(membership, request.POST.get("text", "").replace("\r\n", "\n"), note)
    messages.success(request, _("Thank you. The text is a document for annotation now, with your note."))
    return redirect(reverse("learning:try", args=[project_slug]))


def _context(membership: Membership) -> dict[str, Any]:
    return {
        "project": membership.project,
        "membership": membership,
        "has_model": any(run for _subject, run in models_of(membership.project)),
        "longest": LONGEST,
    }
