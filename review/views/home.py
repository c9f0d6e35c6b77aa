"""The home of a project."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotate.access import require_role
from review.home import SEES_FIGURES, SEES_PEOPLE, figures_of, needs_of, next_act


@require_GET
def home(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug)
    figures = figures_of(membership)
    context = {
        "project": membership.project,
        "membership": membership,
        "figures": figures,
        "act": next_act(membership, figures.progress),
        "sees_figures": membership.has(*SEES_FIGURES),
        "needs": needs_of(membership.project) if membership.has(*SEES_PEOPLE) else [],
    }
    return render(request, "review/home.html", context)
