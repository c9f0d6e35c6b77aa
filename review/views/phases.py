"""Phases of a project: which one it is in, what the next one asks for, and how each began."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Project
from annotate.numbers import number_format
from annotate.problems import Problem
from annotate.roles import Role
from booklet.views.forms import whole
from review.models import PhaseBeginning
from review.registration import READERS
from review.services.measures import kept_measures, measured_question
from review.services.phases.beginning import (
    LONGEST_REASON,
    USUAL,
    begin_phase,
    phase_now,
    set_disagreement,
)
from review.services.phases.testing import ORDER, Kind, tests_of
from review.wording import PHASES, TESTS, UNMEASURED_TESTS

MOST_BEGINNINGS = 50


@dataclass(frozen=True)
class Step:
    """A phase as the page shows it."""

    kind: str
    name: str
    told: str
    is_now: bool
    tests: list[tuple[bool, str]]

    @property
    def is_open(self) -> bool:
        return all(is_met for is_met, _sentence in self.tests)


@require_GET
@never_cache
def phases(request: HttpRequest, project_slug: str) -> HttpResponse:
    return _page(request, project_slug)


@require_POST
@never_cache
def phase_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Begin a phase, its conditions met or overridden in words."""
    membership = require_role(request, project_slug, Role.OWNER)
    form = request.POST
    try:
        begun = begin_phase(
            membership.project,
            form.get("kind", ""),
            membership.user,
            reason=form.get("reason", ""),
            size=whole(form.get("size"), USUAL),
        )
    except Problem as problem:
        return _page(request, project_slug, problem=problem, typed=form)
    messages.success(request, _("The project is in a new phase: %(name)s.") % {"name": begun.phase})
    return redirect("review:phases", project_slug)


@require_POST
def disagreement_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    set_disagreement(membership.project, request.POST.get("disagreement", ""), membership.user)
    messages.success(request, _("Saved."))
    return redirect("review:phases", project_slug)


def _page(request: HttpRequest, project_slug: str, **more: Any) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    project = membership.project
    begun = PhaseBeginning.objects.filter(phase__project=project).select_related("phase", "by")
    context = {
        "project": project,
        "membership": membership,
        "steps": _steps(project),
        "question": measured_question(project),
        "beginnings": [(one, _told(one.tests)) for one in begun.order_by("-phase")[:MOST_BEGINNINGS]],
        "meanings": Project.Disagreement.choices,
        "usual": USUAL,
        "longest_reason": LONGEST_REASON,
        **more,
    }
    status = more["problem"].status if "problem" in more else 200
    return render(request, "review/phases.html", context, status=status)


def _steps(project: Project) -> list[Step]:
    now, agreement = phase_now(project), kept_measures(project).get("agreement")
    return [
        Step(
            kind.value,
            str(Kind(kind).label),
            str(PHASES[kind]),
            now is not None and now.kind == kind,
            _told([test.as_json() for test in tests_of(project, kind, agreement)]),
        )
        for kind in ORDER
    ]


def _told(tests: list[dict[str, Any]]) -> list[tuple[bool, str]]:
    """Each condition in a sentence with its numbers, in the language of whoever reads it."""
    return [(test["is_met"], _sentence(test)) for test in tests]


def _sentence(test: dict[str, Any]) -> str:
    code, decimals = test["code"], 2 if test["code"] == "agreement" else 0
    sentences = UNMEASURED_TESTS if test["there"] is None else TESTS
    return sentences[code] % {
        "there": number_format(test["there"] or 0, decimals),
        "needed": number_format(test["needed"] or 0, decimals),
    }
