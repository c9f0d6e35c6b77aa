"""The queue of disagreements: what waits for a decision, what is worth most first."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Label, Project, User
from annotate.roles import Role
from annotate.views.document import number_in as id_in
from review.registration import READERS
from review.services.disagreements.looking import MOST_LOOKED
from review.services.disagreements.naming import hides_names, set_names_hidden
from review.services.disagreements.queue import queue_for, rows_for, sees_audit
from review.views.queue_address import decidable, filters_in, microseconds, place_in


@require_GET
@never_cache
def disagreements(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    filters, after = filters_in(membership.project, request.GET), place_in(request.GET)
    context = {
        "project": membership.project,
        "membership": membership,
        "filters": filters,
        "questions": decidable(membership.project),
        "names_hidden": hides_names(membership),
        "sees_audit": sees_audit(membership),
        "most_looked": MOST_LOOKED,
    }
    if filters is None:
        return render(request, "review/disagreements.html", context)
    queue = queue_for(membership, filters.wish)
    shown, next_after = queue.page(after)
    context |= {
        "queue": queue,
        "rows": rows_for(membership, filters.question, shown),
        "next_after": next_after,
        "until": microseconds(queue.wish.until),
        "further": microseconds(queue.since) - 1 if queue.goes_on and queue.since else 0,
        "labels": Label.objects.filter(question=filters.question, retired_at=None),
        "annotators": annotators_of(membership.project),
    }
    return render(request, "review/disagreements.html", context)


def annotators_of(project: Project) -> QuerySet[User]:
    """Members who answered, or may: those that left among them."""
    members = project.memberships.filter(roles__contains=[Role.ANNOTATOR])
    return User.objects.filter(id__in=members.values("user")).order_by("name", "username")


@require_POST
def adjudicator_settings(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Hide names, or show them again; back to where the switch was."""
    membership = require_role(request, project_slug, *READERS)
    set_names_hidden(membership, request.POST.get("hides_names") == "on")
    document, address = id_in(request, "document"), QueryDict(request.POST.get("queue", "")).urlencode()
    if document:
        return redirect(f"{reverse('review:adjudication', args=[project_slug, document])}?{address}")
    return redirect(f"{reverse('review:disagreements', args=[project_slug])}?{address}")
