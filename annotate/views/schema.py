"""Questions and labels: written as a draft, weighed against the answers given, published as a numbered schema."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from annotate import jobs, ports
from annotate.access import require_role
from annotate.models import Job, Membership
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services import drafting
from annotate.services.effects import effect_of
from annotate.services.flaws import flaws_of
from annotate.views.settings import settings_context
from annotate.views.workbench import json_body


@require_GET
def questions(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    project = membership.project
    context = settings_context(membership) | {
        "boot": _draft_as_json(membership, drafting.draft_of(project)),
        "schema": project.schema,
        "more": ports.question_pages,
        "job": project.jobs.filter(kind="return_answers", finished_at=None).first(),
    }
    return render(request, "annotate/settings_questions.html", context)


@require_http_methods(["GET", "PUT", "DELETE"])
def draft(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The draft: as it stands, kept on top of the version that was seen, or discarded."""
    membership = require_role(request, project_slug, Role.OWNER)
    project, user = membership.project, membership.user
    if request.method == "GET":
        now = drafting.draft_of(project)
    elif request.method == "PUT":
        body = json_body(request)
        now = drafting.save_draft(project, user, body.get("questions"), _version(body.get("version")))
    else:
        now = drafting.discard_draft(project, user, _version(json_body(request).get("version")))
    return JsonResponse(_draft_as_json(membership, now))


@require_http_methods(["GET", "POST"])
def publication_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What publishing would do to the answers given so far; and doing it."""
    membership = require_role(request, project_slug, Role.OWNER)
    if request.method == "POST":
        return _publish(request, membership)
    project, draft = membership.project, drafting.draft_of(membership.project)
    context = settings_context(membership) | {
        "draft": draft,
        "has_changes": drafting.has_changes(project, draft),
        "flaws": flaws_of(draft.questions),
        "effect": effect_of(project, draft.questions),
        "next_number": project.schema.number + 1 if project.schema else 1,
    }
    return render(request, "annotate/_publication.html", context)


def _publish(request: HttpRequest, membership: Membership) -> HttpResponse:
    version = request.POST.get("version", "")
    with transaction.atomic():
        schema = drafting.publish_draft(
            membership.project, membership.user, _version(int(version) if version.isdecimal() else None)
        )
        if request.POST.get("earlier") == "return":
            _return_answers(membership, schema.id)
    messages.success(
        request,
        _("Schema %(number)s is published. Whoever opens the workbench from now on is asked it.")
        % {"number": schema.number},
    )
    return redirect("annotate:questions", membership.project.slug)


def _return_answers(membership: Membership, schema_id: int) -> Job:
    return jobs.start(
        "return_answers", project=membership.project, owner=membership.user, arguments={"schema": schema_id}
    )


def _version(value: object) -> int:
    if type(value) is not int or value < 0:
        raise Invalid(_("“version” must be the number of the draft you saw."), field="version")
    return value


def _draft_as_json(membership: Membership, draft: drafting.Draft) -> dict[str, Any]:
    project = membership.project
    return {
        **draft.as_json(),
        "flaws": [flaw.as_json() for flaw in flaws_of(draft.questions)],
        "retired": drafting.retired_of(project, draft.questions),
        "has_changes": drafting.has_changes(project, draft),
    }
