"""A spot check as files: its figures, and its answers one by one. No spreadsheet takes a cell for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate.access import require_role
from annotate.exports.encoding import harmless
from review.models import SpotCheck
from review.registration import READERS
from review.services.spot_checks.figures import figures_of
from review.services.spot_checks.report import report_of, without_texts
from review.templatetags.spot_checks import claim, plan_in_words
from review.views.spot_checks import check_in, filters_of

Row = Iterable[object]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@require_GET
@never_cache
def figures(request: HttpRequest, project_slug: str, spot_check_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    check = check_in(membership, spot_check_id)
    return as_file(f"spot-check-{check.id}.csv", figure_rows(check))


def figure_rows(check: SpotCheck) -> Iterator[Row]:
    yield _("figure"), _("value"), _("how it was computed")
    yield _("Question"), check.question, ""
    for name, value in filters_of(check):
        yield name, value, ""
    yield _("Plan"), plan_in_words(check), ""
    yield (
        _("Outcome"),
        check.get_outcome_display(),
        claim(check) if check.outcome == SpotCheck.Outcome.PASSED else "",
    )
    report = report_of(check)
    for figure in figures_of(report):
        yield figure.name, figure.value, figure.how
    for person, count in report.checkers:
        yield _("Checked by %(name)s") % {"name": person}, count, ""


@require_GET
@never_cache
def answers(request: HttpRequest, project_slug: str, spot_check_id: int) -> HttpResponse:
    """What was checked, in the order of drawing. What still waits is not in it: nobody shall look ahead."""
    membership = require_role(request, project_slug, *READERS)
    check = check_in(membership, spot_check_id)
    return as_file(f"spot-check-{check.id}-answers.csv", answer_rows(check))


def answer_rows(check: SpotCheck) -> Iterator[Row]:
    yield "place", "document", "annotator", "annotation", "verdict", "note", "checker", "checked_at"
    checked = check.sample.exclude(verdict="").select_related(
        "annotation__document", "annotation__author", "checker"
    )
    for one in without_texts(checked).order_by("place"):
        yield (
            one.place,
            one.annotation.document,
            one.annotation.author,
            one.annotation_id,
            one.verdict,
            one.note,
            one.checker,
            one.judged_at.isoformat(timespec="seconds"),
        )


def as_file(name: str, rows: Iterable[Row]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(response).writerows([in_cell(cell) for cell in row] for row in rows)
    return response


def in_cell(cell: object) -> str:
    """What a spreadsheet does not take for a formula. A number is none, also one below 0.

    >>> in_cell(-0.25), in_cell("-0.25"), in_cell("-1+2")
    ('-0.25', '-0.25', "'-1+2")
    """
    text = str(cell)
    return text if NUMBER.fullmatch(text) else harmless(text)
