"""Suspicious labels: the list with its reasons, the search for them, and what becomes of those chosen."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Label, Membership, Project, Question
from annotate.problems import Invalid
from review.models import Suspicion
from review.registration import READERS
from review.services.disagreements.naming import hides_names
from review.services.disagreements.queue import sees_audit
from review.services.sending_back import send_back
from review.services.suspicions.finding import KINDS, SEARCH, start_search
from review.services.suspicions.referring import refer
from review.services.suspicions.showing import A_PAGE, Only, newest_run, rows_of, standing_suspicions
from review.views.agreement import number_in, page_of
from review.views.disagreements import annotators_of
from review.views.queue_address import decidable


@require_GET
@never_cache
def suspicions(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    questions = searchable(membership.project)
    context = page_of(membership) | {"questions": questions, "names_hidden": hides_names(membership)}
    wanted = number_in(request.GET, "question")
    question = get_object_or_404(questions, id=wanted) if wanted else questions.first()
    if question is None:
        return render(request, "review/suspicions.html", context)
    only = Only(number_in(request.GET, "label"), number_in(request.GET, "annotator"))
    run, start = newest_run(question), number_in(request.GET, "start")
    if hides_names(membership):
        only = Only(only.label)
    context |= {
        "question": question,
        "only": only,
        "run": run,
        "job": membership.project.jobs.filter(kind=SEARCH, arguments__question=question.id)
        .order_by("-id")
        .first(),
        "labels": Label.objects.filter(question=question, retired_at=None),
        "annotators": annotators_of(membership.project),
        "sees_audit": sees_audit(membership),
    }
    if run:
        found = standing_suspicions(membership, run, only)
        context |= {
            "count": found.count(),
            "rows": rows_of(membership, question, found[start : start + A_PAGE]),
            "next_start": start + A_PAGE,
        }
    return render(request, "review/suspicions.html", context)


@require_POST
def search_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Search anew, by a job."""
    membership = require_role(request, project_slug, *READERS)
    question = _question(membership, number_in(request.POST, "question"))
    start_search(membership, question)
    return redirect(address(membership.project, question))


@require_POST
def referral_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Send the documents of those chosen to adjudication."""
    membership = require_role(request, project_slug, *READERS)
    question, chosen = _chosen(membership, request)
    sent = refer(question, [one.document_id for one in chosen], membership.user)
    messages.success(
        request,
        ngettext(
            "%(count)s document waits for adjudication.", "%(count)s documents wait for adjudication.", sent
        )
        % {"count": sent},
    )
    return redirect(address(membership.project, question))


@require_POST
def suspicion_return_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Give the answers chosen back to whoever gave them."""
    membership = require_role(request, project_slug, *READERS)
    question, chosen = _chosen(membership, request)
    answers = [one.annotation_id for one in chosen if one.annotation_id]
    if not answers:
        raise Invalid(_("Gold is nobody's answer, so it cannot be sent back. Send it to adjudication."))
    note = request.POST.get("note", "").strip() or _("Please look at this one again.")
    sent, refused = send_back(answers, note, membership.user)
    messages.success(
        request,
        ngettext("%(count)s answer is on its way back.", "%(count)s answers are on their way back.", sent)
        % {"count": sent},
    )
    for sentence in refused:
        messages.warning(request, sentence)
    return redirect(address(membership.project, question))


def searchable(project: Project) -> QuerySet[Question]:
    return decidable(project).filter(kind__in=KINDS)


def address(project: Project, question: Question) -> str:
    return f"{reverse('review:suspicions', args=[project.slug])}?question={question.id}"


def _question(membership: Membership, question_id: int) -> Question:
    """Raises Invalid."""
    question = searchable(membership.project).filter(id=question_id).first()
    if question is None:
        raise Invalid(_("There is no such question to search. Choose one of the list."), field="question")
    return question


def _chosen(membership: Membership, request: HttpRequest) -> tuple[Question, list[Suspicion]]:
    """Those ticked that still stand. Raises Invalid."""
    question = _question(membership, number_in(request.POST, "question"))
    ids = [int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < 19]
    run = newest_run(question)
    chosen = list(standing_suspicions(membership, run, Only()).filter(id__in=ids)) if run and ids else []
    if not chosen:
        raise Invalid(
            _("Choose at least one label of the list. Those that changed meanwhile are gone from it.")
        )
    return question, chosen
