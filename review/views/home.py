"""The home of a project: how far its goal is, what is next, what changed, and where good practice is not followed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.roles import Role
from annotate.services.tallies import progress_of
from booklet.services.goals import goal_of, read_goal_ahead
from review.home import SEES_FIGURES, SEES_PEOPLE, Figures, figures_of, needs_of, today
from review.services.goal_board import board_of
from review.services.measures import measure
from review.services.since import since_yesterday
from review.services.states.reading import Whereabouts, whereabouts_of


@require_GET
def home(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug)
    read_goal_ahead(membership.project)
    figures = figures_of(membership)
    whereabouts = whereabouts_of(membership, figures.progress)
    sees_figures, sees_people = membership.has(*SEES_FIGURES), membership.has(*SEES_PEOPLE)
    context = {
        "project": membership.project,
        "membership": membership,
        "figures": figures,
        "whereabouts": whereabouts,
        "may_annotate": _may_annotate(membership, figures),
        "sees_figures": sees_figures,
        "needs": needs_of(membership.project) if sees_people else [],
        **_goal(membership, figures, whereabouts),
    }
    if sees_people:
        context["since"] = since_yesterday(membership.project, figures.shares, figures.progress)
    return render(request, "review/home.html", context)


@require_POST
def measure_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Ask the measures of the goal anew; the fragment shows what they say now."""
    membership = require_role(request, project_slug, *SEES_FIGURES)
    progress = progress_of(membership.project)
    measure(membership.project, progress.given)
    context = {
        "project": membership.project,
        "membership": membership,
        "board": board_of(membership, progress, today()),
        "is_asked": True,
    }
    return render(request, "review/_goal_board.html", context)


def _goal(membership: Membership, figures: Figures, whereabouts: Whereabouts) -> dict[str, Any]:
    """Figures are for those who see figures; to the others a goal's words, and the next act where it is theirs."""
    if membership.has(*SEES_FIGURES):
        return {
            "board": board_of(membership, figures.progress, today()),
            "act": whereabouts.act,
            "practices": whereabouts.practices,
        }
    mine = whereabouts.act if whereabouts.act and whereabouts.act.is_mine else None
    return {"goal": goal_of(membership.project), "act": mine}


def _may_annotate(membership: Membership, figures: Figures) -> bool:
    has_work = membership.project.is_open and figures.progress.to_come > 0
    return has_work and membership.has(Role.ANNOTATOR) and not membership.awaits_training
