"""Checking a sample: one answer a page, by keys."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Conflict, Invalid
from annotate.services.responses import parse_responses
from review.models import ReviewTime, SampledAnswer, SpotCheck
from review.registration import READERS
from review.services.costs.efforts import note_review
from review.services.spot_checks.judging import answer_first, judge, next_for, take_back
from review.services.spot_checks.report import report_of
from review.services.spot_checks.showing import shown, to_answer
from review.views.agreement import page_of
from review.views.spot_checks import check_in


@require_GET
@never_cache
def checking(request: HttpRequest, project_slug: str, spot_check_id: int) -> HttpResponse:
    """The next answer to check; where there is none, the check's page says why."""
    membership = require_role(request, project_slug, *READERS)
    check = check_in(membership, spot_check_id)
    sampled = None if check.abandoned_at else next_for(check, membership.user)
    if sampled is None:
        return redirect("review:spot-check", project_slug, check.id)
    sampled.spot_check = check
    context = page_of(membership) | {"check": check, "report": report_of(check), "sampled": sampled}
    if is_to_answer(check, sampled, membership):
        return render(request, "review/checking_answer.html", context | {"boot": boot(sampled, membership)})
    return render(request, "review/checking_compare.html", context | {"shown": shown(sampled)})


def is_to_answer(check: SpotCheck, sampled: SampledAnswer, membership: Membership) -> bool:
    """Has the checker still to say what they would answer? Of an erased document nobody can."""
    if check.shows_answer or sampled.annotation.document.erased_at:
        return False
    return not sampled.own_state or sampled.checker_id != membership.user_id


def boot(sampled: SampledAnswer, membership: Membership) -> dict[str, Any]:
    workbench = membership.user.workbench
    return to_answer(sampled) | {
        "keys": workbench.get("keys", {}),
        "single_keys": workbench.get("single_keys", True),
        "advance": membership.project.advance_on_key,
    }


@require_POST
def own_answer_list(request: HttpRequest, project_slug: str, sampled_id: int) -> HttpResponse:
    """What the checker says before seeing the answer."""
    membership, sampled = sampled_in(request, project_slug, sampled_id)
    try:
        [said] = parse_responses(json.loads(request.POST.get("responses", "")))
    except ValueError as error:
        raise Invalid(_("The answer could not be read. Reload the page and answer again.")) from error
    return _go_on(request, sampled, lambda: answer_first(sampled, membership.user, said))


@require_POST
def verdict_list(request: HttpRequest, project_slug: str, sampled_id: int) -> HttpResponse:
    membership, sampled = sampled_in(request, project_slug, sampled_id)
    verdict, note = request.POST.get("verdict", ""), request.POST.get("note", "")
    return _go_on(request, sampled, lambda: judge(sampled, membership.user, verdict, note))


@require_POST
def retraction_list(request: HttpRequest, project_slug: str, spot_check_id: int) -> HttpResponse:
    """Take the newest verdict back."""
    membership = require_role(request, project_slug, *READERS)
    check = check_in(membership, spot_check_id)
    take_back(check, membership.user)
    return redirect("review:checking", project_slug, check.id)


def sampled_in(request: HttpRequest, project_slug: str, sampled_id: int) -> tuple[Membership, SampledAnswer]:
    membership = require_role(request, project_slug, *READERS)
    sampled = SampledAnswer.objects.select_related("spot_check__project").defer("spot_check__batch")
    return membership, get_object_or_404(sampled, id=sampled_id, spot_check__project=membership.project)


def _go_on(request: HttpRequest, sampled: SampledAnswer, act: Any) -> HttpResponse:
    """To the next answer, also where somebody else was faster; the page then says so."""
    try:
        act()
        note_review(
            sampled.spot_check.project,
            sampled.annotation.document_id,
            request.user.id,
            ReviewTime.Kind.SPOT_CHECK,
            request.POST.get("active_ms", ""),
        )
    except Conflict as conflict:
        messages.warning(request, conflict.sentence)
    return redirect("review:checking", sampled.spot_check.project.slug, sampled.spot_check_id)
