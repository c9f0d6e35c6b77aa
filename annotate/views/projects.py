"""My projects, and making one."""

from datetime import timedelta
from typing import Any

import orjson
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role, require_user
from annotate.forms.projects import ProjectForm
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services.beginning import begin_project
from annotate.services.flaws import flaws_of
from annotate.services.inquiries import replies_to
from annotate.services.my_day import my_projects, retired_projects
from annotate.services.projects import restore_project
from annotate.services.questions import read_questions
from annotate.starting_points import STARTING_POINTS

NEWS_FOR, MOST_NEWS = timedelta(days=7), 20


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    user = require_user(request)
    mine = my_projects(user)
    context = {
        "mine": mine,
        "today": sum(one.today for one in mine),
        "retired": retired_projects(user),
        "replies": replies_to(user, timezone.now() - NEWS_FOR)[:MOST_NEWS],
    }
    return render(request, "annotate/projects.html", context | {"now": timezone.localtime()})


@require_http_methods(["GET", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """Anybody who is signed in may make a project, and owns what they made."""
    user = require_user(request)
    if request.method == "GET":
        return _form(request, ProjectForm(), STARTING_POINTS[0].questions)
    form = ProjectForm(request.POST)
    questions = read_questions(_json(request.POST.get("questions", "[]")))
    flaws = flaws_of(questions) if questions else []
    if not form.is_valid() or flaws:
        return _form(request, form, questions, flaws=[flaw.as_json() for flaw in flaws], status=422)
    project = begin_project(user, questions=questions, **form.cleaned_data)
    if questions:
        messages.success(
            request, _("“%(name)s” is made. Its questions are published as schema 1.") % {"name": project}
        )
        return redirect("review:home", project.slug)
    return redirect("annotate:questions", project.slug)


@require_POST
def restoration_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Bring a retired project back."""
    membership = require_role(request, project_slug, Role.OWNER, even_retired=True)
    restore_project(membership.project, membership.user)
    messages.success(request, _("“%(name)s” is back, as it was.") % {"name": membership.project})
    return redirect("review:home", project_slug)


def _form(
    request: HttpRequest,
    form: ProjectForm,
    questions: list[dict[str, Any]],
    flaws: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    boot = {
        "questions": questions,
        "flaws": flaws or [],
        "retired": {"questions": [], "labels": {}},
        "version": 0,
    }
    starts = {point.slug: point.questions for point in STARTING_POINTS}
    context = {
        "form": form,
        "boot": boot,
        "starting_points": STARTING_POINTS,
        "starts": starts,
        "flaws": flaws,
    }
    return render(request, "annotate/project_new.html", context, status=status)


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid(
            _("The questions did not arrive whole. Reload the page and try again."), field="questions"
        ) from error
