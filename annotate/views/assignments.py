"""Who has what, and giving documents to people: a few by hand, all that match as a job."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotate import jobs
from annotate.access import require_role
from annotate.documents.filters import read_filters
from annotate.models import Membership, Project, Standing, User
from annotate.problems import Invalid
from annotate.services.assignments import (
    MOST_AT_ONCE,
    REASONS,
    Outcome,
    Plan,
    assign,
    assignable_people,
    check_plan,
    hand_over,
    take_back,
)
from annotate.views.document import chosen, number_in
from annotate.views.documents import SUPERVISORS

STATES = ("assigned", "leased", "returned")


@require_http_methods(["GET", "POST"])
@never_cache
def assignment_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Who has what, and the form to give all that match; with POST, the ticked documents go to one person."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    if request.method == "POST":
        return _assign_by_hand(request, membership)
    project = membership.project
    filters = read_filters(request.GET, membership)
    context = {
        "project": project,
        "membership": membership,
        "filters": filters,
        "people": assignable_people(project),
        "holdings": holdings_of(membership),
        "jobs": project.jobs.filter(kind__in=["assign_documents", "end_assignments"])[:5],
    }
    return render(request, "annotate/assignments.html", context)


@require_POST
def assignment_job_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Assign all that match, or a part of it, to several people."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    filters = read_filters(QueryDict(request.POST.get("filters", "")), membership)
    plan = plan_from(request.POST)
    check_plan(membership.project, plan)
    arguments = {
        "filters": vars(filters),
        "people": {str(person): weight for person, weight in plan.people.items()},
        "answers": plan.answers,
        "raises_wants": plan.raises_wants,
        **part_from(request.POST),
    }
    job = jobs.start(
        "assign_documents", project=membership.project, owner=membership.user, arguments=arguments
    )
    return redirect("annotate:job", project_slug, job.id)


@require_POST
def assignment_ending_list(request: HttpRequest, project_slug: str, annotator_id: int) -> HttpResponse:
    """Take documents back from somebody, or hand them to somebody else: the named ones, or all as a job."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    project, by = membership.project, membership.user
    giver = get_object_or_404(User, id=annotator_id, memberships__project=project)
    taker_id = number_in(request, "taker")
    taker = get_object_or_404(assignable_people(project), id=taker_id) if taker_id else None
    if documents := ticked(request, project):
        moved = (
            hand_over(project, giver, taker, documents, by)
            if taker
            else take_back(project, giver, documents, by)
        )
        messages.success(
            request,
            ngettext("%(count)s document moved.", "%(count)s documents moved.", moved) % {"count": moved},
        )
        return redirect(_back(request, membership))
    arguments = {"giver": giver.id, "taker": taker.id if taker else None}
    job = jobs.start("end_assignments", project=project, owner=by, arguments=arguments)
    return redirect("annotate:job", project_slug, job.id)


def holdings_of(membership: Membership) -> list[dict[str, Any]]:
    """Per person: what is assigned, open and returned. Only what waits: the index of waiting standings is small."""
    counts = (
        Standing.objects.filter(
            project=membership.project,
            annotator__memberships__project=membership.project,
            state__in=STATES,
        )
        .values("annotator", "state")
        .annotate(count=Count("id"))
    )
    by_person: dict[int, Counter[str]] = {}
    for row in counts:
        by_person.setdefault(row["annotator"], Counter())[row["state"]] += row["count"]
    people = assignable_people(membership.project) | User.objects.filter(id__in=by_person)
    return [
        {"person": person, **{state: by_person.get(person.id, {}).get(state, 0) for state in STATES}}
        for person in people.distinct().order_by("name", "id")
    ]


def plan_from(form: QueryDict) -> Plan:
    """The people ticked, with their shares. Raises Invalid."""
    people = [person for person in form.getlist("person") if person.isdecimal() and len(person) < 19]
    return Plan(
        people={int(person): _number(form, f"share-{person}", 1) for person in people},
        answers=_number(form, "answers", 1),
        raises_wants=form.get("raises_wants") == "on",
    )


def part_from(form: QueryDict) -> dict[str, int | float | None]:
    """How many of what matches: a number, a share in percent, or all. Raises Invalid."""
    part = form.get("part", "all")
    if part == "number":
        return {"number": _number(form, "number", 0, least=1)}
    if part == "percent":
        percent = _number(form, "percent", 0, least=1)
        if percent > 100:
            raise Invalid(_("A share is at most 100 percent, not %(percent)s.") % {"percent": percent})
        return {"percent": percent}
    return {}


def _number(form: QueryDict, name: str, default: int, *, least: int = 1) -> int:
    value = form.get(name, "").strip() or str(default)
    if not value.isdecimal() or not least <= int(value[:12]) <= 10**9:
        raise Invalid(
            _("“%(value)s” must be a whole number from %(least)s on.") % {"value": value, "least": least},
            field=name,
        )
    return int(value)


def ticked(request: HttpRequest, project: Project) -> list[int]:
    """The documents ticked in a table. Raises Invalid; 404 when one is not of this project."""
    values = request.POST.getlist("document")
    if len(values) > MOST_AT_ONCE or not all(value.isdecimal() and len(value) < 19 for value in values):
        raise Invalid(_("Tick at most %(most)s documents.") % {"most": MOST_AT_ONCE}, field="document")
    ids = {int(value) for value in values}
    if project.documents.filter(id__in=ids).count() != len(ids):
        raise Http404
    return sorted(ids)


def _assign_by_hand(request: HttpRequest, membership: Membership) -> HttpResponse:
    documents = ticked(request, membership.project)
    if not documents:
        raise Invalid(_("Tick the documents first, then choose the person."), field="document")
    person = get_object_or_404(assignable_people(membership.project), id=chosen(request, "taker"))
    note = request.POST.get("note", "").strip()
    plan = Plan({person.id: 1}, raises_wants=request.POST.get("raises_wants") == "on", note=note)
    say_outcome(request, person, assign(membership.project, documents, plan, membership.user))
    return redirect(_back(request, membership))


def say_outcome(request: HttpRequest, person: User, outcome: Outcome) -> None:
    """One sentence on what was assigned, one for each reason why something was not."""
    if outcome.assigned:
        sentence = ngettext(
            "%(count)s document is assigned to %(name)s.",
            "%(count)s documents are assigned to %(name)s.",
            outcome.assigned,
        )
        messages.success(request, sentence % {"count": outcome.assigned, "name": person})
    refused = outcome.refused + Counter({"busy": len(outcome.busy)})
    for reason, count in refused.items():
        messages.warning(
            request,
            _("Not assigned: %(count)s that %(reason)s.") % {"count": count, "reason": REASONS[reason]},
        )


def _back(request: HttpRequest, membership: Membership) -> str:
    """To the documents as they were filtered, or to the one that was open. The form names no other place."""
    if document := number_in(request, "back_to"):
        return reverse("annotate:document", args=[membership.project.slug, document])
    filters = read_filters(QueryDict(request.POST.get("filters", "")), membership)
    return f"{reverse('annotate:documents', args=[membership.project.slug])}?{filters.address}"
