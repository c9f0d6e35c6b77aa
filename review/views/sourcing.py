"""In the house or by a crowd? Plans side by side; the prices are for owners."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate.access import require_role
from annotate.models import Membership, Question
from annotate.problems import Invalid
from annotate.roles import Role
from review.bars import lying_bars
from review.planning import Outcome
from review.registration import READERS
from review.services.costs.sourcing import Sourcing, questions_of, sourcing_of
from review.services.costs.spending import HOUSE
from review.templatetags.costs import percent
from review.views.agreement import page_of
from review.views.costs import number
from review.views.spot_check_files import as_file

STATED = 5.0  # percent of wrong documents, until somebody says another


@dataclass(frozen=True)
class Row:
    """A plan in words, and what it leads to."""

    name: str
    outcome: Outcome
    holds: bool
    is_best: bool


@require_GET
@never_cache
def sourcing(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    questions = list(questions_of(membership.project))
    context = page_of(membership) | {"questions": questions, "sees_money": membership.has(Role.OWNER)}
    if questions:
        found = found_for(membership, request)
        rows = rows_in(found)
        context |= {
            "found": found,
            "stated": found.most * 100,
            "rows": rows,
            "chart": lying_bars([(row.name, row.outcome.error, percent(row.outcome.error)) for row in rows])
            if rows
            else None,
        }
    return render(request, "review/sourcing.html", context)


@require_GET
@never_cache
def sourcing_file(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    found = found_for(membership, request)
    return as_file("plans.csv", lines_of(found, sees_money=membership.has(Role.OWNER)))


def found_for(membership: Membership, request: HttpRequest) -> Sourcing:
    questions = questions_of(membership.project).select_related("project__schema")
    name = request.GET.get("question", "")
    if name:
        question: Question = get_object_or_404(
            questions, id=name if name.isdecimal() and len(name) < 19 else 0
        )
    else:
        question = get_object_or_404(questions[:1])
    return sourcing_of(question, stated_in(request.GET.get("error", "")) / 100)


def stated_in(written: str) -> float:
    """Percent of wrong documents that are borne. Raises Invalid."""
    try:
        stated = float(written.replace(",", ".")) if written else STATED
    except ValueError:
        stated = 0.0
    if not 0.1 <= stated <= 50:
        raise Invalid(
            _("The error rate must be a number of percent from 0.1 to 50, not “%(value)s”.")
            % {"value": written[:20]},
            field="error",
        )
    return stated


def rows_in(found: Sourcing) -> list[Row]:
    return [
        Row(in_words(kind, outcome), outcome, outcome.high <= found.most, outcome == found.best[kind])
        for kind, outcomes in found.outcomes.items()
        for outcome in outcomes
    ]


def in_words(kind: str, outcome: Outcome) -> str:
    count = outcome.plan.answers
    told = (
        ngettext("%(count)s answer here", "%(count)s answers here", count)
        if kind == HOUSE
        else ngettext("%(count)s answer of a crowd", "%(count)s answers of a crowd", count)
    ) % {"count": count}
    return _("%(answers)s, reviewed") % {"answers": told} if outcome.plan.is_reviewed else told


def lines_of(found: Sourcing, *, sees_money: bool) -> Iterator[Iterable[object]]:
    money = (_("price per accepted document"), _("currency")) if sees_money else ()
    yield _("plan"), _("wrong documents"), _("at most"), _("reviewed"), *money, _("seed"), _("simulated")
    for row in rows_in(found):
        one = row.outcome
        price = (number(one.price, 4), found.currency) if sees_money else ()
        yield (
            row.name,
            number(one.error, 4),
            number(one.high, 4),
            number(one.reviewed, 4),
            *price,
            found.seed,
            found.draws,
        )
