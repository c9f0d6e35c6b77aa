"""What accepted documents cost and what is still to come; supervisors see hours, owners also money."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from annotate.access import require_role
from annotate.models import Membership, User
from annotate.roles import Role
from review.bars import LyingBars, lying_bars
from review.cost_forms import RatesForm
from review.fans import FanChart, fan_chart
from review.planning import ENOUGH_DAYS, Forecast
from review.registration import READERS
from review.services.costs.rates import rates_of, set_rates
from review.services.costs.spending import Line, Spending, spending_of
from review.templatetags.costs import minutes
from review.views.agreement import page_of
from review.views.spot_check_files import as_file

MOST_LABELS = 20  # lines of a picture


@dataclass(frozen=True)
class Part:
    """One side of the cost: its lines and their picture."""

    code: str
    title: str
    told: str
    lines: list[Line]

    @property
    def chart(self) -> LyingBars:
        shown = [line for line in self.lines if line.minutes_each is not None][:MOST_LABELS]
        return lying_bars(
            [(line.name, line.minutes_each or 0.0, minutes(line.minutes_each)) for line in shown]
        )


@require_GET
@never_cache
def costs(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    spending = spending_of(membership.project)
    ahead = spending.ahead
    context = page_of(membership) | {
        "spending": spending,
        "parts": [part for part in parts_of(spending) if part.lines],
        "sees_money": membership.has(Role.OWNER),
        "forecast": ahead if isinstance(ahead, Forecast) else None,
        "withheld": "" if isinstance(ahead, Forecast) else ahead.value,
        "chart": chart_of(spending),
        "enough_days": ENOUGH_DAYS,
    }
    return render(request, "review/costs.html", context)


def parts_of(spending: Spending) -> list[Part]:
    return [
        Part(
            "levels",
            _("By level of review"),
            _("Minutes of each level, shared by all accepted documents: together they are the whole."),
            spending.levels,
        ),
        Part(
            "people",
            _("By annotator"),
            _("Minutes somebody spent on an accepted document that they worked on."),
            spending.people,
        ),
        Part("sources", _("By source"), _("Where the answers come from."), spending.sources),
        Part(
            "labels",
            _("By label"),
            _(
                "All minutes of an accepted document that bears the label; one with two labels counts for both."
            ),
            spending.labels,
        ),
    ]


def chart_of(spending: Spending) -> FanChart | None:
    """The accepted documents day by day, and the band on the way to the goal where there is a forecast."""
    if not spending.days:
        return None
    counts, total = [], 0.0
    for _date, day in spending.days:
        total += day.documents
        counts.append(total)
    behind = spending.accepted - total  # accepted without work of this house: there from the beginning
    way = spending.ahead.way if isinstance(spending.ahead, Forecast) else ()
    return fan_chart([count + behind for count in counts], spending.target, way)


@require_GET
@never_cache
def costs_file(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    spending = spending_of(membership.project)
    return as_file("cost.csv", rows_of(spending, sees_money=membership.has(Role.OWNER)))


def rows_of(spending: Spending, *, sees_money: bool) -> Iterator[Iterable[object]]:
    """What the page says, with a line for each line of it."""
    money_head = (_("money"), _("money per accepted document"), _("currency")) if sees_money else ()
    yield (
        _("part"),
        _("name"),
        _("accepted documents"),
        _("hours"),
        _("minutes per accepted document"),
        *money_head,
    )
    whole = Part("whole", _("All"), "", [spending.whole])
    for part in [whole, *parts_of(spending)]:
        for line in part.lines:
            money = (number(line.money, 2), number(line.money_each, 4), spending.currency)
            yield (
                part.title,
                line.name,
                line.documents,
                number(line.minutes / 60, 3),
                number(line.minutes_each, 3),
                *(money if sees_money else ()),
            )
    if isinstance(spending.ahead, Forecast):
        yield from forecast_rows(spending, spending.ahead, sees_money=sees_money)


def forecast_rows(spending: Spending, ahead: Forecast, *, sees_money: bool) -> Iterator[Iterable[object]]:
    yield ()
    yield _("still to come"), _("from"), _("likely"), _("to")
    bands = [(_("days of work"), ahead.days), (_("hours"), ahead.hours)]
    if sees_money and ahead.money:
        bands.append((spending.currency, ahead.money))
    for name, band in bands:
        yield name, number(band.low, 2), number(band.middle, 2), number(band.high, 2)


def number(value: float | None, digits: int) -> str:
    """With a point, as spreadsheets of any language can be told to read it; empty where there is none."""
    return "" if value is None else f"{value:.{digits}f}"


@require_http_methods(["GET", "POST"])
@never_cache
def rates(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    people = payable(membership)
    form = RatesForm(
        request.POST or None, instance=rates_of(membership.project), project=membership.project, people=people
    )
    if request.method == "GET" or not form.is_valid():
        context = page_of(membership) | {"form": form}
        return render(request, "review/rates.html", context, status=422 if request.method == "POST" else 200)
    set_rates(form.save(commit=False), form.personal, membership.user)
    messages.success(request, _("Saved."))
    return redirect("review:rates", project_slug)


def payable(membership: Membership) -> list[User]:
    """Whose time is measured: annotators and those who review, now or before."""
    working = membership.project.memberships.exclude(roles__contained_by=[Role.VIEWER, Role.EXPERT])
    return sorted({one.user for one in working.select_related("user") if not one.user.erased_at}, key=str)
