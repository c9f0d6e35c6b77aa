"""Interviews: begun, gone through one document a screen, and ended in a page and new nodes of the map."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.documents.turns import turns_of
from annotate.models import Membership
from annotate.problems import Invalid, Problem
from annotate.views.workbench import json_body
from booklet.models import Interview, InterviewAnswer, InterviewDocument
from booklet.services.interviews.asking import (
    FEWEST,
    LONGEST_CONCEPT,
    LONGEST_REASON,
    MOST,
    USUAL,
    Said,
    answer_of,
    begin_interview,
    judged_in,
    next_place,
    said_in,
    save_answer,
    screens_of,
    undo,
)
from booklet.services.interviews.ending import draft_of, end_interview
from booklet.services.interviews.findings import findings_of
from booklet.services.interviews.hints import concepts_in, reasons_in
from booklet.services.pages import Edit
from booklet.views.forms import whole
from booklet.views.roles import WRITERS


@require_http_methods(["GET", "POST"])
@never_cache
def interview_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Those there are, and the form for the next; with POST its documents are drawn and it begins."""
    membership = require_role(request, project_slug, *WRITERS)
    form, problem = request.POST, None
    if request.method == "POST":
        try:
            begun = begin_interview(
                membership.project,
                membership.user,
                stakeholder=form.get("stakeholder", ""),
                question=form.get("question", ""),
                count=whole(form.get("count")),
            )
            return redirect("booklet:interview-screen", project_slug, begun.id, 1)
        except Problem as found:
            problem = found
    interviews = list(
        membership.project.interviews.select_related("begun_by", "page__current").annotate(
            asked=Count("documents")
        )
    )
    judged = judged_in(interviews)
    context = {
        **_shell(membership),
        "interviews": [(one, judged[one.id]) for one in interviews],
        "problem": problem,
        "form": form,
        "usual": USUAL,
        "fewest": FEWEST,
        "most": MOST,
    }
    return render(request, "booklet/interviews.html", context, status=problem.status if problem else 200)


@require_GET
@never_cache
def interview(request: HttpRequest, project_slug: str, interview_id: int) -> HttpResponse:
    """Take it up where it was left: the next screen, or the findings when there is none."""
    membership = require_role(request, project_slug, *WRITERS)
    found = _interview(membership, interview_id)
    place = None if found.ended_at else next_place(found)
    if place is None:
        return redirect("booklet:interview-findings", project_slug, found.id)
    return redirect("booklet:interview-screen", project_slug, found.id, place)


@require_GET
@never_cache
def screen(request: HttpRequest, project_slug: str, interview_id: int, place: int) -> HttpResponse:
    """One document, with what was said of it so far."""
    membership = require_role(request, project_slug, *WRITERS)
    found = _interview(membership, interview_id)
    shown = get_object_or_404(found.documents.select_related("document"), place=place)
    screens = list(screens_of(found).defer("document__text"))
    places = [one.place for one in screens]
    context = {
        **_shell(membership),
        "interview": found,
        "shown": shown,
        "screens": screens,
        "judged": sum(bool(one.verdict) for one in screens),
        "previous": place - 1 if place - 1 in places else None,
        "next": place + 1 if place + 1 in places else None,
        "boot": _boot(membership, found, shown),
        "reasons": reasons_in(found),
        "concepts": concepts_in(found),
    }
    return render(request, "booklet/interview_screen.html", context)


@require_POST
@never_cache
def answer_list(request: HttpRequest, project_slug: str, interview_id: int, place: int) -> HttpResponse:
    """Keep what stands on the screen, on top of the answer it was begun with."""
    membership = require_role(request, project_slug, *WRITERS)
    shown = get_object_or_404(_interview(membership, interview_id).documents, place=place)
    body = json_body(request)
    base = body.get("base")
    if type(base) is not int or not 0 <= base < 2**31:
        raise Invalid(_("“base” must be the number of the answer you began with."), field="base")
    saved = save_answer(shown, _said(body), base, membership.user)
    return JsonResponse({"number": saved.number, **said_in(saved).as_json()})


@require_POST
@never_cache
def undoing_list(request: HttpRequest, project_slug: str, interview_id: int) -> HttpResponse:
    """Take back what one said last: where that was."""
    membership = require_role(request, project_slug, *WRITERS)
    found = _interview(membership, interview_id)
    place = undo(found, membership.user)
    return JsonResponse(
        {"address": reverse("booklet:interview-screen", args=[project_slug, found.id, place])}
    )


@require_http_methods(["GET", "POST"])
@never_cache
def findings(request: HttpRequest, project_slug: str, interview_id: int) -> HttpResponse:
    """What came of it, and the draft of its page; with POST the page is made and the concepts stand on the map."""
    membership = require_role(request, project_slug, *WRITERS)
    found = _interview(membership, interview_id)
    told, problem, form = findings_of(found), None, request.POST
    edit = Edit(form["title"], form.get("text", "")) if "title" in form else draft_of(told)
    chosen = form.getlist("concept") if form else [concept.name for concept in told.new_concepts]
    if request.method == "POST":
        try:
            page = end_interview(membership, found, edit, chosen)
            messages.success(request, _("“%(title)s” is in the booklet now.") % {"title": page})
            return redirect("booklet:page", project_slug, page.id)
        except Problem as refused:
            problem = refused
    context = {
        **_shell(membership),
        "interview": found,
        "findings": told,
        "edit": edit,
        "chosen": chosen,
        "problem": problem,
        "left": next_place(found),
    }
    return render(
        request, "booklet/interview_findings.html", context, status=problem.status if problem else 200
    )


def _interview(membership: Membership, interview_id: int) -> Interview:
    interviews = membership.project.interviews.select_related("project", "page__current", "begun_by")
    return get_object_or_404(interviews, id=interview_id)


def _said(body: dict[str, Any]) -> Said:
    verdict, reason, notes = body.get("verdict"), body.get("reason"), body.get("notes")
    if not (isinstance(verdict, str) and isinstance(reason, str) and isinstance(notes, list)):
        raise Invalid(_("An answer has a verdict, a reason and notes."))
    return Said(verdict, reason, tuple(notes))


def _boot(membership: Membership, found: Interview, shown: InterviewDocument) -> dict[str, Any]:
    """What the screen's element begins with."""
    answer = answer_of(shown)
    document = shown.document
    text = "" if shown.is_gone else document.text
    return {
        "text": text,
        "turns": [] if shown.is_gone else [turn.as_dict() for turn in turns_of(document.metadata, text)],
        "number": answer.number if answer else 0,
        "said": said_in(answer).as_json(),
        "user": membership.user_id,
        "is_open": found.ended_at is None and not shown.is_gone,
        "longest": {"reason": LONGEST_REASON, "concept": LONGEST_CONCEPT},
        "verdicts": dict(InterviewAnswer.Verdict.choices),
    }


def _shell(membership: Membership) -> dict[str, Any]:
    return {"project": membership.project, "membership": membership}
