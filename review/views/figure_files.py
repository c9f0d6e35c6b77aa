"""The figures of the review as files: tables for a spreadsheet, and a report to read or print."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Invalid
from review.registration import READERS
from review.services.tables.of_agreement import tables_of_agreement, tables_of_parts
from review.services.tables.of_others import (
    tables_of_annotators,
    tables_of_disagreements,
    tables_of_model,
)
from review.services.tables.shape import Cell, Table
from review.views.agreement import question_in, which_in
from review.views.agreement_parts import ids_of, pair_in, part_in
from review.views.annotators import annotators_of
from review.views.queue_address import filters_in
from review.views.spot_check_files import as_file

STYLE = Path(__file__).resolve().parent.parent / "report.css"
PAGES = {
    "agreement": gettext_lazy("Agreement"),
    "parts": gettext_lazy("Agreement over time and in parts"),
    "disagreements": gettext_lazy("Disagreements"),
    "annotators": gettext_lazy("Annotators"),
    "model": gettext_lazy("Model"),
}


@require_GET
@never_cache
def figures_csv(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    page = page_in(request)
    return as_file(f"{project_slug}-{page}.csv", as_rows(tables_in(membership, request, page)))


@require_GET
@never_cache
def figures_report(request: HttpRequest, project_slug: str) -> HttpResponse:
    """A file of its own, to be kept, sent and printed; never shown as a page of ours."""
    membership = require_role(request, project_slug, *READERS)
    page = page_in(request)
    context = {
        "project": membership.project,
        "title": PAGES[page],
        "tables": tables_in(membership, request, page),
        "when": timezone.localtime(),
        "style": STYLE.read_text("utf-8"),
    }
    name = f"{project_slug}-{page}-{timezone.localdate().isoformat()}.html"
    return HttpResponse(
        render_to_string("review/report.html", context).encode(),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def page_in(request: HttpRequest) -> str:
    """Raises Invalid."""
    page = request.GET.get("of", "agreement")
    if page not in PAGES:
        raise Invalid(
            _("There is no report of “%(page)s”. Choose one of: %(allowed)s.")
            % {"page": page[:50], "allowed": ", ".join(PAGES)},
            field="of",
        )
    return page


def tables_in(membership: Membership, request: HttpRequest, page: str) -> list[Table]:
    """Nothing where the project asks no question that has such figures. Raises Invalid or Http404."""
    if page == "annotators":
        return tables_of_annotators(membership, annotators_of(membership.project))
    if page == "model":
        return tables_of_model(membership)
    if page == "disagreements":
        filters = filters_in(membership.project, request.GET)
        return tables_of_disagreements(membership, filters.wish) if filters else []
    question = question_in(membership.project, request.GET)
    if question is None:
        return []
    if page == "parts":
        pair = pair_in(membership.project, request.GET)
        return tables_of_parts(question, ids_of(pair), part_in(request.GET))
    return tables_of_agreement(question, which_in(request.GET))


def as_rows(tables: Iterable[Table]) -> Iterator[list[Cell]]:
    """One after the other, each below its name, with an empty line between."""
    for number, table in enumerate(tables):
        if number:
            yield []
        yield [table.name]
        yield list(table.head)
        yield from (["" if cell is None else cell for cell in row] for row in table.rows)
