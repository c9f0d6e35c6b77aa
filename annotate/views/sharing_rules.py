"""The standing rules of a project: what they give to whom, what they gave, and changing them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotate.access import require_role
from annotate.forms.assignments import number_or, people_from
from annotate.models import Membership, Sharing, SharingRule, User
from annotate.services import sharing_rules
from annotate.services.dealing import REASONS
from annotate.services.plans import assignable_people
from annotate.services.sharing_rules import RuleWish
from annotate.views.documents import SUPERVISORS

MOST_LINES = 40


@require_http_methods(["GET", "POST"])
@never_cache
def rule_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """All rules with what they gave lately; with POST, a new one."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    project = membership.project
    if request.method == "POST":
        made = sharing_rules.make_rule(project, _wish(request), membership.user)
        messages.success(request, _("“%(name)s” holds from now on.") % {"name": made})
        return redirect("annotate:sharing-rule-list", project_slug)
    rules = project.sharing_rules.select_related("created_by").prefetch_related("shares__user")
    context = _context(membership) | {
        "rules": sorted(rules, key=lambda one: (one.retired_at is not None, one.id)),
        "lines": _lines(Sharing.objects.filter(rule__project=project).select_related("rule")[:MOST_LINES]),
        "job": project.jobs.filter(kind=sharing_rules.KIND, finished_at=None).first(),
    }
    return render(request, "annotate/sharing_rules.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def rule(request: HttpRequest, project_slug: str, rule_id: int) -> HttpResponse:
    """One rule, to change it."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    shown = _rule_of(membership, rule_id)
    if request.method == "POST":
        sharing_rules.change_rule(shown, _wish(request), membership.user)
        messages.success(request, _("Saved. It holds for the documents that come from now on."))
        return redirect("annotate:sharing-rule-list", project_slug)
    shares = {share.user_id: share.weight for share in shown.shares.all()}
    context = _context(membership) | {
        "rule": shown,
        "shares": [(person, shares.get(person.id)) for person in assignable_people(membership.project)],
        "lines": _lines(shown.sharings.select_related("rule")[:MOST_LINES]),
    }
    return render(request, "annotate/sharing_rule.html", context)


@require_POST
def application_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Share out now what waits for the rules."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    job = sharing_rules.apply_rules(membership.project, membership.user)
    return redirect("annotate:job", project_slug, job.id)


@require_POST
def pause_list(request: HttpRequest, project_slug: str, rule_id: int) -> HttpResponse:
    return _decide(request, project_slug, rule_id, sharing_rules.pause_rule)


@require_POST
def resumption_list(request: HttpRequest, project_slug: str, rule_id: int) -> HttpResponse:
    return _decide(request, project_slug, rule_id, sharing_rules.resume_rule)


@require_POST
def retirement_list(request: HttpRequest, project_slug: str, rule_id: int) -> HttpResponse:
    return _decide(request, project_slug, rule_id, sharing_rules.retire_rule)


def _decide(
    request: HttpRequest, project_slug: str, rule_id: int, service: Callable[[SharingRule, User], None]
) -> HttpResponse:
    membership = require_role(request, project_slug, *SUPERVISORS)
    service(_rule_of(membership, rule_id), membership.user)
    return redirect("annotate:sharing-rule-list", project_slug)


def _rule_of(membership: Membership, rule_id: int) -> SharingRule:
    return get_object_or_404(membership.project.sharing_rules.select_related("project"), id=rule_id)


def _wish(request: HttpRequest) -> RuleWish:
    """What the form asks for. Raises Invalid."""
    form = request.POST
    return RuleWish(
        name=form.get("name", ""),
        people=people_from(form),
        meta=form.get("meta", "").splitlines(),
        answers=number_or(form, "answers", 1) or 1,
        cap_a_day=number_or(form, "cap_a_day", None),
        takes_earlier=form.get("takes_earlier") == "on",
    )


def _context(membership: Membership) -> dict[str, Any]:
    people = assignable_people(membership.project)
    return {
        "project": membership.project,
        "membership": membership,
        "people": people,
        "shares": [(person, 1) for person in people],
    }


def _lines(found: Iterable[Sharing]) -> list[dict[str, Any]]:
    """The history: when, by which rule, how many to whom, and what nobody got."""
    sharings = list(found)
    people = User.objects.in_bulk({int(person) for sharing in sharings for person in sharing.given})
    return [
        {
            "sharing": sharing,
            "given": [(people[int(person)], count) for person, count in sharing.given.items()],
            "refused": [(REASONS[reason], count) for reason, count in sharing.refused.items()],
        }
        for sharing in sharings
    ]
