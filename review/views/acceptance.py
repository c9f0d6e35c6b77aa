"""Accepting answers as gold in bulk: say which, see what each way would make gold, then let a job do it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Document, Job, Membership, Project, Question
from annotate.problems import Conflict, Invalid
from review.registration import READERS
from review.services.acceptance.accepting import ACCEPT, PREVIEW, start_acceptance, start_preview
from review.services.acceptance.proposing import KINDS, LEVELS, MAJORITY, Rule, rule_of
from review.services.acceptance.showing import A_PAGE, Only, proposals_of, rows_of
from review.services.acceptance.ways import WAYS, WORDS
from review.services.acceptance.worth import MOST_KEPT, want_another
from review.services.disagreements.queue import sees_audit
from review.views.agreement import number_in
from review.views.queue_address import decidable

MOST_LISTED = 5
BUDGET = 50


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
    context = _context(membership) | {"job": preview, "rule": rule, "question": question}
    if preview.state == Job.State.DONE:
        context |= _told(membership, preview, question, chosen_in(rule, question, request.GET))
    return render(request, "review/acceptance_preview.html", context)


@require_GET
@never_cache
def acceptance_documents(request: HttpRequest, project_slug: str, acceptance_id: int) -> HttpResponse:
    """The documents behind a number of the count."""
    membership = require_role(request, project_slug, *READERS)
    preview = _preview(membership, acceptance_id)
    question = get_object_or_404(membership.project.questions, id=rule_of(preview).question)
    only = Only(
        way_in(question, request.GET, "way"),
        number_in(request.GET, "percent"),
        request.GET.get("ties") == "yes",
        way_in(question, request.GET, "other", ""),
    )
    if only.way == only.other:
        raise Invalid(_("A way does not differ from itself. Choose two ways of the list."), field="other")
    found = only.among(proposals_of(preview), question)
    page = list(found.filter(document__gt=number_in(request.GET, "after"))[: A_PAGE + 1])
    shown = {name: value for name, value in request.GET.items() if name != "after"}
    context = _context(membership) | {
        "job": preview,
        "question": question,
        "only": only,
        "words": WORDS[only.way],
        "other_words": WORDS.get(only.other),
        "count": found.count(),
        "rows": rows_of(membership, question, page[:A_PAGE]),
        "next_after": page[A_PAGE - 1].document_id if len(page) > A_PAGE else None,
        "address": urlencode(shown),
    }
    return render(request, "review/acceptance_documents.html", context)


@require_POST
def acceptance_list(request: HttpRequest, project_slug: str, acceptance_id: int) -> HttpResponse:
    """Make it gold, by a job."""
    membership = require_role(request, project_slug, *READERS)
    preview = _counted(membership, acceptance_id)
    question = get_object_or_404(membership.project.questions, id=rule_of(preview).question)
    job = start_acceptance(membership, preview, chosen_in(rule_of(preview), question, request.POST))
    return redirect("annotate:job", project_slug, job.id)


@require_POST
def another_answer_list(request: HttpRequest, project_slug: str, acceptance_id: int) -> HttpResponse:
    """Let the documents where it is worth most want one more answer."""
    membership = require_role(request, project_slug, *READERS)
    preview = _counted(membership, acceptance_id)
    sent = want_another(membership, preview, number_in(request.POST, "budget"))
    messages.success(
        request,
        ngettext(
            "%(count)s document wants one more answer and is in the queue.",
            "%(count)s documents want one more answer and are in the queue.",
            sent,
        )
        % {"count": sent},
    )
    return redirect("review:acceptance-preview", project_slug, acceptance_id)


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


def chosen_in(rule: Rule, question: Question, form: Mapping[str, str]) -> Rule:
    """The rule of the count with another way, or another confidence. Raises Invalid."""
    percent = number_in(form, "percent") or rule.percent
    way = way_in(question, form, "way", rule.way)
    return Rule(rule.question, percent, rule.people, rule.with_audit, way)


def way_in(question: Question, form: Mapping[str, str], name: str, default: str = MAJORITY) -> str:
    """Raises Invalid."""
    way = form.get(name) or default
    if way and way not in WAYS[question.kind]:
        raise Invalid(
            _("“%(way)s” is no way to put these answers together. Choose one of: %(allowed)s.")
            % {"way": way[:50], "allowed": ", ".join(WAYS[question.kind])},
            field=name,
        )
    return way


def _told(membership: Membership, preview: Job, question: Question, chosen: Rule) -> dict[str, object]:
    """What stands on the page of a count that is done."""
    proposals = proposals_of(preview)
    only = Only(chosen.way, chosen.percent)
    count = only.among(proposals, question).count()
    worth = preview.report.get("worth", [])
    return {
        "chosen": chosen,
        "chosen_words": WORDS[chosen.way],
        "count": count,
        "divided": proposals.count() - count,
        "samples": rows_of(membership, question, list(only.among(proposals, question)[:A_PAGE])),
        "levels": LEVELS,
        "ways": [
            (way, WORDS[way], list(zip(LEVELS, levels, strict=True)), ties)
            for way, levels, ties in preview.report.get("ways", [])
        ],
        "apart": [
            (one, WORDS[one], other, WORDS[other], times)
            for one, other, times in preview.report.get("apart", [])
        ],
        "worth": _named(worth[:MOST_LISTED]),
        "worth_count": len(worth),
        "budget": min(BUDGET, len(worth)),
        "most_budget": MOST_KEPT,
    }


def _named(worth: list[list[float]]) -> list[tuple[Document, float]]:
    known = Document.objects.defer("text", "metadata").filter(erased_at=None)
    documents = known.in_bulk([document for document, _value in worth])
    return [(documents[document], value) for document, value in worth if document in documents]


def _counted(membership: Membership, acceptance_id: int) -> Job:
    """Raises Conflict."""
    preview = _preview(membership, acceptance_id)
    if preview.state != Job.State.DONE:
        raise Conflict(_("It is not counted yet how many these are. Wait for the count, then accept them."))
    return preview


def _preview(membership: Membership, acceptance_id: int) -> Job:
    """For experts none that shows documents of the held-out part."""
    previews = membership.project.jobs.filter(kind=PREVIEW)
    if not sees_audit(membership):
        previews = previews.filter(arguments__with_audit=False)
    return get_object_or_404(previews.select_related("project__schema", "owner"), id=acceptance_id)


def _context(membership: Membership) -> dict[str, object]:
    return {"project": membership.project, "membership": membership}
