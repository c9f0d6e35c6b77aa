"""Who has what, and giving documents to people: a few by hand, all that match as a job."""

from collections import Counter
from typing import Any

from django.contrib import messages
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
from annotate.forms.assignments import number_or, part_from, plan_from
from annotate.models import Job, Membership, Project, Standing, User
from annotate.problems import Invalid
from annotate.services.assignments import assign
from annotate.services.dealing import REASONS, Outcome
from annotate.services.goals import set_goal
from annotate.services.plans import MOST_AT_ONCE, Plan, assignable_people, check_plan
from annotate.services.reservations import move, some_reserved_for
from annotate.services.workloads import workloads_of
from annotate.views.document import chosen, number_in
from annotate.views.documents import SUPERVISORS

JOBS = ("assign_documents", "end_assignments", "share_by_rules")


@require_http_methods(["GET", "POST"])
@never_cache
def assignment_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Who has what, and the form to give all that match; with POST, the ticked documents go to one person."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    if request.method == "POST":
        return _assign_by_hand(request, membership)
    project = membership.project
    filters = read_filters(request.GET, membership)
    workloads = workloads_of(project)
    context = {
        "project": project,
        "membership": membership,
        "filters": filters,
        "people": [workload.person for workload in workloads if workload.annotates],
        "workloads": workloads,
        "rules": project.sharing_rules.live().count(),
        "jobs": project.jobs.filter(kind__in=JOBS)[:5],
    }
    return render(request, "annotate/assignments.html", context)


@require_POST
def assignment_job_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Assign all that match, or a part of it, to several people."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    job = jobs.start(
        "assign_documents",
        project=membership.project,
        owner=membership.user,
        arguments=arguments_from(request.POST, membership),
    )
    return redirect("annotate:job", project_slug, job.id)


def arguments_from(form: QueryDict, membership: Membership) -> dict[str, Any]:
    """What the form asks for, as the arguments of a job. Raises Invalid."""
    plan = plan_from(form)
    check_plan(membership.project, plan)
    return {
        "filters": vars(read_filters(QueryDict(form.get("filters", "")), membership)),
        "people": {str(person): weight for person, weight in plan.people.items()},
        "answers": plan.answers,
        "raises_wants": plan.raises_wants,
        **part_from(form),
    }


@require_POST
def assignment_ending_list(request: HttpRequest, project_slug: str, annotator_id: int) -> HttpResponse:
    """Take documents back from somebody, or hand them to somebody else: the named ones, so many, or all.

    A transaction's worth is done at once, more is a job.
    """
    membership = require_role(request, project_slug, *SUPERVISORS)
    project, by = membership.project, membership.user
    giver = get_object_or_404(User, id=annotator_id, memberships__project=project)
    taker_id = number_in(request, "taker")
    taker = get_object_or_404(assignable_people(project), id=taker_id) if taker_id else None
    documents = ticked(request, project) or _some_of(request, project, giver)
    if documents is None:
        return redirect("annotate:job", project_slug, _end_by_job(project, giver, taker, by).id)
    moved = move(project, giver, taker, documents, by) if documents else 0
    sentence = ngettext("%(count)s document moved.", "%(count)s documents moved.", moved)
    messages.success(request, sentence % {"count": moved})
    if stayed := len(documents) - moved:
        sentence = ngettext(
            "%(count)s stays: the other person has had it before, or it was answered meanwhile.",
            "%(count)s stay: the other person has had them before, or they were answered meanwhile.",
            stayed,
        )
        messages.warning(request, sentence % {"count": stayed})
    return redirect(_back(request, membership))


def _some_of(request: HttpRequest, project: Project, giver: User) -> list[int] | None:
    """As many of what waits for this person as the form says; None where it is too much for a request."""
    number = number_or(request.POST, "number", None)
    if number is not None and number > MOST_AT_ONCE:
        waiting = Standing.objects.filter(project=project, annotator=giver, state="assigned", occasion="work")
        if number < waiting.count():
            raise Invalid(
                _("Move at most %(most)s at once, or all of them: leave the number empty.")
                % {"most": MOST_AT_ONCE},
                field="number",
            )
        number = None
    found = some_reserved_for(project, giver, number or MOST_AT_ONCE + 1)
    return found if len(found) <= MOST_AT_ONCE else None


def _end_by_job(project: Project, giver: User, taker: User | None, by: User) -> Job:
    arguments = {"giver": giver.id, "taker": taker.id if taker else None}
    return jobs.start("end_assignments", project=project, owner=by, arguments=arguments)


@require_POST
def goal_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Set the goals of everybody who stands in the form."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    annotators = membership.project.memberships.filter(ended_at=None).select_related("user")
    for annotator in annotators:
        if f"goal-a-day-{annotator.user_id}" in request.POST:
            set_goal(
                annotator,
                number_or(request.POST, f"goal-a-day-{annotator.user_id}", None),
                number_or(request.POST, f"goal-in-all-{annotator.user_id}", None),
                by=membership.user,
            )
    messages.success(request, _("The goals are saved. Everybody sees their own on the workbench."))
    return redirect("annotate:assignment-list", project_slug)


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
    """To where the form stood: the document that was open, who has what, or the documents as they were filtered."""
    if document := number_in(request, "back_to"):
        return reverse("annotate:document", args=[membership.project.slug, document])
    if "filters" not in request.POST:
        return reverse("annotate:assignment-list", args=[membership.project.slug])
    filters = read_filters(QueryDict(request.POST["filters"]), membership)
    return f"{reverse('annotate:documents', args=[membership.project.slug])}?{filters.address}"
