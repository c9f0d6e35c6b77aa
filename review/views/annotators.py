"""How well does it go? For supervisors everybody's figures, for an annotator their own and nobody else's."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate.access import require_role
from annotate.models import Project, User
from annotate.roles import Role
from review.registration import READERS
from review.services.annotators import ENOUGH, doings
from review.services.drift import ENOUGH_A_WEEK
from review.services.gold_checks.returned import returned_to
from review.services.gold_checks.telling import AT_ONCE, told_to
from review.views.agreement import page_of


@require_GET
@never_cache
def annotators(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    found = doings(membership.project, annotators_of(membership.project))
    return render(
        request,
        "review/annotators.html",
        page_of(membership) | {"doings": found, "enough": ENOUGH, "enough_a_week": ENOUGH_A_WEEK},
    )


def annotators_of(project: Project) -> list[User]:
    """Those who annotate now, and those who did."""
    memberships = project.memberships.filter(roles__contains=[Role.ANNOTATOR]).select_related("user")
    return sorted({membership.user for membership in memberships}, key=str)


@require_GET
@never_cache
def my_figures(request: HttpRequest, project_slug: str) -> HttpResponse:
    """One's own, in steps: no single answer can be told from them."""
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    found = doings(membership.project, [membership.user], steadily=True)
    context = page_of(membership) | {
        "doings": found,
        "enough": ENOUGH,
        "enough_a_week": ENOUGH_A_WEEK,
        "is_own": True,
    }
    told, returned = told_to(membership), returned_to(membership)
    context |= {
        "told": [(one, uuid.uuid4()) for one in told],
        "returned": [(one, uuid.uuid4()) for one in returned],
        "at_once": AT_ONCE,
        "next": next((one for one in (*returned, *told) if one.may_be_contested), None),
    }
    return render(request, "review/my_figures.html", context)
