"""Hours per person and week. Annotators see their own, supervisors and owners everybody's."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate.access import require_role
from annotate.models import Membership
from annotate.numbers import number_format
from annotate.roles import Role
from review.bars import lying_bars
from review.registration import READERS
from review.services.costs.timesheets import Timesheet, timesheet_of
from review.views.agreement import page_of
from review.views.costs import number
from review.views.spot_check_files import as_file

MOST_WEEKS = 26  # of the picture: half a year


@require_GET
@never_cache
def timesheet(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership, sheet = sheet_for(request, project_slug)
    weeks = [
        (date_format(monday, "SHORT_DATE_FORMAT"), hours, number_format(hours, 1))
        for monday, hours in sheet.per_week[-MOST_WEEKS:]
    ]
    people = [(str(person), hours, number_format(hours, 1)) for person, hours in sheet.people]
    context = page_of(membership) | {
        "sheet": sheet,
        "is_own": not membership.has(*READERS),
        "per_week": lying_bars(weeks) if weeks else None,
        "per_person": lying_bars(people) if len(people) > 1 else None,
    }
    return render(request, "review/timesheet.html", context)


@require_GET
@never_cache
def timesheet_file(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership, sheet = sheet_for(request, project_slug)
    return as_file("timesheet.csv", rows_of(sheet, is_own=not membership.has(*READERS)))


def sheet_for(request: HttpRequest, project_slug: str) -> tuple[Membership, Timesheet]:
    """Everybody's for those who may see it, else one's own."""
    membership = require_role(request, project_slug, Role.ANNOTATOR, *READERS)
    only = None if membership.has(*READERS) else membership.user
    return membership, timesheet_of(membership.project, only)


def rows_of(sheet: Timesheet, *, is_own: bool) -> Iterator[Iterable[object]]:
    yield (
        _("week from"),
        _("name"),
        _("answers"),
        _("hours of answering"),
        _("hours of training") if is_own else _("hours of checks and training"),
        _("hours of review"),
        _("hours"),
    )
    for week in sheet.weeks:
        parts = [number(hours, 3) for hours in week.parts]
        yield week.monday.isoformat(), week.person, week.answers, *parts, number(week.hours, 3)
