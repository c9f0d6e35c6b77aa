"""What annotators asked and noted, for the supervisors: with a box to answer in."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Flag
from annotate.problems import Invalid
from annotate.services.answers_so_far import answers_so_far
from annotate.services.inquiries import inquiries_of, reply
from annotate.views.documents import SUPERVISORS, cursor_of

PAGE = 50
SHOWS = ("open", "answered")


@dataclass(frozen=True)
class Page:
    """Some rows, the newest first, and the ids beyond which others stand."""

    rows: list[Any]
    newer: int | None = None  # there are some after this id
    older: int | None = None  # and before this one


@require_GET
@never_cache
def questions_and_notes(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Questions and notes that wait, or those that are dealt with; the newest first, page by page."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    project = membership.project
    shows = request.GET.get("show", "open")
    if shows not in SHOWS:
        raise Invalid(
            _("“%(show)s” is no list here. Choose one of: %(allowed)s.")
            % {"show": shows, "allowed": ", ".join(SHOWS)},
            field="show",
        )
    is_over = shows == "answered"
    questions = page_of(request, "questions", inquiries_of(project, answered=is_over))
    so_far = answers_so_far(questions.rows, project)
    flags = Flag.objects.filter(project=project, resolved_at__isnull=not is_over)
    context = {
        "project": project,
        "membership": membership,
        "shows": shows,
        "questions": questions,
        "inquiries": [(inquiry, so_far[inquiry.id]) for inquiry in questions.rows],
        "notes": page_of(request, "notes", flags.select_related("document", "author", "resolved_by")),
    }
    return render(request, "annotate/questions_and_notes.html", context)


def page_of(request: HttpRequest, name: str, rows: QuerySet[Any]) -> Page:
    """The part of a list that the address asks for by the id before or after which it stands. Raises Invalid."""
    before, after = cursor_of(request, f"{name}_before"), cursor_of(request, f"{name}_after")
    if after is not None:
        found = list(rows.filter(id__gt=after).order_by("id")[: PAGE + 1])
        shown = found[PAGE - 1 :: -1] if len(found) > PAGE else found[::-1]
        has_newer, has_older = len(found) > PAGE, rows.filter(id__lte=after).exists()
    else:
        found = list((rows.filter(id__lt=before) if before is not None else rows).order_by("-id")[: PAGE + 1])
        shown, has_older = found[:PAGE], len(found) > PAGE
        has_newer = before is not None and rows.filter(id__gte=before).exists()
    if not shown:
        return Page([], newer=before and before - 1, older=after and after + 1)
    return Page(shown, shown[0].id if has_newer else None, shown[-1].id if has_older else None)


@require_POST
def inquiry_answer_list(request: HttpRequest, project_slug: str, inquiry_id: int) -> HttpResponse:
    """Answer a question, or word the answer anew."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    inquiry = get_object_or_404(membership.project.inquiries.select_related("author"), id=inquiry_id)
    reply(inquiry, request.POST.get("reply", ""), membership.user)
    messages.success(request, _("Your answer is with %(name)s now.") % {"name": inquiry.author})
    there = reverse("annotate:questions-and-notes", args=[project_slug])
    return redirect(f"{there}?{request.GET.urlencode()}" if request.GET else there)
