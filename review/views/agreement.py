"""How good is the data? Agreement on a question, and the documents behind each cell of it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate.access import require_role
from annotate.models import Membership, Project, Question
from annotate.numbers import number_format
from annotate.problems import Invalid
from booklet.services.scheme.labels import labels_now
from review.agreement import ENOUGH, ENOUGH_GROUPS, State, Thresholds
from review.intervals import IntervalChart, interval_chart
from review.registration import READERS
from review.services.answers import forms_of
from review.services.comparing import EVERY_KIND, compare
from review.services.comparison import Measured
from review.services.drilling import Asked, documents_behind
from review.services.overlap import Which
from review.services.reached import reached_by_reading
from review.services.thresholds import chosen_for
from review.wording import COEFFICIENTS

A_PAGE = 50
THEN = "then"  # the labels as they were said, whatever was merged since


@require_GET
@never_cache
def agreement(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    questions = list(comparable(membership.project))
    context = page_of(membership) | {"questions": questions}
    if not questions:
        return render(request, "review/agreement.html", context)
    question, which = question_in(membership.project, request.GET), which_in(request.GET)
    merged = labels_now(membership.project)
    as_then = request.GET.get("labels") == THEN
    comparison = compare(question, which, {} if as_then else merged)
    context |= {
        "merged": bool(merged),
        "as_then": as_then,
        "reached": comparison.reached or reached_by_reading(question, which),
        "comparison": comparison,
        "forms": forms_of(question),
        "which": which,
        "other_which": [one for one in Which if one != which],
        "chart": chart_of(comparison.measured, comparison.thresholds),
        "enough": ENOUGH,
        "enough_groups": ENOUGH_GROUPS,
        "thresholds": comparison.thresholds,
        "chosen": chosen_for(membership.project),
        "behind": urlencode(
            {"question": question.id, "which": which} | ({"labels": THEN} if as_then else {})
        ),
    }
    return render(request, "review/agreement.html", context)


@require_GET
@never_cache
def document_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The documents behind a cell of the matrix, or behind a kind of difference between marks."""
    membership = require_role(request, project_slug, *READERS)
    question = question_in(membership.project, request.GET)
    if question is None:
        raise Http404
    asked = Asked(
        question,
        which_in(request.GET),
        one=number_in(request.GET, "one"),
        other=number_in(request.GET, "other"),
        kind=request.GET.get("kind", ""),
        instead={} if request.GET.get("labels") == THEN else labels_now(membership.project),
    )
    found = documents_behind(asked, after=number_in(request.GET, "after"), most=A_PAGE)
    shown = {name: value for name, value in request.GET.items() if name != "after"}
    context = page_of(membership) | {"asked": asked, "found": found, "address": urlencode(shown)}
    return render(request, "review/agreement_documents.html", context)


def page_of(membership: Membership) -> dict[str, object]:
    return {"project": membership.project, "membership": membership}


def comparable(project: Project) -> list[Question]:
    """Questions whose answers are compared, in the order they are asked."""
    return project.questions.filter(retired_at=None, kind__in=list(EVERY_KIND)).order_by("id")


def question_in(project: Project, form: Mapping[str, str]) -> Question | None:
    """The one that is named, else the first; None where the project asks nothing. Raises Http404."""
    name = form.get("question", "")
    if name:
        questions = comparable(project).select_related("project__schema")
        return get_object_or_404(questions, id=name if name.isdecimal() and len(name) < 19 else 0)
    return comparable(project).select_related("project__schema").first()


def which_in(form: Mapping[str, str]) -> Which:
    which = form.get("which", Which.INDEPENDENT)
    if which not in Which.values:
        raise Invalid(
            _("“%(which)s” are no answers. Choose one of: %(allowed)s.")
            % {"which": which, "allowed": ", ".join(Which.values)},
            field="which",
        )
    return Which(which)


def number_in(form: Mapping[str, str], name: str) -> int:
    value = form.get(name, "")
    if value and (not value.isdecimal() or len(value) > 18):
        raise Invalid(_("“%(name)s” must be a number.") % {"name": name}, field=name)
    return int(value or 0)


def chart_of(measured: list[Measured], limits: Thresholds) -> IntervalChart | None:
    """Those that were measured; nothing where all are too few."""
    rows = [
        (
            str(COEFFICIENTS[one.name].name),
            _("%(value)s, from %(low)s to %(high)s")
            % {
                "value": number_format(one.figure.value, 2),
                "low": number_format(one.figure.low, 2),
                "high": number_format(one.figure.high, 2),
            },
            one.figure.value,
            one.figure.low,
            one.figure.high,
        )
        for one in measured
        if one.figure.state is State.MEASURED and one.name != "steps"  # whose scale ends elsewhere
    ]
    return interval_chart(rows, (limits.tentative, limits.reliable)) if rows else None
