"""Spot checks: their list, a new one with the plans there are for it, and what one says by now."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import is_fragment, require_role
from annotate.models import Batch, Label, Membership, Project, User
from annotate.problems import Invalid
from review.curves import CurveChart, curve_chart
from review.forms import BatchForm, PlanForm
from review.models import SpotCheck
from review.registration import READERS
from review.services.spot_checks.judging import next_for
from review.services.spot_checks.making import Found, abandon, find, make_spot_check
from review.services.spot_checks.plans import Offers, curve_of
from review.services.spot_checks.report import ERRORS, not_right, report_of
from review.services.spot_checks.returning import return_wrong
from review.templatetags.spot_checks import plan_in_words
from review.views.agreement import page_of

MOST_LISTED = 200


@require_GET
@never_cache
def spot_checks(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    checks = SpotCheck.objects.light().filter(project=membership.project)
    counted = checks.select_related("question", "made_by").annotate(
        checked=Count("sample", filter=~Q(sample__verdict="")),
        errors=Count("sample", filter=Q(sample__verdict__in=ERRORS)),
    )
    newest = counted.order_by("-id")[:MOST_LISTED]
    return render(request, "review/spot_checks.html", page_of(membership) | {"checks": newest})


def check_in(membership: Membership, spot_check_id: int) -> SpotCheck:
    checks = SpotCheck.objects.light().select_related("question", "made_by", "abandoned_by", "project")
    return get_object_or_404(checks, project=membership.project, id=spot_check_id)


@require_http_methods(["GET", "POST"])
@never_cache
def spot_check_new(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The form with its plans; each change of it fetches them anew. POST fixes one."""
    membership = require_role(request, project_slug, *READERS)
    project = membership.project
    batch_form = BatchForm(with_defaults(request, project), project=project)
    plan_form = PlanForm(request.POST) if request.method == "POST" else PlanForm()
    found = _found(batch_form)
    if found and request.method == "POST" and plan_form.is_valid():
        how = plan_form.how(batch_form.cleaned_data["question"])
        if how:
            check = make_spot_check(batch_form.wished, batch_form.asked, how, membership.user)
            messages.success(request, _("The batch is frozen and the sample is drawn."))
            return redirect("review:spot-check", project_slug, check.id)
    context = page_of(membership) | {
        "form": batch_form,
        "plan_form": plan_form,
        "found": found,
        "is_fragment": is_fragment(request),
        "chart": chart_of(found.offers) if found and found.offers.plans else None,
        "chosen": plan_form.data.get("plan") or suggestion(found),
    }
    template = "review/_plans.html" if is_fragment(request) else "review/spot_check_new.html"
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def with_defaults(request: HttpRequest, project: Project) -> QueryDict:
    """What the address or the form says; where it says nothing, how most people begin."""
    given = (request.POST if request.method == "POST" else request.GET).copy()
    first = project.questions.filter(retired_at=None).order_by("id").first()
    for name, value in (("question", first and first.id), ("rate", 3), ("confidence", "0.95")):
        if name not in given and value:
            given[name] = str(value)
    return given


def _found(form: BatchForm) -> Found | None:
    """The batch with its plans, or None where the form then says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return find(form.wished, form.asked)
    except Invalid as wrong:
        form.add_error(wrong.details.get("field"), wrong.sentence)
        return None


def suggestion(found: Found | None) -> str:
    offer = found.offers.suggested if found else None
    return offer.key if offer else ""


def chart_of(offered: Offers) -> CurveChart:
    """How likely each plan passes a batch, by its true error rate."""
    limit = offered.rates[-1]
    curves = [(plan_in_words(offer), curve_of(offer.plan, limit)) for offer in offered.plans]
    return curve_chart(curves, limit, 1.5 * limit)


@require_GET
@never_cache
def spot_check(request: HttpRequest, project_slug: str, spot_check_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    check = check_in(membership, spot_check_id)
    context = page_of(membership) | {
        "check": check,
        "report": report_of(check),
        "filters": filters_of(check),
        "next": next_for(check, membership.user) if not check.abandoned_at else None,
        "not_right": not_right(check)[:MOST_LISTED],
    }
    return render(request, "review/spot_check.html", context)


def filters_of(check: SpotCheck) -> list[tuple[str, Any]]:
    """By what the batch was chosen, in words."""
    wished: Mapping[str, Any] = check.wished
    named = [
        (_("Label"), Label, "label"),
        (_("Answered by"), User, "annotator"),
        (_("Import"), Batch, "imported_with"),
    ]
    found = [(name, model.objects.get(id=wished[key])) for name, model, key in named if key in wished]
    days = [(_("Answered from"), "since"), (_("Answered until"), "until")]
    return found + [(name, wished[key]) for name, key in days if key in wished]


@require_POST
def abandonment_list(request: HttpRequest, project_slug: str, spot_check_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    check = check_in(membership, spot_check_id)
    abandon(check, request.POST.get("reason", ""), membership.user)
    messages.success(request, _("Given up. It stays in the list; a new check draws another sample."))
    return redirect("review:spot-check", project_slug, check.id)


@require_POST
def return_list(request: HttpRequest, project_slug: str, spot_check_id: int) -> HttpResponse:
    """Send what was found wrong back to those who said it."""
    membership = require_role(request, project_slug, *READERS)
    check = check_in(membership, spot_check_id)
    if check.is_open:
        raise Invalid(_("Finish the check first: what comes back changed would not be what was checked."))
    returned, others = return_wrong(check, membership.user)
    messages.success(
        request,
        ngettext("%(count)s answer was returned.", "%(count)s answers were returned.", returned)
        % {"count": returned},
    )
    if others:
        messages.info(
            request,
            ngettext(
                "%(count)s was not: it was changed or returned since, or its annotator has left.",
                "%(count)s were not: they were changed or returned since, or their annotators have left.",
                others,
            )
            % {"count": others},
        )
    return redirect("review:spot-check", project_slug, check.id)
