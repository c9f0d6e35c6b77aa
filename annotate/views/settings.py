"""A project's settings: what it is, whether it is open, how many answers it wants."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.forms.mixing import MixForm
from annotate.forms.projects import AnswersForm, ConfirmationForm, ProjectForm
from annotate.models import Membership, Project
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services import mixing, projects
from annotate.services.estimates import Wish, estimate
from annotate.services.sharing import change_answers_wanted


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    project = membership.project
    if request.method == "GET":
        form = ProjectForm({"name": project.name, "description": project.description})
        return _general(request, membership, form=form)
    form = ProjectForm(request.POST)
    if not form.is_valid():
        return _general(request, membership, form=form, status=422)
    projects.change_project(project, membership.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("annotate:settings", project_slug)


def _general(request: HttpRequest, membership: Membership, status: int = 200, **forms: Any) -> HttpResponse:
    context = settings_context(membership) | {
        "confirmation": ConfirmationForm(project=membership.project),
        **forms,
    }
    return render(request, "annotate/settings.html", context, status=status)


@require_POST
def closure_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    projects.close_project(membership.project, membership.user)
    messages.success(request, _("The project is closed. Nothing is served until you reopen it."))
    return redirect("annotate:settings", project_slug)


@require_POST
def reopening_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    projects.reopen_project(membership.project, membership.user)
    messages.success(request, _("The project is open again."))
    return redirect("annotate:settings", project_slug)


@require_POST
def retirement_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Take the project from everybody's list, once its name was typed."""
    membership = require_role(request, project_slug, Role.OWNER)
    project = membership.project
    confirmation = ConfirmationForm(request.POST, project=project)
    if not confirmation.is_valid():
        form = ProjectForm({"name": project.name, "description": project.description})
        return _general(request, membership, form=form, confirmation=confirmation, status=422)
    projects.retire_project(project, membership.user)
    messages.success(
        request, _("“%(name)s” is retired. You can restore it below your projects.") % {"name": project}
    )
    return redirect("annotate:projects")


@require_http_methods(["GET", "POST"])
def answers_wanted(request: HttpRequest, project_slug: str) -> HttpResponse:
    """How many answers the documents want, with the hours that takes."""
    membership = require_role(request, project_slug, Role.OWNER)
    project = membership.project
    if request.method == "GET":
        return _answers(request, membership, AnswersForm(instance=project))
    form = AnswersForm(request.POST, instance=Project.objects.get(id=project.id))
    if not form.is_valid():
        return _answers(request, membership, form, status=422)
    job = change_answers_wanted(project, membership.user, **form.cleaned_data)
    if job is None:
        messages.success(request, _("Saved. Every document wants what is set here."))
    return redirect("annotate:answers-wanted", project_slug)


def _answers(
    request: HttpRequest, membership: Membership, form: AnswersForm, status: int = 200
) -> HttpResponse:
    context = settings_context(membership) | {
        "form": form,
        "estimate": estimate(membership.project, Wish.of(membership.project)),
        "wish": Wish.of(membership.project),
        "job": membership.project.jobs.filter(kind="share_out", finished_at=None).first(),
    }
    return render(request, "annotate/settings_answers.html", context, status=status)


@require_GET
def answers_estimate(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What the settings in the form would mean, before they are saved. A fragment."""
    membership = require_role(request, project_slug, Role.OWNER)
    project = membership.project
    form = AnswersForm(request.GET, instance=Project.objects.get(id=project.id))
    if not form.is_valid():
        raise Invalid(str(next(iter(form.errors.values()))[0]))
    project.seconds_per_answer = form.cleaned_data["seconds_per_answer"]
    context = {"estimate": estimate(project, form.wish()), "wish": form.wish()}
    return render(request, "annotate/_estimate.html", context)


@require_http_methods(["GET", "POST"])
def mix(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Which share of the documents each stream serves."""
    membership = require_role(request, project_slug, Role.OWNER)
    project = membership.project
    form = MixForm(request.POST or None, project=project)
    if not form.is_valid():
        context = settings_context(membership) | {"form": form}
        status = 422 if request.method == "POST" else 200
        return render(request, "annotate/settings_mix.html", context, status=status)
    if form.cleaned_data["follows"]:
        mixing.let_comparison_set_mix(project, membership.user)
    else:
        mixing.set_mix(project, membership.user, form.mix())
    messages.success(request, _("Saved. It holds from the next document on."))
    return redirect("annotate:mix", project_slug)


def settings_context(membership: Membership) -> dict[str, Any]:
    return {"project": membership.project, "membership": membership}
