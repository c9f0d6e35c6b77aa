"""What annotators asked and noted, for the supervisors: with a box to answer in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Flag
from annotate.problems import Invalid
from annotate.services.inquiries import answers_so_far, inquiries_of, reply
from annotate.views.documents import SUPERVISORS

MOST_SHOWN = 100
SHOWS = ("open", "answered")


@require_GET
@never_cache
def questions_and_notes(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Questions and notes that wait, or those that are dealt with; the newest first."""
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
    inquiries = list(inquiries_of(project, answered=is_over)[:MOST_SHOWN])
    so_far = answers_so_far(inquiries, project)
    flags = Flag.objects.filter(project=project, resolved_at__isnull=not is_over)
    context = {
        "project": project,
        "membership": membership,
        "shows": shows,
        "inquiries": [(inquiry, so_far[inquiry.id]) for inquiry in inquiries],
        "flags": list(flags.select_related("document", "author", "resolved_by")[:MOST_SHOWN]),
        "most": MOST_SHOWN,
    }
    return render(request, "annotate/questions_and_notes.html", context)


@require_POST
def inquiry_answer_list(request: HttpRequest, project_slug: str, inquiry_id: int) -> HttpResponse:
    """Answer a question, or word the answer anew."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    inquiry = get_object_or_404(membership.project.inquiries.select_related("author"), id=inquiry_id)
    reply(inquiry, request.POST.get("reply", ""), membership.user)
    messages.success(request, _("Your answer is with %(name)s now.") % {"name": inquiry.author})
    return redirect("annotate:questions-and-notes", project_slug)
