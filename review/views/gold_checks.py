"""Gold checks: how long they last and what is contested, for supervisors; contesting, for annotators."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Annotation, Membership, User
from annotate.queue.checks import DISTANCE
from annotate.roles import Role
from annotate.services.annotations import parse_key
from annotate.views.workbench import json_body
from review.registration import READERS
from review.services.adjudication.parts import number_named
from review.services.gold_checks.contesting import waiting
from review.services.gold_checks.pool import SOON, stock_of
from review.services.gold_checks.returned import contest_answer
from review.views.agreement import page_of


@require_GET
@never_cache
def gold_checks(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    context = page_of(membership) | {
        "stocks": stock_of(membership.project, annotators_at_work(membership)),
        "contests": waiting(membership.project),
        "is_owner": membership.has(Role.OWNER),
        "soon": SOON,
        "distance": DISTANCE,
    }
    return render(request, "review/gold_checks.html", context)


def annotators_at_work(membership: Membership) -> list[User]:
    """Those who are served documents now."""
    memberships = membership.project.memberships.filter(ended_at=None, roles__contains=[Role.ANNOTATOR])
    return [one.user for one in memberships.select_related("user")]


@require_POST
def contest_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Say that an answer is right: one that was returned, or that a gold check held to be wrong."""
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    if request.content_type == "application/json":
        return _from_the_workbench(membership, json_body(request))
    annotation = number_named(request.POST.get("annotation", ""))
    key = parse_key(request.POST.get("key"), "key")
    contest_answer(membership, annotation, key, request.POST.get("reason", ""))
    messages.success(request, _("Contested. Somebody else decides, and you read here what holds then."))
    return redirect("review:my-figures", project_slug)


def _from_the_workbench(membership: Membership, body: Mapping[str, Any]) -> JsonResponse:
    """There an answer goes by its key."""
    own = Annotation.objects.filter(project=membership.project, author=membership.user)
    answer = get_object_or_404(own, key=parse_key(body.get("answer"), "answer"))
    made = contest_answer(
        membership, answer.id, parse_key(body.get("key"), "key"), str(body.get("reason") or "")
    )
    return JsonResponse({"contest": str(made.key), "contested_at": made.contested_at}, status=201)
