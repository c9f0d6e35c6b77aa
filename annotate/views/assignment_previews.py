"""How many documents would go to whom, before it is done. Fragments."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate import jobs
from annotate.access import require_role
from annotate.documents.drawing import Wish
from annotate.documents.previewing import Preview, is_short, of_report, preview
from annotate.models import Membership, User
from annotate.services.assignments import rehearse
from annotate.services.dealing import REASONS
from annotate.services.plans import Plan, assignable_people
from annotate.views.assignments import arguments_from, ticked
from annotate.views.document import chosen
from annotate.views.documents import SUPERVISORS


@require_POST
def assignment_preview_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What the form would do, at once where that is short; else a job looks, and the fragment waits for it."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    project = membership.project
    if "taker" in request.POST:
        return _of_ticked(request, membership)
    arguments = arguments_from(request.POST, membership)
    wish = Wish.of(project, arguments)
    if is_short(wish):
        return _render(request, membership, arguments, preview(wish))
    job = jobs.start("preview_assignment", project=project, owner=membership.user, arguments=arguments)
    return render(request, "annotate/_assignment_preview.html", {"project": project, "job": job})


@require_GET
@never_cache
def assignment_preview(request: HttpRequest, project_slug: str, preview_id: int) -> HttpResponse:
    """How far a preview is; it asks for itself again until it is done."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    previews = membership.project.jobs.filter(kind="preview_assignment")
    job = get_object_or_404(previews, id=preview_id)
    if job.state != job.State.DONE:
        return render(
            request, "annotate/_assignment_preview.html", {"project": membership.project, "job": job}
        )
    return _render(request, membership, job.arguments, of_report(job.report))


def _of_ticked(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What ticking these and choosing that person would do: one line below the table."""
    project = membership.project
    documents = ticked(request, project)
    person = get_object_or_404(assignable_people(project), id=chosen(request, "taker"))
    outcome = rehearse(project, documents, Plan({person.id: 1}))
    context = {
        "ticked": len(documents),
        "taker": person,
        "assigned": outcome.assigned,
        "refused": _worded(outcome.refused),
    }
    return render(request, "annotate/_ticked_preview.html", context)


def _render(
    request: HttpRequest, membership: Membership, arguments: Mapping[str, Any], found: Preview
) -> HttpResponse:
    people = User.objects.in_bulk(int(person) for person in arguments["people"])
    wish = Wish.of(membership.project, arguments)
    context = {
        "project": membership.project,
        "preview": found,
        "gets": [
            (people[person], weight, found.given.get(person, 0))
            for person, weight in wish.plan.people.items()
        ],
        "refused": _worded(found.refused),
        "arguments": arguments,
        "filters": wish.filters,
    }
    return render(request, "annotate/_assignment_preview.html", context)


def _worded(refused: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(str(REASONS[reason]), count) for reason, count in Counter(refused).most_common()]
