"""Accepting answers as gold in bulk: say which, see how many and some of them, then let a job do it."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Job, Membership, Project, Question
from annotate.problems import Conflict, Invalid
from review.registration import READERS
from review.services.acceptance.accepting import ACCEPT, PREVIEW, rule_of, start_acceptance, start_preview
from review.services.acceptance.proposing import KINDS, Rule
from review.services.acceptance.showing import samples_of
from review.services.disagreements.queue import sees_audit
from review.views.agreement import number_in
from review.views.queue_address import decidable

MOST_LISTED = 5


@require_http_methods(["GET", "POST"])
@never_cache
def acceptance(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The form; sent, it counts what would be gold."""
    membership = require_role(request, project_slug, *READERS)
    if request.method == "POST":
        preview = start_preview(membership, rule_in(membership, request.POST))
        return redirect("review:acceptance-preview", project_slug, preview.id)
    earlier = membership.project.jobs.filter(kind=ACCEPT).select_related("owner").order_by("-id")
    context = _context(membership) | {
        "questions": acceptable(membership.project),
        "earlier": earlier[:MOST_LISTED],
    }
    return render(request, "review/acceptance.html", context)


@require_GET
@never_cache
def acceptance_preview(request: HttpRequest, project_slug: str, acceptance_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    preview = _preview(membership, acceptance_id)
    rule = rule_of(preview)
    question = get_object_or_404(membership.project.questions, id=rule.question)
    is_done = preview.state == Job.State.DONE
    context = _context(membership) | {
        "job": preview,
        "rule": rule,
        "question": question,
        "samples": samples_of(preview, question) if is_done else [],
    }
    return render(request, "review/acceptance_preview.html", context)


@require_POST
def acceptance_list(request: HttpRequest, project_slug: str, acceptance_id: int) -> HttpResponse:
    """Make it gold, by a job."""
    membership = require_role(request, project_slug, *READERS)
    preview = _preview(membership, acceptance_id)
    if preview.state != Job.State.DONE:
        raise Conflict(_("It is not counted yet how many these are. Wait for the count, then accept them."))
    job = start_acceptance(membership, preview)
    return redirect("annotate:job", project_slug, job.id)


def acceptable(project: Project) -> QuerySet[Question]:
    return decidable(project).filter(kind__in=KINDS)


def rule_in(membership: Membership, form: Mapping[str, str]) -> Rule:
    """Raises Invalid."""
    question = acceptable(membership.project).filter(id=number_in(form, "question")).first()
    if question is None:
        raise Invalid(
            _("There is no such question to accept answers for. Choose one of the list."), field="question"
        )
    percent, people = number_in(form, "percent"), number_in(form, "people")
    return Rule(question.id, percent, people, sees_audit(membership))


def _preview(membership: Membership, acceptance_id: int) -> Job:
    """For experts none that shows documents of the held-out part."""
    previews = membership.project.jobs.filter(kind=PREVIEW)
    if not sees_audit(membership):
        previews = previews.filter(arguments__with_audit=False)
    return get_object_or_404(previews.select_related("project__schema", "owner"), id=acceptance_id)


def _context(membership: Membership) -> dict[str, object]:
    return {"project": membership.project, "membership": membership}
