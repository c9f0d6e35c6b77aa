"""What suggestions do to answers: a page for supervisors."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate.access import require_role
from annotate.models import Project, Question
from annotate.numbers import number_format
from review.intervals import IntervalChart, interval_chart
from review.planning import ENOUGH_ANSWERS, Compared, Influence
from review.registration import READERS
from review.services.costs.influence import KINDS, Told, influence_on
from review.views.agreement import page_of
from review.views.costs import number
from review.views.spot_check_files import as_file

WHOLE = 100


@require_GET
@never_cache
def influence(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    questions = list(suggestible(membership.project))
    context = page_of(membership) | {"questions": questions, "enough": ENOUGH_ANSWERS}
    if questions:
        told = influence_on(question_named(membership.project, request.GET.get("question", "")))
        context |= {"told": told, "chart": chart_of(told.whole)}
    return render(request, "review/influence.html", context)


@require_GET
@never_cache
def influence_file(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    question = question_named(membership.project, request.GET.get("question", ""))
    return as_file("influence-of-suggestions.csv", rows_of(influence_on(question)))


def suggestible(project: Project) -> list[Question]:
    return project.questions.filter(retired_at=None, kind__in=KINDS).order_by("id")


def question_named(project: Project, name: str) -> Question:
    """The one that is named, else the first; 404 where there is none."""
    questions = suggestible(project).select_related("project")
    if name:
        return get_object_or_404(questions, id=name if name.isdecimal() and len(name) < 19 else 0)
    return get_object_or_404(questions[:1])


def chart_of(found: Influence) -> IntervalChart | None:
    """How many suggestions were answered: shown, and hidden from those who answered."""
    shares = [
        (_("right ones, shown"), found.followed_right),
        (_("right ones, hidden"), found.by_chance_right),
        (_("wrong ones, shown"), found.followed_wrong),
        (_("wrong ones, hidden"), found.by_chance_wrong),
    ]
    rows = [
        (
            name,
            _("%(share)s %%") % {"share": number_format(WHOLE * one.value, 1)},
            one.value,
            one.low,
            one.high,
        )
        for name, one in shares
        if one.value is not None
    ]
    return interval_chart(rows) if rows else None


def rows_of(told: Told) -> Iterator[Iterable[object]]:
    yield _("annotator"), _("figure"), _("shown"), _("hidden"), _("value"), _("from"), _("to")
    for name, figures in [(_("everybody"), told.whole), *((one.name, one.figures) for one in told.people)]:
        for figure, one in named(figures):
            yield (
                name,
                figure,
                one.shown,
                one.hidden,
                number(one.value, 4),
                number(one.low, 4),
                number(one.high, 4),
            )


def named(figures: Influence) -> list[tuple[str, Compared]]:
    return [
        (_("right answers, shown minus hidden"), figures.right),
        (_("time, shown over hidden"), figures.time),
        (_("right suggestions answered, shown"), figures.followed_right),
        (_("right suggestions answered, hidden"), figures.by_chance_right),
        (_("wrong suggestions answered, shown"), figures.followed_wrong),
        (_("wrong suggestions answered, hidden"), figures.by_chance_wrong),
    ]
